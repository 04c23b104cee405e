"""Objections to a published name: anybody who may read the notice lodges one, the secretary settles it.

Owns: both acts. Promises: an objection opens the notice again, and after the last finding the full period runs anew;
nothing here or elsewhere makes a notice shorter. Leaves to others: publishing (`council_actions`), asking whether the
notice is over (P03, `agenda`).
"""

from __future__ import annotations

from sqlalchemy import func, select

from services.review.authority import authorize_at_stage, authorize_on_road, take_case
from services.review.cases import move, policy_of, step_of, unit_of
from services.review.council_models import PublicNotice
from services.review.errors import NothingPublished, ObjectionAbsent, ObjectionOver
from services.review.models import Case
from services.review.models_clocks import Objection
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.events.review_clocks import ObjectionLodged, ObjectionSettled
from shared.events.terms import CaseState
from shared.work import Work

_ANSWER = "objection_answer"


def lodge_objection(desk: Desk, work: Work, case_id: str, *, reason: str, document: str | None = None) -> Objection:
    """Object to a published name. It asks for no version: an objection counts however the case has moved."""
    case = take_case(work, case_id)
    authorize_on_road("lodge_objection", work.actor, case)
    _notice_of(work, case)
    policy, today = policy_of(desk, work.tx, case), office_day(work.now)
    objection = Objection(
        id=work.new_id(), case_id=case.id, lodged_by=work.actor.subject, lodged_at=work.now, reason=reason,
        document=document, answer_by=policy.rulebook.clock(_ANSWER, case.award).last_day(today, desk.policies.calendar),
    )  # fmt: skip
    work.tx.add(objection)
    move(work, case, case.is_in, action="lodge_objection", document=document)
    fact = ObjectionLodged(
        case=case.id, unit=unit_of(case), step=step_of(case), objection=objection.id, answer_by=objection.answer_by,
        document=document, kept_sha256=kept_hash(Objection.__table__, reason=reason),
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    return objection


def settle_objection(
    desk: Desk, work: Work, case_id: str, objection_id: str, *, seen: int, finding: str, is_founded: bool
) -> Objection:
    """Record the finding; with the last one the full period runs again from today."""
    case = take_case(work, case_id)
    authorize_at_stage("settle_objection", work.actor, case, seen=seen)
    notice, objection = _notice_of(work, case), _open_objection(work, case, objection_id)
    objection.settled_by, objection.settled_at = work.actor.subject, work.now
    objection.finding, objection.is_founded = finding, is_founded
    work.tx.flush()
    is_last = not _still_open(work, case)
    if is_last:
        _run_again(desk, work, case, notice)
    move(work, case, case.is_in, action="settle_objection", reason=finding)
    fact = ObjectionSettled(
        case=case.id, unit=unit_of(case), step=step_of(case), objection=objection.id, is_founded=is_founded,
        finding=finding, until=notice.until if is_last else None,
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    return objection


def _run_again(desk: Desk, work: Work, case: Case, notice: PublicNotice) -> None:
    days = policy_of(desk, work.tx, case).award(case.award).public_notice_days
    notice.runs_from = office_day(work.now)
    notice.until = desk.policies.calendar.add_working_days(notice.runs_from, days)


def _notice_of(work: Work, case: Case) -> PublicNotice:
    """The notice the case hangs out on now, held or not; `NothingPublished` otherwise."""
    notice = work.tx.get(PublicNotice, case.id)
    if notice is None or case.goes_on_in is not CaseState.PUBLIC_NOTICE:
        raise NothingPublished()
    return notice


def _open_objection(work: Work, case: Case, objection_id: str) -> Objection:
    objection = work.tx.get(Objection, objection_id)
    if objection is None or objection.case_id != case.id:
        raise ObjectionAbsent()
    if objection.settled_at is not None:
        raise ObjectionOver()
    return objection


def _still_open(work: Work, case: Case) -> int:
    unsettled = (Objection.case_id == case.id, Objection.settled_at.is_(None))
    return work.tx.scalar(select(func.count()).select_from(Objection).where(*unsettled)) or 0
