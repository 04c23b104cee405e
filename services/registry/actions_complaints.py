"""Complaints about a decision: lodged, taken up or not, settled.

Owns: the use cases. Promises: a late complaint is kept, named late with the day that was the last, and not taken up;
an award under complaint is marked; nobody complains of a thing more than twice; who lodged never settles. What somebody
above answers is entered from its paper, on that paper's day. Leaves to others: what an upheld one leads to
(`actions_remedies`), the overdue ones (`sweep`), rules (`rules.complaints`). Denunciations are no complaints.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.changes import sign_row
from services.registry.erasing import erase_what_ended
from services.registry.errors import (
    ComplaintAnswered,
    ComplaintLate,
    ComplaintNotThere,
    ComplaintUnderWay,
    NoSuchDecision,
    SettlesOwnComplaint,
)
from services.registry.models import Award, Decision
from services.registry.models_after import Complaint, ComplaintState
from services.registry.permissions import PERMISSIONS
from services.registry.queries import get_award
from services.registry.queries_after import get_complaint
from services.registry.queries_disputes import OPEN_COMPLAINT, is_decision_about, lock_last_entry
from services.registry.queries_heirs import answering_for
from services.registry.rules.complaints import (
    is_same_person,
    problems_of_first,
    problems_of_second,
    reason_not_to_accept,
    reason_not_to_repeat,
    starts_second,
)
from services.registry.steps import refuse_at_another
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.erasure import ERASED
from shared.errors import InvalidInput, Place
from shared.events.envelope import Actor
from shared.events.registry_complaints import (
    ComplaintAccepted,
    ComplaintLodged,
    ComplaintRejected,
    ComplaintSettled,
)
from shared.events.terms import Complainant, ComplaintLevel, ComplaintOutcome, Role
from shared.permissions import authorize
from shared.policy.after_decision import ComplaintLaw, Period
from shared.policy.marks import Mark
from shared.versions import refuse_stale
from shared.words import Words
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Grievance:
    """A complaint as it comes in. `award_id`: any entry of the award; it is entered about the one that stands now.
    `earlier_id`: the first complaint a second one follows. `learned_on`: the day the complainant knew of the decision,
    which a second one does not need."""

    decision_id: str
    award_id: str | None
    earlier_id: str | None
    complainant_kind: Complainant
    complainant: str
    content: str
    learned_on: date | None
    lodged_on: date


def lodge(desk: Desk, work: Work, grievance: Grievance) -> Complaint:
    """Enter a complaint; `last_day` and `is_late` say whether it came in time."""
    # Held, so that of two at once about all of it one sees the other; rows that point at it go on being entered.
    key_share = {"key_share": True}
    decision = work.tx.get(Decision, grievance.decision_id, with_for_update=key_share, populate_existing=True)
    if decision is None:
        raise NoSuchDecision()
    award = None if grievance.award_id is None else get_award(work.tx, grievance.award_id)
    _authorize_lodging(work, decision, award)
    # The complaint before the award, as who settles it holds them.
    earlier = None if grievance.earlier_id is None else get_complaint(work.tx, grievance.earlier_id, lock=True)
    award = None if award is None else get_award(work.tx, award.id, lock=True)
    _refuse_mismatch(work.tx, decision, award)
    if earlier is not None:
        _refuse_other(earlier, award, grievance)
    _refuse_repeated(work.tx, award, grievance)
    award = None if award is None else lock_last_entry(work.tx, award)
    law = desk.policies.policies.after_decision.on(grievance.lodged_on).complaints
    starts, period = _time_for(decision, grievance, earlier, law, office_day(work.now))
    calendar = desk.policies.policies.calendar
    complaint = _complaint(work, decision, award, grievance, period, period.last_day(starts, calendar))
    complaint.waits_until = law.accept.last_day(grievance.lodged_on, calendar)
    work.tx.add(complaint)
    if award is not None:
        award.complaints_open += 1
        sign_row(award, work, "lodge_complaint")
    work.emit(complaint.id, _lodged(complaint))
    return complaint


def accept(
    desk: Desk,
    work: Work,
    complaint_id: str,
    *,
    seen: int,
    is_complex: bool,
    is_remote: bool,
    accepted_on: date | None = None,
) -> Complaint:
    """Take a complaint up, or enter that whoever answers above did: the days to settle it begin."""
    complaint = get_complaint(work.tx, complaint_id, lock=True)
    authorize(PERMISSIONS, "accept_complaint", work.actor, holding_body=answering_for(work, complaint.body))
    _refuse_elsewhere(complaint, seen, ComplaintState.LODGED)
    why_not = reason_not_to_accept(is_late=complaint.is_late, last_day=complaint.last_day)
    if why_not is not None and not is_answered_above(complaint):
        raise ComplaintLate(why_not.vi, why_not.en)
    today = _day_of(complaint, "accepted_on", accepted_on, complaint.lodged_on, office_day(work.now))
    law = desk.policies.policies.after_decision.on(today).complaints
    settling = law.settle_second if complaint.level == ComplaintLevel.SECOND.value else law.settle_first
    settle_by = settling.last_day(today, is_complex=is_complex, is_remote=is_remote)
    complaint.state, complaint.accepted_on = ComplaintState.ACCEPTED.value, today
    complaint.is_complex, complaint.is_remote = is_complex, is_remote
    complaint.settle_by = complaint.waits_until = settle_by
    complaint.settle_basis = settling.basis
    sign_row(complaint, work, "accept_complaint")
    accepted = ComplaintAccepted(
        complaint=complaint.id, case=complaint.case_id, accepted_on=today, settle_by=settle_by, basis=settling.basis,
        is_complex=is_complex, is_remote=is_remote, decision=complaint.decision_id, lodged_unit=complaint.lodged_unit,
    )  # fmt: skip
    work.emit(complaint.id, accepted)
    return complaint


def reject(work: Work, complaint_id: str, *, seen: int, reason: str) -> Complaint:
    """Do not take a complaint up, and say why."""
    complaint = get_complaint(work.tx, complaint_id, lock=True)
    authorize(PERMISSIONS, "reject_complaint", work.actor, holding_body=answering_for(work, complaint.body))
    _refuse_elsewhere(complaint, seen, ComplaintState.LODGED)
    complaint.state, complaint.reason, complaint.waits_until = ComplaintState.REJECTED.value, reason, None
    _unmark(work, complaint, "reject_complaint")
    rejected = ComplaintRejected(
        complaint=complaint.id, case=complaint.case_id, reason=reason, decision=complaint.decision_id,
        lodged_unit=complaint.lodged_unit,
    )  # fmt: skip
    work.emit(complaint.id, rejected)
    erase_what_ended(work.tx, complaint.case_id)
    return complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The outcome with its reasons and the document (số, ký hiệu) it is written in; `settled_on` of one from above."""

    outcome: ComplaintOutcome
    reason: str
    document: str
    settled_on: date | None = None


def settle(work: Work, complaint_id: str, *, seen: int, settlement: Settlement) -> Complaint:
    """Settle a complaint. The award changes only by the new decision an upheld one asks for."""
    complaint = get_complaint(work.tx, complaint_id, lock=True)
    is_above = is_answered_above(complaint)
    authorize(
        PERMISSIONS, "enter_settlement_from_above" if is_above else "settle_complaint", work.actor,
        holding_body=answering_for(work, complaint.body),
    )  # fmt: skip
    _refuse_elsewhere(complaint, seen, ComplaintState.ACCEPTED)
    if not is_above and work.actor.subject == complaint.lodged_by:
        raise SettlesOwnComplaint()
    assert complaint.settle_by is not None
    assert complaint.accepted_on is not None
    today = _day_of(complaint, "settled_on", settlement.settled_on, complaint.accepted_on, office_day(work.now))
    complaint.state, complaint.outcome = ComplaintState.SETTLED.value, settlement.outcome.value
    complaint.reason, complaint.document = settlement.reason, settlement.document
    complaint.settled_on, complaint.settled_by, complaint.waits_until = today, work.actor.subject, None
    _unmark(work, complaint, "settle_complaint")
    settled = ComplaintSettled(
        complaint=complaint.id, case=complaint.case_id, outcome=settlement.outcome, document=settlement.document,
        settled_on=today, settle_by=complaint.settle_by, is_late=today > complaint.settle_by,
        kept_sha256=kept_hash(Complaint.__table__, reason=settlement.reason), decision=complaint.decision_id,
        lodged_unit=complaint.lodged_unit,
    )  # fmt: skip
    work.emit(complaint.id, settled)
    erase_what_ended(work.tx, complaint.case_id)
    return complaint


def is_answered_above(complaint: Complaint) -> bool:
    """Second complaints, and those about a decision of somebody above."""
    return complaint.level == ComplaintLevel.SECOND.value or complaint.authority is not None


def _day_of(complaint: Complaint, name: str, said: date | None, first: date, today: date) -> date:
    """The day of an answer: that of the paper from above, otherwise today."""
    if said is None:
        return today
    if not is_answered_above(complaint):
        _refuse(name, "Ngày giải quyết tại đây là hôm nay.", "What is answered here is answered today.")
    if not first <= said <= today:
        _refuse(name, f"Từ ngày {first:%d/%m/%Y} đến hôm nay.", f"A day from {first.isoformat()} to today.")
    return said


def _authorize_lodging(work: Work, decision: Decision, award: Award | None) -> None:
    """A unit complains about its own award or, of a decision it is not on, for itself; the office enters letters."""
    if work.actor.role is Role.COUNCIL_SECRETARY:
        authorize(PERMISSIONS, "lodge_complaint", work.actor, holding_body=answering_for(work, decision.body))
    else:
        unit = work.actor.unit if award is None else answering_for(work, award.answering)
        authorize(PERMISSIONS, "lodge_complaint_of_own_unit", work.actor, own_unit=unit)


def _refuse_mismatch(tx: Session, decision: Decision, award: Award | None) -> None:
    if award is not None and not is_decision_about(tx, decision.id, award):
        _refuse("award_id", "Khen thưởng này không thuộc quyết định đó.", "This award is not of that decision.")


def _refuse_other(earlier: Complaint, award: Award | None, grievance: Grievance) -> None:
    """A second complaint is the first one's: of the same person, about the same award of the same decision."""
    same = (grievance.decision_id, None if award is None else award.case_id, ComplaintLevel.FIRST.value)
    if (earlier.decision_id, earlier.case_id, earlier.level) != same:
        _refuse(
            "earlier_id", "Không phải khiếu nại lần đầu về quyết định, khen thưởng này.",
            "That is no first complaint about this decision and award.",
        )  # fmt: skip
    # Of an erased person nobody can say any more whether it is the same.
    if earlier.complainant != ERASED and not is_same_person(earlier.complainant, grievance.complainant):
        _refuse(
            "complainant", "Chỉ người đã khiếu nại lần đầu mới khiếu nại lần hai.",
            "Only who made the first complaint makes the second.",
        )  # fmt: skip


def _refuse_repeated(tx: Session, award: Award | None, grievance: Grievance) -> None:
    """One first complaint of somebody about a thing, and one second for it; what was not taken up may come again."""
    own = [Complaint.earlier_id == grievance.earlier_id]
    if grievance.earlier_id is None:
        own = [
            Complaint.decision_id == grievance.decision_id, Complaint.level == ComplaintLevel.FIRST.value,
            Complaint.case_id.is_not_distinct_from(None if award is None else award.case_id),
        ]  # fmt: skip
    found = tx.scalars(select(Complaint).where(*own, Complaint.state != ComplaintState.REJECTED.value)).all()
    for one in found:
        if grievance.earlier_id is None and not is_same_person(one.complainant, grievance.complainant):
            continue
        if one.state in OPEN_COMPLAINT:
            raise ComplaintUnderWay()
        why = reason_not_to_repeat(ComplaintLevel(one.level), one.id)
        raise ComplaintAnswered(why.vi, why.en)


def _time_for(
    decision: Decision, grievance: Grievance, earlier: Complaint | None, law: ComplaintLaw, today: date
) -> tuple[date, Period]:
    """(the day the time for this complaint starts from, how long it is)."""
    if earlier is None:
        if grievance.learned_on is None:
            _refuse("learned_on", "Cần ngày biết được quyết định.", "Say on which day the decision became known.")
        starts, period = grievance.learned_on, law.file_first
        problems = problems_of_first(
            dated=decision.dated, learned_on=starts, lodged_on=grievance.lodged_on, today=today
        )
    else:
        waits = starts_second(settled_on=earlier.settled_on, settle_by=earlier.settle_by)
        if waits is None:
            _refuse(
                "earlier_id", "Khiếu nại lần đầu chưa được thụ lý.", "The first complaint was never taken up."
            )
        starts, period = waits, law.file_second
        problems = problems_of_second(
            starts=starts, is_settled=earlier.settled_on is not None, lodged_on=grievance.lodged_on, today=today
        )
    if problems:
        raise InvalidInput(places=problems)
    return starts, period


def _complaint(
    work: Work, decision: Decision, award: Award | None, grievance: Grievance, period: Period, last_day: date
) -> Complaint:
    level = ComplaintLevel.FIRST if grievance.earlier_id is None else ComplaintLevel.SECOND
    return Complaint(
        id=work.new_id(), level=level.value, earlier_id=grievance.earlier_id, decision_id=decision.id,
        award_id=None if award is None else award.id, case_id=None if award is None else award.case_id,
        body=decision.body, authority=decision.authority,
        complainant_kind=grievance.complainant_kind.value, complainant=grievance.complainant,
        unit_id=work.actor.unit if award is None else award.unit_id, content=grievance.content,
        learned_on=grievance.learned_on, lodged_on=grievance.lodged_on, last_day=last_day,
        is_late=grievance.lodged_on > last_day, basis=period.basis, is_unverified=period.mark is Mark.UNVERIFIED,
        lodged_by=work.actor.subject, lodged_unit=_own_union(work.actor), state=ComplaintState.LODGED.value,
        is_complex=False, is_remote=False,
        version=1, changed_by=work.actor.subject, changed_at=work.now, change="lodge_complaint",
    )  # fmt: skip


def _own_union(actor: Actor) -> str | None:
    """Who enters a letter of somebody else's does not complain."""
    return None if actor.role is Role.COUNCIL_SECRETARY else actor.unit


def _lodged(complaint: Complaint) -> ComplaintLodged:
    assert complaint.waits_until is not None
    return ComplaintLodged(
        complaint=complaint.id, level=ComplaintLevel(complaint.level),
        complainant=Complainant(complaint.complainant_kind), decision=complaint.decision_id,
        authority=complaint.authority,
        award_id=complaint.award_id, case=complaint.case_id, lodged_on=complaint.lodged_on,
        last_day=complaint.last_day, is_late=complaint.is_late, answer_by=complaint.waits_until,
        basis=complaint.basis, kept_sha256=_bound(complaint), is_unverified=complaint.is_unverified,
        lodged_unit=complaint.lodged_unit,
    )  # fmt: skip


def _bound(complaint: Complaint) -> str:
    same = ("earlier_id", "complainant", "unit_id", "content", "learned_on")
    return kept_hash(Complaint.__table__, **{name: getattr(complaint, name) for name in same})


def _unmark(work: Work, complaint: Complaint, verb: str) -> None:
    """The complaint is over: a new version of it, and its award is marked by one complaint less."""
    sign_row(complaint, work, verb)
    if complaint.award_id is not None:
        award = get_award(work.tx, complaint.award_id, lock=True)
        award.complaints_open -= 1
        sign_row(award, work, verb)


def _refuse_elsewhere(complaint: Complaint, seen: int, state: ComplaintState) -> None:
    refuse_stale(complaint, seen)
    refuse_at_another(ComplaintNotThere, Words("Khiếu nại", "The complaint"), ComplaintState(complaint.state), state)


def _refuse(at: str, vi: str, en: str) -> NoReturn:
    raise InvalidInput(places=[Place(at, Words(vi, en), f"registry.{at}")])
