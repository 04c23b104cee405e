"""Which unverified items stand behind a rule's answer.

Owns: the map from a rule to the parts of a policy that decide it. Promises: pure; what is unverified is found wherever
it decides something, with its file, its key and its article; the facts of an answer leave out what decided nothing in
it. What the facts cannot tell apart is named all the same; holidays and salaries that are younger than the policy stand
in the facts themselves (`entered_since`). Leaves to others: where the facts ruled it out
(`trust_facts`), showing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.policy.awards import Award
from shared.policy.calendar import Calendar
from shared.policy.marks import Founded, Stated
from shared.policy.plans import Plan
from shared.policy.rulebooks import Rulebook
from shared.policy.salaries import Salaries
from shared.policy.trust_facts import BY_CALENDAR, decides
from shared.policy.votes import VoteLaw
from shared.words import Words

if TYPE_CHECKING:
    from shared.policy.policy import Policy

Item = Founded | Stated
_Found = tuple[str, str, Item]  # file, key, item

_VOTED = ("P04", "P05", "P06", "P07")
_BY_PAPERS = ("G16", "G17", "G19", "M04")
_CAPPED = ("M05", "P12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """An item with the flag: its file under `policy/`, its key there, the article or clause it is said to rest on."""

    file: str
    path: str
    basis: str

    @property
    def words(self) -> Words:
        """“Chưa kiểm chứng: rulebooks/….yaml, awards[…].vote (…)” and its English twin."""
        where = f"{self.file}, {self.path} ({self.basis})"
        return Words(f"Chưa kiểm chứng: {where}", f"Not verified: {where}")


def unverified_behind(
    policy: Policy, rule: str, award: str | None, facts: Mapping[str, Any] | None = None
) -> tuple[Unverified, ...]:
    """The unverified items that decide `rule` for an award (code), in the order of the files.

    With the plain `facts` of an answer only those that decided that answer, as far as the facts tell, and the holidays
    and salaries of its days.
    """
    named = _flagged(_items(policy, rule, award), policy, rule, award, facts)
    if facts is None:
        return tuple(named)
    of_days = _flagged(_of_days(policy.calendar, policy.salaries, rule), policy, rule, award, facts)
    since = (Unverified(**one) for one in facts.get("entered_since") or ())
    return (*named, *of_days, *since)


def entered_since(
    policy: Policy, calendar: Calendar, salaries: Salaries, rule: str, facts: Mapping[str, Any]
) -> tuple[Unverified, ...]:
    """The unverified holidays and salaries behind an answer on these plain facts that came after its policy: no hash
    leads to them, so the answer itself has to keep them."""
    if (calendar, salaries) == (policy.calendar, policy.salaries):
        return ()
    known = set(_flagged(_of_days(policy.calendar, policy.salaries, rule), policy, rule, None, facts))
    found = _flagged(_of_days(calendar, salaries, rule), policy, rule, None, facts)
    return tuple(one for one in found if one not in known)


def _flagged(
    found: Iterable[_Found], policy: Policy, rule: str, award: str | None, facts: Mapping[str, Any] | None
) -> Iterator[Unverified]:
    for file, path, item in found:
        if item.is_unverified and (facts is None or decides(item, policy, rule, award, facts)):
            yield Unverified(file=file, path=path, basis=_basis(item))


def unverified_behind_any(
    policies: Iterable[Policy], rule: str, awards: Iterable[str], facts: Mapping[str, Any]
) -> tuple[Unverified, ...]:
    """The same for an answer that concerns several awards, of a session or a decision; each item once."""
    codes = tuple(awards)
    asked = ((policy, award) for policy in policies for award in codes)
    return tuple(dict.fromkeys(one for policy, award in asked for one in policy.unverified_behind(rule, award, facts)))


def _items(policy: Policy, rule: str, award: str | None) -> Iterator[_Found]:
    book, plan = policy.rulebook, policy.plan
    yield from ((f"rulebooks/{book.id}.yaml", path, item) for path, item in _of_rulebook(book, rule, award))
    yield from ((f"plans/{plan.id}.yaml", path, item) for path, item in _of_plan(plan, rule, award))
    found = book.find_award(award) if award is not None else None
    if found is not None:
        of_award = ((path, item) for path, item in _of_award(found, rule) if item is not None)
        yield from ((f"rulebooks/{book.id}.yaml", f"awards[{found.code}]{path}", item) for path, item in of_award)
    if rule == "G02":
        yield from (("chains.yaml", f"chains[{chain.id}]", chain) for chain in policy.chains.values())


def _of_days(calendar: Calendar, salaries: Salaries, rule: str) -> Iterator[_Found]:
    if rule == "P10":
        yield from (("salaries.yaml", f"base[{one.valid_from}]", one) for one in salaries.base)
    if rule in BY_CALENDAR:
        file = f"calendars/{calendar.id}.yaml"
        for year in calendar.years:
            yield from ((file, f"years[{year.year}].holidays[{one.first}]", one) for one in year.holidays)
            yield from ((file, f"years[{year.year}].swaps[{one.off}]", one) for one in year.swaps)


def _of_rulebook(rulebook: Rulebook, rule: str, award: str | None) -> Iterator[tuple[str, Item]]:
    if rule == "X03":
        yield ".", rulebook
    if rule == "G18" or rule in _BY_PAPERS:
        yield from ((f"simplified_grounds[{one.ground}]", one) for one in rulebook.simplified_grounds)
    yield from ((f"rules[{rule}.{one.name}]", one) for one in rulebook.parameters_of(rule))
    if rule == "M03" and award is not None and (due := rulebook.find_filing_day(award)) is not None:
        yield f"due_days[{due.id}]", due
    excluding = (one for one in rulebook.exclusions if one.rule == rule and (not one.awards or award in one.awards))
    yield from ((f"exclusions[{one.id}]", one) for one in excluding)
    if rule == "P01" and award is not None:
        yield from ((f"clocks[{clock.id}]", clock) for clock in rulebook.clocks if clock.award == award)
    if rule in _CAPPED:
        yield from ((f"caps[{cap.id}]", cap) for cap in rulebook.caps if cap.award == award)
    if rule == "P02":
        yield from ((f"consultations[{one.award}]", one) for one in rulebook.consultations if one.award == award)
    if rule == "P10":
        yield "bonus_law", rulebook.bonus_law


def _of_plan(plan: Plan, rule: str, award: str | None) -> Iterator[tuple[str, Item]]:
    if rule == "G01":
        yield "window", plan.window
        yield from ((f"phases[{phase.id}]", phase) for phase in plan.phases)
    if rule == "G02":
        yield from ((f"chains[{chain.id}]", chain) for chain in plan.chains)
    if rule == "M03":
        yield from ((f"list_deadlines[{one.phase}]", one) for one in plan.list_deadlines)
    yield from ((f"rules[{one.rule}]", one) for one in plan.rules if one.rule == rule)
    yield from ((f"targets[{one.id}]", one) for one in plan.targets if rule in (one.rule, "P14"))
    if rule == "M05":
        yield from ((f"quotas[{quota.award}]", quota) for quota in plan.quotas if quota.award == award)
    if rule == "P02":
        yield from ((f"consultations[{one.award}]", one) for one in plan.consultations if one.award == award)
    if rule in _VOTED:
        own = (vote for vote in plan.votes if vote.award == award)
        yield from (_asked_by(rule, f"votes[{vote.award}].law", vote.law) for vote in own)


def _of_award(award: Award, rule: str) -> Iterator[tuple[str, Item | None]]:
    if rule in ("G03", "G11", "G20", "P08") or (rule in _BY_PAPERS and award.papers_rest_on is None):
        yield "", award
    if rule in _BY_PAPERS:
        yield ".papers_rest_on", award.papers_rest_on
    if rule in ("G02", "G03", "P08"):
        yield from ((f".other_levels[{one.level}]", one) for one in award.other_levels)
    if rule in _VOTED:
        laws = [(f".other_levels[{one.level}].vote", one.vote) for one in award.other_levels]
        laws += [(".vote", award.vote), *((f".other_councils[{one.council}]", one) for one in award.other_councils)]
        yield from (_asked_by(rule, path, law) for path, law in laws if law is not None)
    if rule in _BY_PAPERS or rule == "G18":
        yield ".simplified", award.simplified
    part = {
        "G12": (".criteria.prior_titles", award.criteria.prior_titles),
        "G13": (".criteria.initiative", award.criteria.initiative),
        "G15": (".criteria.collective", award.criteria.collective),
        "P03": (".public_notice", award.public_notice),
        "P10": (".bonus", award.bonus),
    }.get(rule)
    if part is not None:
        yield part


def _asked_by(rule: str, path: str, law: VoteLaw) -> tuple[str, Item]:
    """A vote law as the rule asks it: for the quorum by what the quorum rests on."""
    if rule != "P04" or law.quorum_rests_on is None:
        return path, law
    return f"{path}.quorum_rests_on", law.for_quorum()


def _basis(item: Item) -> str:
    return item.basis if isinstance(item, Founded) else item.source
