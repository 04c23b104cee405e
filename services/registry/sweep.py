"""What ran out of time since the last look, or soon will: recoveries, complaints, awards to hand over, each said
once; and what the calendar calls for of every plan.

Owns: the timer's acts. Promises: one replica at a time, a bounded batch per transaction, time from the desk's clock,
each plan in a transaction of its own. Leaves to others: what comes near (`reminding*`), when it runs
(`shared.service`), what follows from it (people).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from services.registry.actions_complaints import is_answered_above
from services.registry.actions_recovery import owed_of
from services.registry.models import Decision
from services.registry.models_after import Complaint, Recovery
from services.registry.queries_after import (
    awards_to_hand_over,
    decisions_to_hand_over,
    overdue_complaints,
    overdue_recoveries,
)
from services.registry.queries_near import near_complaints, near_recoveries
from services.registry.reminding import AT_ONCE, WAITS_FOR, say_complaints_near, say_recoveries_near
from services.registry.reminding_files import is_of_files_unsaid, say_of_files
from services.registry.reminding_plans import is_of_plan_unsaid, say_of_plan
from services.registry.saying import say_of_award
from shared.clock import office_day
from shared.desk import Desk
from shared.events.registry import RecoveryDeadlineMissed
from shared.events.registry_complaints import ComplaintDeadlineMissed
from shared.events.registry_custody import PresentationDeadlineMissed
from shared.events.terms import Via
from shared.policy import PolicySet
from shared.policy.errors import CalendarMissing, NoLawAfterDecision
from shared.work import Work


def say_overdue(desk: Desk) -> None:
    """Say of everything that became overdue, or soon will be, that it is, until nothing is left."""
    policies = desk.policies.policies
    near = (partial(say_recoveries_near, policies.calendar), partial(say_complaints_near, policies.calendar))
    for say_some in (_say_late, partial(_say_not_handed_over, policies), *near):
        while _say_some(desk, say_some) == AT_ONCE:
            pass


def say_of_plans(desk: Desk) -> None:
    """Each plan in a transaction of its own."""
    for plan in desk.policies.policies.plans.values():
        with desk.working(desk.own_hand(), via=Via.TIMER) as work:
            say_of_plan(work, plan, office_day(work.now))
            say_of_files(work, desk.policies.policies, plan, office_day(work.now))


def is_anything_unsaid(tx: Session, today: date, policies: PolicySet) -> bool:
    """Whether something ran out of time, or is near or called for, that the next look will say; what it asks of is
    locked."""
    late = overdue_recoveries(tx, today, 1) or overdue_complaints(tx, today, 1)
    near = near_recoveries(tx, policies.calendar, today, 1) or near_complaints(tx, policies.calendar, today, 1)
    waits = _due_before(tx, today, policies)
    return bool(late or near or waits) or any(
        is_of_plan_unsaid(tx, plan, today) or is_of_files_unsaid(tx, policies, plan, today)
        for plan in policies.plans.values()
    )


def _say_some(desk: Desk, say_some: Callable[[Work, date], int]) -> int:
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        return say_some(work, office_day(work.now))


def _say_late(work: Work, today: date) -> int:
    recoveries = overdue_recoveries(work.tx, today, AT_ONCE)
    complaints = overdue_complaints(work.tx, today, AT_ONCE - len(recoveries))
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
        body=recovery.body,
    )  # fmt: skip
    say_of_award(work, overdue)


def _say_complaint(work: Work, complaint: Complaint) -> None:
    assert complaint.waits_until is not None
    complaint.overdue_said = complaint.state
    overdue = ComplaintDeadlineMissed(
        complaint=complaint.id, case=complaint.case_id, waits_for=WAITS_FOR[complaint.state],
        due_on=complaint.waits_until, body=complaint.body, is_settled_here=not is_answered_above(complaint),
        decision=complaint.decision_id,
    )  # fmt: skip
    work.emit(complaint.id, overdue)


def _say_not_handed_over(policies: PolicySet, work: Work, today: date) -> int:
    due = _due_before(work.tx, today, policies)
    awards = awards_to_hand_over(work.tx, sorted(due), AT_ONCE) if due else ()
    for award in awards:
        decision, last, basis = due[award.decision_id]
        award.late_said_at = work.now
        missed = PresentationDeadlineMissed(
            award_id=award.id, case=award.case_id, decision=decision.id, number=decision.number, body=decision.body,
            due_on=last, basis=basis,
        )  # fmt: skip
        say_of_award(work, missed)
    return len(awards)


def _due_before(tx: Session, today: date, policies: PolicySet) -> Mapping[str, tuple[Decision, date, str]]:
    """By its id a decision, the last day to hand over what it gave, and the article, where that day went by and some of
    it still waits."""
    due = ((one, _find_last_day(policies, one)) for one in decisions_to_hand_over(tx))
    return {one.id: (one, *found) for one, found in due if found is not None and found[0] < today}


def _find_last_day(policies: PolicySet, decision: Decision) -> tuple[date, str] | None:
    """By the law of the decision's day; None where there is none, or no working days are known: unknown is not late."""
    try:
        period = policies.after_decision.on(decision.dated).handing_over.period(decision.awards)
        return period.last_day(decision.dated, policies.calendar), period.basis
    except (NoLawAfterDecision, CalendarMissing):
        return None
