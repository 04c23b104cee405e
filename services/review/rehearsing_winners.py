"""M07 under a draft that looks back over other years: who on the list of then had won before.

Owns: finding list and winners again. Promises: reads only; a list that cannot be put together as it was counted is
named so (X05). Leaves to others: the shares (`rules.list_shape`), today's lists (`list_gathering`).
"""

from __future__ import annotations

from sqlalchemy import func, select

from services.review.council_models import Decision
from services.review.escalation_models import OutsideDecision
from services.review.models import Case, EvaluationRow
from services.review.models_after import CancelledAward
from services.review.rehearsing_past import Past
from shared.clock import office_day
from shared.events.terms import SubjectKind
from shared.rehearsal import FactsMissing


def winners_over(past: Past, case: Case, row: EvaluationRow, years: int) -> int:
    """How many on the list the case was passed with had the award in one of the years before, as it stood that day."""
    keys = _listed(past, case, row)
    if len(keys) != row.facts["individuals"]:
        raise FactsMissing("không dựng lại được danh sách lúc ấy", "the list cannot be put together as it was")
    on = office_day(row.at)
    gone = select(CancelledAward.case_id).where(CancelledAward.dated <= on)
    given_on = func.coalesce(Decision.dated, OutsideDecision.dated)
    won = (
        select(Case.nominee_key)
        .outerjoin(Decision, Decision.id == Case.decision_id)
        .outerjoin(OutsideDecision, OutsideDecision.id == Case.decision_id)
        .where(
            Case.nominee_key.in_(keys), Case.award == past.award_in(case, row.dossier_version),
            Case.year >= case.year - years, Case.year < case.year, given_on <= on, Case.id.not_in(gone),
        )
    )  # fmt: skip
    return len(set(past.tx.scalars(won)))


def _listed(past: Past, case: Case, row: EvaluationRow) -> set[str]:
    """Whom the body had passed by then of the award, plan and year, those of this very act included."""
    run = past.stages.get((case.id, row.stage_index))
    if run is None:
        return set()
    found = set()
    for other in past.known.values():
        theirs = past.stages.get((other.id, row.stage_index))
        if theirs is None or theirs.body != run.body or theirs.passed_at is None or theirs.passed_at > row.at:
            continue
        is_alike = (other.plan, other.award, other.year) == (case.plan, case.award, case.year)
        if is_alike and other.nominee_kind == SubjectKind.INDIVIDUAL.value:
            found.add(other.nominee_key)
    return found
