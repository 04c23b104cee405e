"""What ran out of time since the last look: recoveries and complaints, each said once.

Owns: the timer's act. Promises: one replica at a time, a bounded batch per transaction, time from the desk's clock.
Leaves to others: when it runs (`shared.service`), what follows from it (people).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from services.registry.actions_recovery import owed_of
from services.registry.models_after import Complaint, ComplaintState, Recovery
from services.registry.queries_after import overdue_complaints, overdue_recoveries
from services.registry.saying import say_of_award
from shared.clock import office_day
from shared.desk import Desk
from shared.events.registry import ComplaintDeadlineMissed, RecoveryDeadlineMissed
from shared.events.terms import Via
from shared.work import Work

_AT_ONCE = 100
_WAITS_FOR = {ComplaintState.LODGED.value: "acceptance", ComplaintState.ACCEPTED.value: "settlement"}


def say_overdue(desk: Desk) -> None:
    """Say of everything that became overdue that it is, until nothing is left."""
    while _say_some(desk) == _AT_ONCE:
        pass


def is_anything_unsaid(tx: Session, today: date) -> bool:
    """Whether something ran out of time that the next look will say; what it asks of is locked."""
    return bool(overdue_recoveries(tx, today, 1) or overdue_complaints(tx, today, 1))


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
