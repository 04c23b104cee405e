"""More time for a stage: an extension with its author and reason.

Owns: the act on one case. Promises: the last day only ever moves on, within the bound of the policy where one is set.
Leaves to others: the running clock (`stage_clock`), what became late (`sweep`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from services.review.authority import authorize_at_stage, take_case
from services.review.cases import move, policy_of, step_of, unit_of
from services.review.errors import ClockStandsStill
from services.review.models import Case
from services.review.models_clocks import DeadlineExtension
from services.review.rules.clocks import days_added
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review_clocks import DeadlineExtended
from shared.work import Work


def extend_deadline(desk: Desk, work: Work, case_id: str, *, seen: int, due_on: date, reason: str) -> Case:
    """Move the last day of the stage on to `due_on`."""
    case = take_case(work, case_id)
    authorize_at_stage("extend_deadline", work.actor, case, seen=seen)
    was_due_on = case.due_on
    if was_due_on is None:
        raise ClockStandsStill()
    policy = policy_of(desk, work.tx, case)
    added = days_added(
        was_due_on, due_on, today=office_day(work.now), calendar=desk.policies.calendar,
        most=policy.find_parameter("P01", "extension_working_days"), added_before=_added_before(work, case),
    )  # fmt: skip
    case.due_on = due_on
    move(work, case, case.is_in, action="extend_deadline", reason=reason)
    work.tx.add(
        DeadlineExtension(
            case_id=case.id, number=case.version, stage_index=case.stage_index, at=work.now,
            author=work.actor.subject, reason=reason, was_due_on=was_due_on, due_on=due_on, working_days=added,
        )
    )  # fmt: skip
    fact = DeadlineExtended(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=reason, was_due_on=was_due_on, due_on=due_on,
        working_days=added,
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    return case


def _added_before(work: Work, case: Case) -> int:
    here = (DeadlineExtension.case_id == case.id, DeadlineExtension.stage_index == case.stage_index)
    return work.tx.scalar(select(func.sum(DeadlineExtension.working_days)).where(*here)) or 0
