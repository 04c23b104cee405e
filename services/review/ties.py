"""Equal votes at the last place a quota leaves: shown with whom the law prefers, decided by nobody here (P13).

Owns: gathering the contenders of each quota, and who has its places already. Promises: asked only where the plan limits
an award; counted with the union that answers for a case, as M05 counts; the evaluation names several cases, so it
stands with the session. Leaves to others: the rule (`rules.provincial_order`), the choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.cases import answered_by, policy_of
from services.review.models import Case
from services.review.models_after import HAS_A_PLACE
from services.review.rules.provincial_order import Contender, tie_is_shown
from shared.desk import Desk
from shared.events.terms import Sex, SubjectKind
from shared.policy import Policy
from shared.verdicts import Evaluation
from shared.work import Work


def ask_ties(desk: Desk, work: Work, cases: Mapping[str, Case], yes_votes: Mapping[str, int]) -> tuple[Evaluation, ...]:
    """P13 once for each quota; `yes_votes` of the passed cases whose split is told, by case id."""
    groups: dict[tuple[str, str, str], list[Case]] = {}
    for case_id in yes_votes:
        case = cases[case_id]
        if policy_of(desk, work.tx, case).plan.find_quota(case.award) is not None:
            groups.setdefault((case.policy, case.award, case.answering), []).append(case)
    asked = []
    for contenders in groups.values():
        policy = policy_of(desk, work.tx, contenders[0])
        quota = policy.plan.find_quota(contenders[0].award)
        places = quota.most_per_unit if quota else None
        passed = contenders_among(work.tx, contenders, yes_votes, policy)
        asked.append(tie_is_shown(places=places, passed=passed, taken=_taken_before(work.tx, contenders[0])))
    return tuple(asked)


def _taken_before(tx: Session, one: Case) -> tuple[str, ...]:
    """The cases that have a place of this one's quota, whichever session or body decided for them."""
    like = (Case.plan == one.plan, Case.award == one.award, answered_by(one.answering), Case.id != one.id)
    return tuple(tx.scalars(select(Case.id).where(*like, HAS_A_PLACE).order_by(Case.id)))


def contenders_among(
    tx: Session, cases: Sequence[Case], yes_votes: Mapping[str, int], policy: Policy
) -> tuple[Contender, ...]:
    """The cases that compete for the places of a quota, with the votes each had."""
    percent = policy.find_parameter("P13", "female_percent")
    ids = [case.id for case in cases]
    found = tx.execute(select(Case.id, Case.dossier).where(Case.id.in_(ids)))
    dossiers: dict[str, Mapping[str, Any]] = {case_id: dossier for case_id, dossier in found}
    return tuple(
        Contender(case=case.id, yes=yes_votes[case.id], is_preferred=_is_preferred(case, dossiers[case.id], percent))
        for case in cases
    )


def _is_preferred(case: Case, dossier: Mapping[str, Any], percent: int | None) -> bool | None:
    """Whether the nominee is a woman, or a collective of at least so many percent women; None where nobody said."""
    if case.nominee_kind == SubjectKind.INDIVIDUAL.value:
        sex = (dossier.get("nominee") or {}).get("sex")
        return None if sex is None else bool(sex == Sex.FEMALE.value)
    counts = dossier.get("counts") or {}
    women, members = counts.get("women"), counts.get("members")
    if percent is None or women is None or not members:
        return None
    return bool(women * 100 >= percent * members)
