"""Who is reminded beside a case's own clock: whoever waits for a consulted body, settles an objection, owes an opinion.

Owns: what of that comes near, said once per number of days. Promises: a bounded batch; what was asked for within the
reminder's own days is not reminded of; who voted, or may not, owes nothing. Leaves to others: the timer (`sweep`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.review.cases import step_of, unit_of
from services.review.council_models import CouncilSession, SessionState
from services.review.council_queries import agenda_of, law_of, lock_session, members_of, voters_of
from services.review.models import Case
from services.review.models_clocks import Consultation, Objection
from services.review.queries import WAITS_FOR_ANSWERS
from services.review.quorums import by_case
from services.review.recusal_queries import recusals_of
from services.review.rules.vote_law import who_owe_an_opinion
from shared.clock import VIETNAM, office_day
from shared.events.council import WrittenOpinionsAwaited
from shared.events.review_clocks import DeadlineNeared
from shared.holding import held
from shared.policy.calendar import Calendar
from shared.policy.reminders import REMINDED_WITHIN, Reminder, find_reminder
from shared.work import Work

Gate = TypeVar("Gate", Consultation, Objection)
AT_ONCE = 100


def say_opinions_near(calendar: Calendar, work: Work, today: date) -> int:
    """Bodies that have not answered yet: who asked may ask after it."""
    near = opinions_near(work.tx, calendar, today)
    for case, asked, reminder in near:
        about = {"consultation": asked.number, "consulted": asked.consulted}
        _say(work, case, "opinion", asked.last_day, reminder, about)
        asked.near_days = reminder.working_days
    return len(near)


def say_objections_near(calendar: Calendar, work: Work, today: date) -> int:
    near = objections_near(work.tx, calendar, today)
    for case, objection, reminder in near:
        _say(work, case, "objection", objection.answer_by, reminder, {"objection": objection.id})
        objection.near_days = reminder.working_days
    return len(near)


def opinions_near(tx: Session, calendar: Calendar, today: date) -> Sequence[tuple[Case, Consultation, Reminder]]:
    days = _days(tx, Consultation.last_day, Consultation.answered_on.is_(None), calendar, today)
    unsaid = [
        and_(_is_due(Consultation.last_day, day, Consultation.near_days, one), Consultation.asked_on < one.since)
        for day, one in days
    ]
    found = _locked(tx, Consultation, Consultation.answered_on.is_(None), unsaid)
    return [(case, asked, dict(days)[asked.last_day]) for case, asked in found]


def objections_near(tx: Session, calendar: Calendar, today: date) -> Sequence[tuple[Case, Objection, Reminder]]:
    days = _days(tx, Objection.answer_by, Objection.settled_at.is_(None), calendar, today)
    unsaid = [
        and_(_is_due(Objection.answer_by, day, Objection.near_days, one), Objection.lodged_at < _dawn(one.since))
        for day, one in days
    ]
    found = _locked(tx, Objection, Objection.settled_at.is_(None), unsaid)
    return [(case, objection, dict(days)[objection.answer_by]) for case, objection in found]


def _days(
    tx: Session, last_day: InstrumentedAttribute[date], waits: ColumnElement[bool], calendar: Calendar, today: date
) -> list[tuple[date, Reminder]]:
    """The last days to come that are near, with the reminder that has come."""
    coming = select(last_day).where(waits, last_day.between(today, today + REMINDED_WITHIN)).distinct()
    found = ((day, find_reminder(day, today=today, calendar=calendar)) for day in tx.scalars(coming))
    return [(day, one) for day, one in found if one is not None]


def _is_due(
    last_day: InstrumentedAttribute[date], day: date, said: InstrumentedAttribute[int | None], reminder: Reminder
) -> ColumnElement[bool]:
    return and_(last_day == day, or_(said.is_(None), said > reminder.working_days))


def _locked(
    tx: Session, kind: type[Gate], waits: ColumnElement[bool], unsaid: Sequence[ColumnElement[bool]]
) -> Sequence[tuple[Case, Gate]]:
    """About cases that still wait for the answer, these locked in the order of their ids."""
    if not unsaid:
        return ()
    wanted = select(Case, kind).join(kind, kind.case_id == Case.id)
    still = wanted.where(waits, Case.state.in_(WAITS_FOR_ANSWERS), or_(*unsaid))
    ordered = still.order_by(Case.id, *kind.__table__.primary_key).limit(AT_ONCE)
    return [(case, row) for case, row in tx.execute(held(ordered, of=(Case, kind)))]


def _say(work: Work, case: Case, waits_for: str, due_on: date, reminder: Reminder, about: dict[str, Any]) -> None:
    said = DeadlineNeared(
        case=case.id, unit=unit_of(case), step=step_of(case), waits_for=waits_for, due_on=due_on,
        working_days=reminder.working_days, **about,
    )  # fmt: skip
    work.emit(case.id, said, policy=case.policy)


def say_written_opinions_awaited(calendar: Calendar, work: Work, today: date) -> int:
    """Members who are away and have sent nothing, while their time runs."""
    said = 0
    for found in written_opinions_near(work.tx, calendar, work.now, today):
        # Locked only now: a vote that is under way must not wait for a look that finds nothing to say.
        session = lock_session(work.tx, found)
        reminder, members = _unsaid(session, calendar, today), tuple(_who_owe_an_opinion(work.tx, session.id))
        if session.state == SessionState.VOTING and session.written_until and reminder and members:
            session.opinions_near_days = reminder.working_days
            awaited = WrittenOpinionsAwaited(
                session=session.id, body=session.body, members=members, until=session.written_until,
                working_days=reminder.working_days,
            )  # fmt: skip
            work.emit(session.id, awaited)
            said += 1
    return said


def written_opinions_near(tx: Session, calendar: Calendar, now: datetime, today: date) -> Sequence[str]:
    """Sessions that vote, whose time for opinions comes near while somebody owes one, and of which nobody said so."""
    wanted = select(CouncilSession).where(
        CouncilSession.state == SessionState.VOTING.value, CouncilSession.written_until > now,
        CouncilSession.written_until < now + REMINDED_WITHIN,
    )  # fmt: skip
    found = (one.id for one in tx.scalars(wanted.order_by(CouncilSession.id)) if _unsaid(one, calendar, today))
    return [session for session in found if _who_owe_an_opinion(tx, session)][:AT_ONCE]


def _unsaid(session: CouncilSession, calendar: Calendar, today: date) -> Reminder | None:
    """None also where the vote was opened within the reminder's own days: that was just told."""
    if session.written_until is None or session.voting_opened_at is None:
        return None
    reminder = find_reminder(office_day(session.written_until), today=today, calendar=calendar)
    if reminder is None or session.voting_opened_at >= _dawn(reminder.since):
        return None
    said = session.opinions_near_days
    return reminder if said is None or said > reminder.working_days else None


def _who_owe_an_opinion(tx: Session, session_id: str) -> list[str]:
    return who_owe_an_opinion(
        members=members_of(tx, session_id), voted={voter.member for voter in voters_of(tx, session_id)},
        recused=by_case(recusals_of(tx, session_id)),
        laws={item.case_id: law_of(item.law) for item in agenda_of(tx, session_id)},
    )  # fmt: skip


def _dawn(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)
