"""M07 under a draft that looks back over other years: who on the list of then had won before.

Owns: finding list and winners again. Promises: reads only; every case stands on the list as its version of then said;
a list that cannot be put together as it was counted is named so (X05). Leaves to others: the shares
(`rules.list_shape`), today's lists (`list_gathering`).
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
    on, year = office_day(row.at), past.field_in(case, "year", row.dossier_version, case.year)
    gone = select(CancelledAward.case_id).where(CancelledAward.dated <= on)
    given_on = func.coalesce(Decision.dated, OutsideDecision.dated)
    won = (
        select(Case.nominee_key)
        .outerjoin(Decision, Decision.id == Case.decision_id)
        .outerjoin(OutsideDecision, OutsideDecision.id == Case.decision_id)
        .where(
            Case.nominee_key.in_(keys), Case.award == past.award_in(case, row.dossier_version),
            Case.year >= year - years, Case.year < year, given_on <= on, Case.id.not_in(gone),
        )
    )  # fmt: skip
    return len(set(past.tx.scalars(won)))


def _listed(past: Past, case: Case, row: EvaluationRow) -> set[str]:
    """Whom the body had passed by then of the award, plan and year, those of this very act included."""
    run = past.stages.get((case.id, row.stage_index))
    if run is None:
        return set()
    named, found = _list_in(past, case, row.dossier_version), set()
    for other in past.known.values():
        theirs = past.stages.get((other.id, row.stage_index))
        if theirs is None or theirs.body != run.body or theirs.passed_at is None or theirs.passed_at > row.at:
            continue
        version = past.version_at(other, row.at)
        kind = past.field_in(other, "nominee.kind", version, other.nominee_kind)
        if _list_in(past, other, version) == named and kind == SubjectKind.INDIVIDUAL.value:
            found.add(past.field_in(other, "nominee.key", version, other.nominee_key))
    return found


def _list_in(past: Past, case: Case, version: int) -> tuple[str, str, int]:
    """Plan, award and year it stood for by a version."""
    return case.plan, past.award_in(case, version), past.field_in(case, "year", version, case.year)
