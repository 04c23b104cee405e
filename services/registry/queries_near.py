"""Whose last day comes near of which nobody said so: recoveries and complaints, reports of plans and targets.

Owns: these selects, and whose a plan is. Promises: what was notified or lodged within a reminder's own days is not
reminded of; a plan of which nothing happened here is nobody's. Leaves to others: saying it (`reminding`,
`reminding_plans`, `reminding_files`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from services.registry.models import Award, Figures
from services.registry.models_after import Complaint, Recovery
from services.registry.models_progress import TARGETS, Initiative, PlanReminder, ReportReceived
from services.registry.models_unions import KnownUnion
from services.registry.queries_unions import owners_above, unions_under
from shared.events.launches import UnionRef
from shared.events.terms import StageKind, UnitKind
from shared.holding import held
from shared.policy.calendar import Calendar
from shared.policy.plan_items import Report
from shared.policy.plans import Plan
from shared.policy.reminders import REMINDED_WITHIN, Reminder, find_reminder

Row = TypeVar("Row", Recovery, Complaint)


def near_recoveries(tx: Session, calendar: Calendar, today: date, limit: int) -> Sequence[tuple[Recovery, Reminder]]:
    """What is to be got back, of which the last day is near; locked."""
    waits = Recovery.recovered_on.is_(None)
    return _near(tx, Recovery, waits, (Recovery.due_on, Recovery.notified_on), calendar, today, limit)


def near_complaints(tx: Session, calendar: Calendar, today: date, limit: int) -> Sequence[tuple[Complaint, Reminder]]:
    """What waits to be taken up or settled, of which the last day is near; locked."""
    began = func.coalesce(Complaint.accepted_on, Complaint.lodged_on)
    waits = Complaint.waits_until.is_not(None)
    return _near(tx, Complaint, waits, (Complaint.waits_until, began), calendar, today, limit)


def _near(
    tx: Session, kind: type[Row], waits: ColumnElement[bool], days: tuple[Any, Any], calendar: Calendar, today: date,
    limit: int,
) -> Sequence[tuple[Row, Reminder]]:  # fmt: skip
    """`days`: the columns of the last day, and of the day it was counted from."""
    last_day, began = days
    coming = select(last_day).where(waits, last_day.between(today, today + REMINDED_WITHIN)).distinct()
    found = {day: find_reminder(day, today=today, calendar=calendar) for day in tx.scalars(coming)}
    near = {day: one for day, one in found.items() if one is not None}
    unsaid = [
        and_(
            last_day == day, began < one.since,
            or_(
                kind.near_due_on.is_(None),
                not_(and_(kind.near_due_on == day, kind.near_days <= one.working_days)),
            ),
        )
        for day, one in near.items()
    ]  # fmt: skip
    if not unsaid:
        return ()
    rows = tx.scalars(held(select(kind).where(waits, or_(*unsaid)).order_by(kind.id).limit(limit)))
    return [(row, near[_last_day_of(row)]) for row in rows]


def _last_day_of(row: Recovery | Complaint) -> date:
    found = row.due_on if isinstance(row, Recovery) else row.waits_until
    assert found is not None
    return found


def is_report_said(tx: Session, plan: str, owner: str, report: str, last_day: date, days: int) -> bool:
    """Whether it was said that the last day is so near, or nearer."""
    return _is_said(tx, plan, owner, report, last_day, PlanReminder.step <= days)


def is_pace_said(tx: Session, plan: str, owner: str, first: date, percent: int) -> bool:
    """Whether it was said how targets stood when so much of the period was over, or more."""
    return _is_said(tx, plan, owner, TARGETS, first, PlanReminder.step >= percent)


def is_day_said(tx: Session, owner: str, about: str, last_day: date, days: int) -> bool:
    """Whether an owner was told that a day is so near, or nearer, under whichever of its plans."""
    said = select(PlanReminder.step).where(
        PlanReminder.owner == owner, PlanReminder.about == about, PlanReminder.day == last_day,
        PlanReminder.step <= days,
    )  # fmt: skip
    return tx.scalars(said.limit(1)).first() is not None


def _is_said(tx: Session, plan: str, owner: str, about: str, day: date, step: ColumnElement[bool]) -> bool:
    said = select(PlanReminder.step).where(
        PlanReminder.plan == plan, PlanReminder.owner == owner, PlanReminder.about == about, PlanReminder.day == day,
        step,
    )  # fmt: skip
    return tx.scalars(said.limit(1)).first() is not None


def owners_of(tx: Session, plan: Plan, on: date) -> list[UnionRef]:
    """The bodies whose plan it is: those it was launched for, and those of the issuer's level above whoever did
    something under it here. Empty for a plan of which nothing is known here: it may be another province's."""
    return [_ref(one) for one in owners_above(tx, plan, on, set(_who_did_something(tx, plan)))]


def _who_did_something(tx: Session, plan: Plan) -> Iterator[str]:
    for unit, under in (
        (Figures.unit, Figures.plan), (Award.unit_id, Award.plan), (Initiative.unit, Initiative.plan),
        (ReportReceived.unit, ReportReceived.plan),
    ):  # fmt: skip
        yield from tx.scalars(select(unit).where(under == plan.id).distinct())


def who_owe(tx: Session, report: Report, owner: str, on: date) -> list[UnionRef]:
    """The units of the levels that owe the report, which exist and stand under the owner on the day."""
    levels = {UnitKind[kind.name].value for kind in report.owed_by}
    there = unions_under(tx, {owner}, on)
    return [_ref(one) for one in sorted(there, key=lambda row: row.id) if one.kind in levels]


def who_reported(tx: Session, plan: Plan, report: Report) -> set[str]:
    wanted = select(ReportReceived.unit).where(ReportReceived.plan == plan.id, ReportReceived.report == report.id)
    return set(tx.scalars(wanted.distinct()))


def _ref(union: KnownUnion) -> UnionRef:
    """Stages are named as the bodies they lie with."""
    return UnionRef(id=union.id, name=union.name or union.id, kind=StageKind[UnitKind(union.kind).name])
