"""P14 under a draft: where its targets stood when a document was signed, counted again from the cases.

Owns: what had been given by then. Promises: reads only; an award counts from its decision until the day it was
cancelled, in the draft's own period. Leaves to others: the arithmetic (`rules.outlook`), asking (`rehearsing_lists`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.council_models import Decision
from services.review.escalation_models import OutsideDecision
from services.review.models import Case
from services.review.models_after import CancelledAward
from services.review.outlooks import persons_of
from services.review.rules.outlook import Standing, standings
from shared.policy.plans import Plan
from shared.tombstones import erased_records


def standings_then(
    tx: Session, plan: Plan, listed: Sequence[Case], *, dated: date, at: datetime
) -> tuple[Standing, ...]:
    """Every target of the plan that awards move, with what was signed before `at` beside the list."""
    period = plan.period_of(dated)
    days, own = plan.decided_in(period), {case.id for case in listed}
    given = [case for case, day in _given(tx, plan.id, dated, at) if case.id not in own and days.holds(day)]
    erased = erased_records(tx, {case.id for case in given})
    return standings(plan.targets, period, persons_of(given, erased), persons_of(listed))


def _given(tx: Session, plan: str, dated: date, at: datetime) -> Iterator[tuple[Case, date]]:
    """Awards by a document signed or entered before, that were not cancelled by the day of this one."""
    gone = select(CancelledAward.case_id).where(CancelledAward.dated <= dated)
    of_plan = (Case.plan == plan, Case.id.not_in(gone))
    ours = select(Case, Decision.dated).join(Decision, Decision.id == Case.decision_id)
    above = select(Case, OutsideDecision.dated).join(OutsideDecision, OutsideDecision.id == Case.decision_id)
    found = [
        *tx.execute(ours.where(*of_plan, Decision.signed_at < at)),
        *tx.execute(above.where(*of_plan, OutsideDecision.entered_at < at)),
    ]
    yield from sorted(((case, day) for case, day in found), key=lambda one: one[0].id)
