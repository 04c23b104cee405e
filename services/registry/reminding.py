"""What is to be got back, or answered, before it is too late: said once for each last day and number of days left.

Owns: saying so of recoveries and complaints. Promises: a bounded batch; neither names nor what was said go into it.
Leaves to others: the timer, and what is late already (`sweep`), plans (`reminding_plans`).
"""

from __future__ import annotations

from datetime import date

from services.registry.actions_complaints import is_answered_above
from services.registry.actions_recovery import owed_of
from services.registry.models_after import Complaint, ComplaintState, Recovery
from services.registry.queries_near import near_complaints, near_recoveries
from services.registry.saying import say_of_award
from shared.events.registry_reminders import ComplaintDeadlineNeared, RecoveryDeadlineNeared
from shared.policy.calendar import Calendar
from shared.policy.reminders import Reminder
from shared.work import Work

AT_ONCE = 100
WAITS_FOR = {ComplaintState.LODGED.value: "acceptance", ComplaintState.ACCEPTED.value: "settlement"}


def say_recoveries_near(calendar: Calendar, work: Work, today: date) -> int:
    near = near_recoveries(work.tx, calendar, today, AT_ONCE)
    for recovery, reminder in near:
        _say_recovery(work, recovery, reminder)
    return len(near)


def say_complaints_near(calendar: Calendar, work: Work, today: date) -> int:
    near = near_complaints(work.tx, calendar, today, AT_ONCE)
    for complaint, reminder in near:
        _say_complaint(work, complaint, reminder)
    return len(near)


def _say_recovery(work: Work, recovery: Recovery, reminder: Reminder) -> None:
    assert recovery.due_on is not None
    still = owed_of(recovery)
    recovery.near_due_on, recovery.near_days = recovery.due_on, reminder.working_days
    neared = RecoveryDeadlineNeared(
        award_id=recovery.award_id, case=recovery.case_id, recovery=recovery.id, due_on=recovery.due_on,
        working_days=reminder.working_days, outstanding=still.money, certificate_is_out=still.certificate,
        body=recovery.body,
    )  # fmt: skip
    say_of_award(work, neared)


def _say_complaint(work: Work, complaint: Complaint, reminder: Reminder) -> None:
    assert complaint.waits_until is not None
    complaint.near_due_on, complaint.near_days = complaint.waits_until, reminder.working_days
    neared = ComplaintDeadlineNeared(
        complaint=complaint.id, case=complaint.case_id, waits_for=WAITS_FOR[complaint.state],
        due_on=complaint.waits_until, working_days=reminder.working_days, body=complaint.body,
        is_settled_here=not is_answered_above(complaint), decision=complaint.decision_id,
    )  # fmt: skip
    work.emit(complaint.id, neared)
