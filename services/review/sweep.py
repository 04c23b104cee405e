"""What ran out of time since the last look: appraisals and supplements, once per stage and last day; opinions asked and
objections to settle, once each.

Owns: the timer's act. Promises: one replica at a time, a bounded batch per transaction, time from the desk's clock; a
clock that stands still is never late. Leaves to others: when it runs (`shared.service`), what follows (people).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.review.cases import step_of, unit_of
from services.review.escalation_queries import get_submission
from services.review.models import Case, StageRun
from services.review.models_clocks import Consultation, Objection
from services.review.queries import WAITS_FOR_ANSWERS
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review import Step
from shared.events.review_clocks import DeadlineMissed
from shared.events.terms import CaseState, StageKind, Via
from shared.work import Work

Gate = TypeVar("Gate", Consultation, Objection)
_AT_ONCE = 100
_AT_STAGE = (StageRun.case_id == Case.id) & (StageRun.stage_index == Case.stage_index)


def say_overdue(desk: Desk) -> None:
    """Say of everything that became overdue that it is, until nothing is left."""
    for say_some in (_say_stages, _say_consultations, _say_objections):
        while _say_some(desk, say_some) == _AT_ONCE:
            pass


def is_anything_unsaid(tx: Session, today: date) -> bool:
    """Whether something ran out of time that the next look will say; what it asks of is locked."""
    return bool(_late(tx, today) or _late_consultations(tx, today) or _late_objections(tx, today))


def _say_some(desk: Desk, say_some: Callable[[Work, date], int]) -> int:
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        return say_some(work, office_day(work.now))


def _say_stages(work: Work, today: date) -> int:
    late = _late(work.tx, today)
    for case, run in late:
        _say(work, case, run)
    return len(late)


def _say_consultations(work: Work, today: date) -> int:
    """Bodies that did not answer: the case may go on without them (P02), and whoever asked should know."""
    late = _late_consultations(work.tx, today)
    for case, asked in late:
        asked.is_said_late = True
        missed = DeadlineMissed(
            case=case.id, unit=unit_of(case), step=step_of(case), waits_for="opinion", due_on=asked.last_day,
            consultation=asked.number, consulted=asked.consulted,
        )  # fmt: skip
        work.emit(case.id, missed, policy=case.policy)
    return len(late)


def _say_objections(work: Work, today: date) -> int:
    """Objections nobody settled: they keep the case from the council."""
    late = _late_objections(work.tx, today)
    for case, objection in late:
        objection.is_said_late = True
        missed = DeadlineMissed(
            case=case.id, unit=unit_of(case), step=step_of(case), waits_for="objection", due_on=objection.answer_by,
            objection=objection.id,
        )  # fmt: skip
        work.emit(case.id, missed, policy=case.policy)
    return len(late)


def _late_consultations(tx: Session, today: date) -> Sequence[tuple[Case, Consultation]]:
    return _unanswered(tx, Consultation, Consultation.last_day < today, Consultation.answered_on.is_(None))


def _late_objections(tx: Session, today: date) -> Sequence[tuple[Case, Objection]]:
    return _unanswered(tx, Objection, Objection.answer_by < today, Objection.settled_at.is_(None))


def _unanswered(tx: Session, kind: type[Gate], *late: ColumnElement[bool]) -> Sequence[tuple[Case, Gate]]:
    """Late answers about cases that still wait for them, of which nobody said so; the cases locked, by their ids."""
    wanted = select(Case, kind).join(kind, kind.case_id == Case.id)
    unsaid = wanted.where(*late, kind.is_said_late.is_(False), Case.state.in_(WAITS_FOR_ANSWERS))
    ordered = unsaid.order_by(Case.id, *kind.__table__.primary_key)
    locked = ordered.limit(_AT_ONCE).with_for_update(of=Case)
    return [(case, row) for case, row in tx.execute(locked)]


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
    """A returned case waits for its unit, one that was sent up for an answer; any other for the body that holds it."""
    if case.is_in is CaseState.RETURNED:
        waits_for, due_on = "supplement", case.return_due_on
        run.missed_return_on = due_on
    else:
        waits_for, due_on = "answer" if case.submission_id is not None else "appraisal", case.due_on
        run.missed_due_on = due_on
    assert due_on is not None
    missed = DeadlineMissed(
        case=case.id, unit=unit_of(case), step=step_of(case), waits_for=waits_for, due_on=due_on,
        sent_by=_sender(work.tx, case),
    )  # fmt: skip
    work.emit(case.id, missed, policy=case.policy)


def _sender(tx: Session, case: Case) -> Step | None:
    """The step that sent up a case that lies beyond its chain: its body can ask after the answer."""
    if case.submission_id is None:
        return None
    letter = get_submission(tx, case.submission_id)
    return Step(
        index=case.stage_index, kind=StageKind(letter.stage_kind), body=letter.body, body_name=letter.body_name
    )
