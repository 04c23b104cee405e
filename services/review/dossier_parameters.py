"""What the policy gives the rules about a dossier: its papers, the simplified procedure, its age, its day of filing.

Owns: these parameters, for judging and for rehearsing alike. Promises: reads only.
Leaves to others: the parameters of all other rules (`rule_parameters`), the dossier itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.review.cases import award_of
from services.review.models import Case
from services.review.rules.facts import Age, Filing, Timeliness
from shared.events.terms import AwardType, PaperKind, SimplifiedGround, StageKind
from shared.policy import Policy


def required_papers(
    policy: Policy, award: str, *, is_simplified: bool, ground: SimplifiedGround | None
) -> tuple[PaperKind, ...]:
    """The papers of a dossier: fewer by the simplified procedure, where the award has one."""
    entry = policy.award(award)
    return (is_simplified and policy.rulebook.simplified_papers(award, ground)) or entry.papers


def permitted_types(policy: Policy, award: str, ground: SimplifiedGround | None) -> tuple[AwardType, ...]:
    """The types the award may be given for by the simplified procedure; none where it has no such procedure, or not on
    the ground stated."""
    book = policy.rulebook
    types, found = book.simplified_types(award, ground), book.find_ground(ground)
    if ground is None or not book.simplified_grounds:
        return types
    return tuple(one for one in types if found is not None and one in found.types)


def ground_of(dossier: Mapping[str, Any]) -> SimplifiedGround | None:
    """The ground of the simplified procedure a plain dossier states; those of before 22/11/2026 have no such place."""
    stated = dossier.get("simplified_ground")
    return SimplifiedGround(stated) if stated else None


def age_of(policy: Policy, case: Case, today: date) -> Age | None:
    """The facts of P11 for a case the province would submit today; None where it is not the province that sends it up.

    The case must have been read with its dossier.
    """
    goes_up = policy.find_extension(award_of(policy, case)) is not None
    if StageKind(case.stage_kind) is not StageKind.PROVINCIAL or not goes_up:
        return None
    ended = case.dossier.get("achieved_to")
    return Age(
        achieved_to=date.fromisoformat(ended) if ended else None, submitted_on=today,
        months=policy.parameter("P11", "months"),
    )  # fmt: skip


def filing_of(policy: Policy, case: Case, today: date, consent: str | None) -> Timeliness | None:
    """The facts of M03 for a state file the province would send up today; None where no law lays a day down for it.

    The case must have been read with its dossier.
    """
    goes_up = policy.find_extension(award_of(policy, case)) is not None
    if StageKind(case.stage_kind) is not StageKind.PROVINCIAL or not goes_up:
        return None
    year = filing_year(policy, case.award, case.dossier.get("prior_titles") or (), case.dossier.get("achieved_to"))
    due = filing_day(policy, case.award, year)
    if not due:
        return None
    return Timeliness(reached_on=today, consent=consent, consequence=policy.plan.find_consequence("M03"), **due)


def filing_year(
    policy: Policy, award: str, titles: Iterable[Mapping[str, Any]], achieved_to: str | None
) -> int | None:
    """The year of the last title a file builds on, of another file that of its achievement; None where not stated."""
    needed = policy.award(award).criteria.prior_titles
    if needed is None:
        return date.fromisoformat(achieved_to).year if achieved_to else None
    ranks = (needed.code, *needed.or_codes)
    return max((one["year"] for one in titles if one["award"] in ranks), default=None)


def filing_day(policy: Policy, award: str, year: int | None) -> dict[str, Any]:
    """The law's last day for a state file of a year, and where that stands; empty where no law lays one down."""
    due = policy.rulebook.find_filing_day(award)
    if due is None:
        return {}
    filing = Filing(due=due.id, words=due.words, basis=due.basis, year=year)
    return {"last_day": due.in_year(year) if year is not None else None, "filing": filing}
