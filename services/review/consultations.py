"""Consultation: bodies asked for their opinion by letter, and what they answer (ND152 Art 34(6)).

Owns: both acts. Promises: who was asked has the policy's working days; silence after them stands in nobody's way, a
late answer is recorded all the same. Leaves to others: letting the case before the council (P02, `agenda`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from services.review.authority import authorize_at_stage, take_case
from services.review.cases import move, policy_of, step_of, unit_of
from services.review.errors import AskedAlready, ConsultationAbsent, ConsultationOver
from services.review.models import Case, searchable
from services.review.models_clocks import Consultation
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.review_clocks import OpinionAsked, OpinionRecorded
from shared.words import Words
from shared.work import Work


def ask_opinion(desk: Desk, work: Work, case_id: str, *, seen: int, consulted: str, document: str) -> Consultation:
    """Ask a body by a letter of today; it has until the last of the policy's working days (P02)."""
    case = take_case(work, case_id)
    authorize_at_stage("ask_opinion", work.actor, case, seen=seen)
    _refuse_asked(work, case, consulted)
    policy, today = policy_of(desk, work.tx, case), office_day(work.now)
    last_day = desk.policies.calendar.add_working_days(today, policy.parameter("P02", "working_days"))
    move(work, case, case.is_in, action="ask_opinion", document=document)
    asked = Consultation(
        case_id=case.id, number=case.version, consulted=consulted, document=document, asked_by=work.actor.subject,
        asked_on=today, last_day=last_day,
    )  # fmt: skip
    work.tx.add(asked)
    fact = OpinionAsked(
        case=case.id, unit=unit_of(case), step=step_of(case), consultation=asked.number, consulted=consulted,
        asked_on=today, last_day=last_day, document=document,
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    return asked


def record_opinion(
    work: Work, case_id: str, number: int, *, seen: int, opinion: str, document: str, answered_on: date | None = None
) -> Consultation:
    """Keep the answer, given on `answered_on` (today unless stated)."""
    case = take_case(work, case_id)
    authorize_at_stage("record_opinion", work.actor, case, seen=seen)
    asked = work.tx.get(Consultation, (case_id, number))
    if asked is None:
        raise ConsultationAbsent()
    if asked.answered_on is not None:
        raise ConsultationOver()
    day = answered_on or office_day(work.now)
    _refuse_day(day, asked.asked_on, office_day(work.now))
    asked.answered_on, asked.opinion, asked.answer_document = day, opinion, document
    asked.recorded_by, asked.recorded_at = work.actor.subject, work.now
    move(work, case, case.is_in, action="record_opinion", document=document)
    fact = OpinionRecorded(
        case=case.id, unit=unit_of(case), step=step_of(case), consultation=number, consulted=asked.consulted,
        answered_on=day, document=document, kept_sha256=kept_hash(Consultation.__table__, opinion=opinion),
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    return asked


def _refuse_asked(work: Work, case: Case, consulted: str) -> None:
    waiting = (Consultation.case_id == case.id, Consultation.answered_on.is_(None))
    if searchable(consulted) in {searchable(name) for name in work.tx.scalars(_names.where(*waiting))}:
        raise AskedAlready()


_names = select(Consultation.consulted)


def _refuse_day(day: date, asked_on: date, today: date) -> None:
    if not asked_on <= day <= today:
        words = Words("Ngày trả lời phải từ ngày hỏi đến hôm nay.", "The answer lies between the letter and today.")
        raise InvalidInput(places=[Place("answered_on", words)])
