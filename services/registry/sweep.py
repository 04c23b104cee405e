"""What ran out of time since the last look: recoveries, complaints, awards to hand over; each said once.

Owns: the timer's act. Promises: one replica at a time, a bounded batch per transaction, time from the desk's clock.
Leaves to others: when it runs (`shared.service`), what follows from it (people).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from services.registry.actions_recovery import owed_of
from services.registry.models import Decision
from services.registry.models_after import Complaint, ComplaintState, Recovery
from services.registry.queries_after import (
    awards_to_hand_over,
    decisions_to_hand_over,
    overdue_complaints,
    overdue_recoveries,
)
from services.registry.saying import say_of_award
from shared.clock import office_day
from shared.desk import Desk
from shared.events.registry import ComplaintDeadlineMissed, RecoveryDeadlineMissed
from shared.events.registry_progress import PresentationLate
from shared.events.terms import Via
from shared.policy import PolicySet
from shared.policy.errors import CalendarMissing, NoLawAfterDecision
from shared.work import Work

_AT_ONCE = 100
_WAITS_FOR = {ComplaintState.LODGED.value: "acceptance", ComplaintState.ACCEPTED.value: "settlement"}


def say_overdue(desk: Desk) -> None:
    """Say of everything that became overdue that it is, until nothing is left."""
    for say_some in (_say_some, _say_some_late):
        while say_some(desk) == _AT_ONCE:
            pass


def is_anything_unsaid(tx: Session, today: date, policies: PolicySet) -> bool:
    """Whether something ran out of time that the next look will say; what it asks of is locked."""
    late = _due_before(tx, today, policies)
    return bool(overdue_recoveries(tx, today, 1) or overdue_complaints(tx, today, 1) or late)


def _say_some(desk: Desk) -> int:
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        today = office_day(work.now)
        recoveries = overdue_recoveries(work.tx, today, _AT_ONCE)
        complaints = overdue_complaints(work.tx, today, _AT_ONCE - len(recoveries))
        for recovery in recoveries:
            _say_recovery(work, recovery)
        for complaint in complaints:
            _say_complaint(work, complaint)
        return len(recoveries) + len(complaints)


def _say_recovery(work: Work, recovery: Recovery) -> None:
    assert recovery.due_on is not None
    still = owed_of(recovery)
    recovery.overdue_said_at = work.now
    overdue = RecoveryDeadlineMissed(
        award_id=recovery.award_id, case=recovery.case_id, recovery=recovery.id, due_on=recovery.due_on,
        outstanding=still.money, certificate_is_out=still.certificate,
    )  # fmt: skip
    say_of_award(work, overdue)


def _say_complaint(work: Work, complaint: Complaint) -> None:
    assert complaint.waits_until is not None
    complaint.overdue_said = complaint.state
    overdue = ComplaintDeadlineMissed(
        complaint=complaint.id, case=complaint.case_id, waits_for=_WAITS_FOR[complaint.state],
        due_on=complaint.waits_until,
    )  # fmt: skip
    work.emit(complaint.id, overdue)


def _say_some_late(desk: Desk) -> int:
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        due = _due_before(work.tx, office_day(work.now), desk.policies.policies)
        awards = awards_to_hand_over(work.tx, sorted(due), _AT_ONCE) if due else ()
        for award in awards:
            last, basis = due[award.decision_id]
            award.late_said_at = work.now
            fact = PresentationLate(award_id=award.id, case=award.case_id, due_on=last, basis=basis)
            say_of_award(work, fact)
        return len(awards)


def _due_before(tx: Session, today: date, policies: PolicySet) -> Mapping[str, tuple[date, str]]:
    """By decision the last day to hand over what it gave, and the article, where that day went by and some of it still
    waits."""
    due = {one.id: _find_last_day(policies, one) for one in decisions_to_hand_over(tx)}
    return {decision: found for decision, found in due.items() if found is not None and found[0] < today}


def _find_last_day(policies: PolicySet, decision: Decision) -> tuple[date, str] | None:
    """By the law of the decision's day; None where there is none, or no working days are known: unknown is not late."""
    try:
        period = policies.after_decision.on(decision.dated).handing_over.period(decision.awards)
        return period.last_day(decision.dated, policies.calendar), period.basis
    except (NoLawAfterDecision, CalendarMissing):
        return None
