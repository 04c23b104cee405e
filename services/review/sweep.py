"""What ran out of time since the last look: appraisals and supplements, each said once per stage and last day.

Owns: the timer's act. Promises: one replica at a time, a bounded batch per transaction, time from the desk's clock; a
clock that stands still is never late. Leaves to others: when it runs (`shared.service`), what follows (people).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.review.cases import step_of, unit_of
from services.review.models import Case, StageRun
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review_clocks import DeadlineMissed
from shared.events.terms import CaseState, Via
from shared.work import Work

_AT_ONCE = 100
_AT_STAGE = (StageRun.case_id == Case.id) & (StageRun.stage_index == Case.stage_index)


def say_overdue(desk: Desk) -> None:
    """Say of everything that became overdue that it is, until nothing is left."""
    while _say_some(desk) == _AT_ONCE:
        pass


def _say_some(desk: Desk) -> int:
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        late = _late(work.tx, office_day(work.now))
        for case, run in late:
            _say(work, case, run)
        return len(late)


def _late(tx: Session, today: date) -> Sequence[tuple[Case, StageRun]]:
    """Cases with a last day gone by of which nobody said so, locked in the order of their ids."""
    appraisal = and_(Case.clock_stopped_on.is_(None), _unsaid(Case.due_on, StageRun.missed_due_on, today))
    supplement = and_(
        Case.state == CaseState.RETURNED.value, _unsaid(Case.return_due_on, StageRun.missed_return_on, today)
    )
    wanted = select(Case, StageRun).join(StageRun, _AT_STAGE).where(or_(appraisal, supplement))
    # Only the cases: whoever acts on one locks it first and touches its stages afterwards.
    locked = wanted.order_by(Case.id).limit(_AT_ONCE).with_for_update(of=Case)
    return [(case, run) for case, run in tx.execute(locked)]


def _unsaid(
    due: InstrumentedAttribute[date | None], said: InstrumentedAttribute[date | None], today: date
) -> ColumnElement[bool]:
    return and_(due < today, or_(said.is_(None), said != due))


def _say(work: Work, case: Case, run: StageRun) -> None:
    """A returned case waits for its unit; any other late one for the body that holds it."""
    if case.is_in is CaseState.RETURNED:
        waits_for, due_on = "supplement", case.return_due_on
        run.missed_return_on = due_on
    else:
        waits_for, due_on = "appraisal", case.due_on
        run.missed_due_on = due_on
    assert due_on is not None
    missed = DeadlineMissed(
        case=case.id, unit=unit_of(case), step=step_of(case), waits_for=waits_for, due_on=due_on
    )
    work.emit(case.id, missed, policy=case.policy)
