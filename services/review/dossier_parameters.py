"""What the policy gives the rules about a dossier: its papers, the simplified procedure, the age of its achievement.

Owns: these parameters, for judging and for rehearsing alike. Promises: reads only.
Leaves to others: the parameters of all other rules (`rule_parameters`), the dossier itself.
"""

from __future__ import annotations

from datetime import date

from services.review.cases import award_of
from services.review.models import Case
from services.review.rules.facts import Age
from shared.events.terms import AwardType, PaperKind, StageKind
from shared.policy import Policy


def required_papers(policy: Policy, award: str, *, is_simplified: bool) -> tuple[PaperKind, ...]:
    """The papers of a dossier: fewer by the simplified procedure, where the award has one."""
    entry = policy.award(award)
    return entry.simplified.papers if is_simplified and entry.simplified is not None else entry.papers


def permitted_types(policy: Policy, award: str) -> tuple[AwardType, ...]:
    """The types the award may be given for by the simplified procedure; none where it has no such procedure."""
    simplified = policy.award(award).simplified
    return simplified.types if simplified else ()


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
