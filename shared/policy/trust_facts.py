"""Whether an item of a policy decided an answer, by the facts the answer was given on.

Owns: what the facts of a rule tell of the items behind it. Promises: pure; an item is left out only where the facts
show that another one decided, or none. Leaves to others: which items a rule rests on at all (`trust`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.events.codec import to_plain
from shared.events.terms import PaperKind, SubjectKind
from shared.policy.awards import Award, BonusMultiple, FurtherLevel, PublicNotice, Simplified
from shared.policy.bonus import multiple_in_hundredths
from shared.policy.calendar import Holiday, Swap
from shared.policy.chains import Chain
from shared.policy.marks import Foundation, Founded, Stated
from shared.policy.plan_items import AllowedChain, ListDeadline
from shared.policy.rulebook_items import AllowedGround, Cap, Clock, DueDay, Parameter
from shared.policy.salaries import BaseSalary
from shared.policy.targets import Target
from shared.policy.votes import VoteLaw

if TYPE_CHECKING:
    from shared.policy.policy import Policy
    from shared.policy.rulebooks import Rulebook

Facts = Mapping[str, Any]

READ = frozenset(
    {
        ("G06", "fuzzy_percent"), ("G10", "absent_working_days"), ("G10", "tenure_months"),
        ("G11", "study_leave_months"), ("G13", "share_percent"), ("G14", "single_solution_vnd"),
        ("G14", "three_years_vnd"), ("G14", "years"), ("M07", "leader_percent"), ("M07", "repeated_years"),
        ("M07", "winner_percent"), ("P01", "extension_working_days"), ("P01", "return_working_days"),
        ("P01", "working_days"), ("P02", "working_days"), ("P04", "recused_leave"), ("P06", "least_voters"),
        ("P11", "months"), ("P12", "percent"), ("P13", "female_percent"), ("X02", "characters"),
    }
)  # fmt: skip
"""Parameters that the services do work with, whether or not a rulebook sets them (a test looks for them too)."""

_PARAMETER_IN = {
    ("G10", "absent_working_days"): "excluded_from_absent_days",
    ("G10", "tenure_months"): "least_months_employed",
    ("G11", "study_leave_months"): "study",
    ("G13", "share_percent"): "least_share_percent",
    ("G14", "single_solution_vnd"): "thresholds",
    ("G14", "three_years_vnd"): "thresholds",
    ("G14", "years"): "thresholds",
}
_SPANS: Mapping[str, Callable[[Facts], list[tuple[Any, Any]]]] = {
    "P01": lambda facts: [(facts.get("received_on"), facts.get("due_on"))],
    "P02": lambda facts: [(one["asked_on"], one["last_day"]) for one in facts.get("consulted") or ()],
    "P03": lambda facts: [(facts.get("published_on"), facts.get("until"))],
}

BY_CALENDAR = frozenset(_SPANS)
"""Rules whose days are working days."""


def decides(item: Founded | Stated, policy: Policy, rule: str, award: str | None, facts: Facts) -> bool:
    """Whether the item, one of those behind the rule, decided the answer these plain facts belong to."""
    match item:
        case Parameter(rule="P01") | Clock():
            is_of_return = isinstance(item, Parameter) and item.name == "return_working_days"
            return is_of_return is bool(facts.get("is_return"))
        case Parameter():
            name = _PARAMETER_IN.get((item.rule, item.name))
            return name is None or bool(facts.get(name))
        case AllowedGround():
            return facts.get("ground") == item.ground if rule == "G18" else _adds_papers(item, policy, award, facts)
        case VoteLaw():
            return _is_the_law(item, policy, rule, award, facts)
        case Cap():
            return rule != "M05" or facts.get("limit") == to_plain(item.words)
        case Chain() | AllowedChain():
            return any(offer["chain"] == item.id and offer["fits"] for offer in facts.get("offers", ()))
        case ListDeadline():
            return not facts.get("filing") and facts.get("last_day") == item.last_day.isoformat()
        case DueDay():
            return (facts.get("filing") or {}).get("due") == item.id
        case Target():
            return rule != "P14" or any(one["target"] == item.id for one in facts.get("standings", ()))
        case PublicNotice():
            return not facts.get("is_simplified")
        case FurtherLevel():
            return item.level in (facts.get("award_level"), facts.get("decided_at"))
        case BaseSalary():
            return facts.get("base_salary") == item.amount
        case Holiday():
            return any(_spanned(day, rule, facts) for day in item.days())
        case Swap():
            return _spanned(item.off, rule, facts) or _spanned(item.worked, rule, facts)
        case Award() | Simplified() | BonusMultiple() | Foundation():
            found = policy.find_award(award) if award is not None else None
            return found is not None and _of_award(item, found, policy.rulebook, rule, facts)
    return True


def _adds_papers(item: AllowedGround, policy: Policy, award: str | None, facts: Facts) -> bool:
    """Whether an answer about papers was given on the list that this ground makes longer."""
    if award is None or policy.find_award(award) is None or "required" not in facts:
        return False
    plain, longer = (policy.rulebook.simplified_papers(award, ground) for ground in (None, item.ground))
    return longer != plain and facts["required"] == to_plain(longer)


def _of_award(item: Founded, award: Award, book: Rulebook, rule: str, facts: Facts) -> bool:
    if isinstance(item, BonusMultiple):
        paid = facts.get("hundredths")
        return paid is not None and any(multiple_in_hundredths(award, kind) == paid for kind in SubjectKind)
    if rule == "P08":
        return facts.get("award_level") == award.decided_at.value
    if isinstance(item, Simplified) and rule != "G18":
        grounds = (None, *(one.ground for one in book.simplified_grounds))
        return any(
            _asks(book.simplified_papers(award.code, ground) or (), facts, by_default=False) for ground in grounds
        )
    if rule == "G11":
        return facts.get("minimum") is not None
    return _asks(award.papers, facts, by_default=True)


def _asks(papers: tuple[PaperKind, ...], facts: Facts, *, by_default: bool) -> bool:
    """Whether an answer about papers was given on this list of them; of minutes and list only the asking is known."""
    if "required" in facts:
        return bool(facts["required"] == to_plain(papers))
    asked = facts.get("asks_minutes", facts.get("asks_list"))
    return by_default or asked is False


def _is_the_law(law: VoteLaw, policy: Policy, rule: str, award: str | None, facts: Facts) -> bool:
    """The numbers a count was made by, and the owner's own law before the rulebook's where both have them."""
    if not _has_the_numbers(law, rule, facts):
        return False
    own = [vote.law for vote in policy.plan.votes if vote.award == award and _has_the_numbers(vote.law, rule, facts)]
    return not own or law in (own if rule != "P04" else [one.for_quorum() for one in own])


def _has_the_numbers(law: VoteLaw, rule: str, facts: Facts) -> bool:
    if rule == "P05":
        return facts.get("percent") == law.threshold_percent
    if rule == "P04":
        return (facts.get("numerator"), facts.get("denominator")) == (law.quorum_numerator, law.quorum_denominator)
    return True


def _spanned(day: date, rule: str, facts: Facts) -> bool:
    """Working days are counted after the first day up to the last; what lies between moved the last."""
    spans = [(first, last) for first, last in _SPANS[rule](facts) if first and last]
    return any(date.fromisoformat(first) < day <= date.fromisoformat(last) for first, last in spans)
