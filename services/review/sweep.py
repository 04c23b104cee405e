"""What ran out of time since the last look, or soon will: appraisals and supplements, once per stage and last day, and
once for each number of days left; opinions asked and objections to settle, once each.

Owns: the timer's act, and the clocks of stages. Promises: one replica at a time, a bounded batch per transaction, time
from the desk's clock; a clock that stands still is never late. Leaves to others: reminding of all else (`reminding`),
when it runs (`shared.service`), what follows (people).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.review.cases import step_of, unit_of
from services.review.escalation_queries import get_submission
from services.review.models import Case, StageRun
from services.review.models_clocks import Consultation, Objection
from services.review.queries import WAITS_FOR_ANSWERS
from services.review.reminding import (
    AT_ONCE,
    objections_near,
    opinions_near,
    say_objections_near,
    say_opinions_near,
    say_written_opinions_awaited,
    written_opinions_near,
)
from shared.clock import VIETNAM, office_day
from shared.desk import Desk
from shared.events.review import Step
from shared.events.review_clocks import DeadlineMissed, DeadlineNeared
from shared.events.terms import CaseState, StageKind, Via
from shared.holding import held
from shared.policy.calendar import Calendar
from shared.policy.reminders import REMINDED_WITHIN, find_reminder
from shared.work import Work

Gate = TypeVar("Gate", Consultation, Objection)
_SUPPLEMENT = "supplement"
_AT_STAGE = (StageRun.case_id == Case.id) & (StageRun.stage_index == Case.stage_index)


def say_overdue(desk: Desk) -> None:
    """Say of everything that became overdue that it is, until nothing is left."""
    calendar = desk.policies.policies.calendar
    near = (_say_near, say_opinions_near, say_objections_near, say_written_opinions_awaited)
    reminding: list[Callable[[Work, date], int]] = [partial(say, calendar) for say in near]
    for say_some in (_say_stages, _say_consultations, _say_objections, *reminding):
        while _say_some(desk, say_some) == AT_ONCE:
            pass


def is_anything_unsaid(tx: Session, now: datetime, calendar: Calendar) -> bool:
    """Whether something ran out of time, or soon will, that the next look will say; what it asks of is locked."""
    today = office_day(now)
    late = _late(tx, today) or _late_consultations(tx, today) or _late_objections(tx, today)
    near = _near(tx, calendar, today) or opinions_near(tx, calendar, today) or objections_near(tx, calendar, today)
    return bool(late or near or written_opinions_near(tx, calendar, now, today))


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
    # The case first, as whoever acts on it does. What says that it waits has to be held as well: of a row that is not,
    # the database sees what it was before it waited for the case.
    locked = held(ordered.limit(AT_ONCE), of=(Case, kind))
    return [(case, row) for case, row in tx.execute(locked)]


def _late(tx: Session, today: date) -> Sequence[tuple[Case, StageRun]]:
    """Cases with a last day gone by of which nobody said so, locked in the order of their ids."""
    appraisal = and_(Case.clock_stopped_on.is_(None), _unsaid(Case.due_on, StageRun.missed_due_on, today))
    supplement = and_(
        Case.state == CaseState.RETURNED.value, _unsaid(Case.return_due_on, StageRun.missed_return_on, today)
    )
    wanted = select(Case, StageRun).join(StageRun, _AT_STAGE).where(or_(appraisal, supplement))
    # The case first: whoever acts on one locks it first and touches its stages afterwards.
    locked = held(wanted.order_by(Case.id).limit(AT_ONCE), of=(Case, StageRun))
    return [(case, run) for case, run in tx.execute(locked)]


def _unsaid(
    due: InstrumentedAttribute[date | None], said: InstrumentedAttribute[date | None], today: date
) -> ColumnElement[bool]:
    return and_(due < today, or_(said.is_(None), said != due))


def _say(work: Work, case: Case, run: StageRun) -> None:
    waits_for, due_on = _waits_for(case)
    if waits_for == _SUPPLEMENT:
        run.missed_return_on = due_on
    else:
        run.missed_due_on = due_on
    missed = DeadlineMissed(
        case=case.id, unit=unit_of(case), step=step_of(case), waits_for=waits_for, due_on=due_on,
        sent_by=_sender(work.tx, case),
    )  # fmt: skip
    work.emit(case.id, missed, policy=case.policy)


def _waits_for(case: Case) -> tuple[str, date]:
    """A returned case waits for its unit, one that was sent up for an answer; any other for the body that holds it."""
    if case.is_in is CaseState.RETURNED:
        waits_for, due_on = _SUPPLEMENT, case.return_due_on
    else:
        waits_for, due_on = "answer" if case.submission_id is not None else "appraisal", case.due_on
    assert due_on is not None
    return waits_for, due_on


def _say_near(calendar: Calendar, work: Work, today: date) -> int:
    """Whose last day comes near, while there is time left to act (domain.md §6, Notifications)."""
    near = _near(work.tx, calendar, today)
    for case, run in near:
        waits_for, due_on = _waits_for(case)
        reminder = find_reminder(due_on, today=today, calendar=calendar)
        assert reminder is not None
        run.near_due_on, run.near_days = due_on, reminder.working_days
        said = DeadlineNeared(
            case=case.id, unit=unit_of(case), step=step_of(case), waits_for=waits_for, due_on=due_on,
            working_days=reminder.working_days, sent_by=_sender(work.tx, case),
        )  # fmt: skip
        work.emit(case.id, said, policy=case.policy)
    return len(near)


def _near(tx: Session, calendar: Calendar, today: date) -> Sequence[tuple[Case, StageRun]]:
    """Cases of whose last day nobody said yet that it is so near, locked in the order of their ids."""
    unsaid = [*_unsaid_near(tx, calendar, today, Case.due_on), *_unsaid_near(tx, calendar, today, Case.return_due_on)]
    if not unsaid:
        return ()
    wanted = select(Case, StageRun).join(StageRun, _AT_STAGE).where(or_(*unsaid))
    locked = held(wanted.order_by(Case.id).limit(AT_ONCE), of=(Case, StageRun))
    return [(case, run) for case, run in tx.execute(locked)]


def _unsaid_near(
    tx: Session, calendar: Calendar, today: date, due: InstrumentedAttribute[date | None]
) -> Iterator[ColumnElement[bool]]:
    """What marks them, for every last day to come that is near. A period shorter than a reminder is not reminded of
    when it begins: that was just said."""
    is_supplement = due is Case.return_due_on
    waits = Case.state == CaseState.RETURNED.value if is_supplement else Case.clock_stopped_on.is_(None)
    for day in tx.scalars(select(due).where(waits, due.between(today, today + REMINDED_WITHIN)).distinct()):
        reminder = None if day is None else find_reminder(day, today=today, calendar=calendar)
        if reminder is not None:
            dawn = datetime.combine(reminder.since, time.min, VIETNAM)
            began = _returned_before(reminder.since, dawn) if is_supplement else Case.received_at < dawn
            said = and_(StageRun.near_due_on == day, StageRun.near_days <= reminder.working_days)
            yield and_(waits, due == day, began, or_(StageRun.near_due_on.is_(None), not_(said)))


def _returned_before(day: date, dawn: datetime) -> ColumnElement[bool]:
    """The clock stands still since the return; one that was never received has none, and came to its stage before."""
    has_no_clock = and_(Case.clock_stopped_on.is_(None), Case.due_on.is_(None))
    return or_(Case.clock_stopped_on < day, and_(has_no_clock, Case.stage_since < dawn))


def _sender(tx: Session, case: Case) -> Step | None:
    """The step that sent up a case that lies beyond its chain: its body can ask after the answer."""
    if case.submission_id is None:
        return None
    letter = get_submission(tx, case.submission_id)
    return Step(
        index=case.stage_index, kind=StageKind(letter.stage_kind), body=letter.body, body_name=letter.body_name
    )
