"""What a plan's owner is told by the calendar: reports that come due and are missing, targets below pace.

Owns: saying it, once for each owner, last day and number of days, or share of a period. Promises: what went by
before the house looked is not made up for; a plan whose days are over says nothing; units that owe a report hear of it
in the same transaction, a bounded number in each event. Leaves to others: the timer (`sweep`), pace (`rules.pace`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.registry.models_progress import TARGETS, PlanReminder
from services.registry.queries_near import is_pace_said, is_report_said, owners_of, who_owe, who_reported
from services.registry.queries_targets import PlanStanding, standing_of
from services.registry.rules.pace import Pace, find_share_over, pace_of
from services.registry.rules.targets import Reached
from shared.events.launches import UnionRef
from shared.events.registry_reminders import (
    PaceMeasured,
    ReportAwaited,
    ReportDeadlineNeared,
    TargetBehind,
    TargetUnknown,
)
from shared.policy.plan_items import Report
from shared.policy.plans import Plan
from shared.policy.reminders import find_report_reminder
from shared.policy.targets import Target, TargetUnit
from shared.rows import merge_rows
from shared.words import Words
from shared.work import Work

UNIONS_AT_ONCE = 100


def say_of_plan(work: Work, plan: Plan, today: date) -> None:
    """Everything the day calls for and an owner of the plan has not been told."""
    for owner, due in list(_unsaid(work.tx, plan, today)):
        if isinstance(due, _Near):
            _say_report(work, plan, owner, due, today)
        else:
            _say_pace(work, plan, owner, due, today)


def is_of_plan_unsaid(tx: Session, plan: Plan, today: date) -> bool:
    """Whether the day calls for something of the plan that the next look will say."""
    return any(True for _ in _unsaid(tx, plan, today))


@dataclass(frozen=True, slots=True)
class _Near:
    """A report that is within `days` of its last day."""

    report: Report
    last_day: date
    days: int


def _unsaid(tx: Session, plan: Plan, today: date) -> Iterator[tuple[UnionRef, _Near | int]]:
    """Reports that are near, and the share of the period that is over, by owner; many days call for neither."""
    reports, period = list(_reports_near(plan, today)), plan.period_of(today)
    percent = find_share_over(period, today) if plan.targets else None
    if not reports and percent is None:
        return
    for owner in owners_of(tx, plan, today):
        for one in reports:
            if not is_report_said(tx, plan.id, owner.id, one.report.id, one.last_day, one.days):
                yield owner, one
        if percent is not None and not is_pace_said(tx, plan.id, owner.id, period.first, percent):
            yield owner, percent


def _reports_near(plan: Plan, today: date) -> Iterator[_Near]:
    for report in plan.reports:
        days = None if report.last_day is None else find_report_reminder(report.last_day, today=today)
        if report.last_day is not None and days is not None:
            yield _Near(report, report.last_day, days)


def _say_report(work: Work, plan: Plan, owner: UnionRef, due: _Near, today: date) -> None:
    if not is_first(work, plan, owner, due.report.id, due.last_day, due.days):
        return
    owing, received = who_owe(work.tx, due.report, owner.id, today), who_reported(work.tx, plan, due.report)
    missing = [one for one in owing if one.id not in received]
    said: dict[str, Any] = {
        "plan": plan.id, "plan_name": plan.name, "report": due.report.id, "report_name": due.report.name,
        "last_day": due.last_day, "days": due.days, "days_left": (due.last_day - today).days,
    }  # fmt: skip
    work.emit(plan.id, ReportDeadlineNeared(**said, owner=owner, owed=len(owing), missing=len(missing)))
    for some in _chunks(missing):
        work.emit(plan.id, ReportAwaited(**said, unions=some))


def _chunks(unions: Sequence[UnionRef]) -> Iterator[tuple[UnionRef, ...]]:
    for start in range(0, len(unions), UNIONS_AT_ONCE):
        yield tuple(unions[start : start + UNIONS_AT_ONCE])


def _say_pace(work: Work, plan: Plan, owner: UnionRef, percent: int, today: date) -> None:
    if not is_first(work, plan, owner, TARGETS, plan.period_of(today).first, percent):
        return
    standing = standing_of(work.tx, plan, today)
    measured = PaceMeasured(
        plan=plan.id, plan_name=plan.name, first=standing.period.first, last=standing.period.last, percent=percent,
        owner=owner, behind=tuple(_behind(standing, percent)), unknown=tuple(_unknown(standing, percent)),
    )  # fmt: skip
    work.emit(plan.id, measured)


def _behind(standing: PlanStanding, percent: int) -> Iterator[TargetBehind]:
    for target, reached in _at(standing, Pace.BEHIND, percent):
        assert target.value is not None
        assert reached.numerator is not None
        yield TargetBehind(
            target=target.id, name=target.name, numerator=reached.numerator, denominator=reached.denominator,
            percent_tenths=reached.percent_tenths, value=target.value, is_percent=target.unit is TargetUnit.PERCENT,
        )  # fmt: skip


def _unknown(standing: PlanStanding, percent: int) -> Iterator[TargetUnknown]:
    for target, reached in _at(standing, Pace.UNKNOWN, percent):
        yield TargetUnknown(target=target.id, name=target.name, why=reached.why or Words("", ""))


def _at(standing: PlanStanding, pace: Pace, percent: int) -> Iterator[tuple[Target, Reached]]:
    for one in standing.targets:
        if pace_of(one.target, one.reached, percent=percent) is pace:
            yield one.target, one.reached


def is_first(work: Work, plan: Plan, owner: UnionRef, about: str, day: date, step: int) -> bool:
    """Keep that it is said; of two that look at once the second waits here for the first and says nothing."""
    row = {
        "plan": plan.id, "owner": owner.id, "about": about, "day": day, "step": step, "said_at": work.now,
    }  # fmt: skip
    table: Any = PlanReminder.__table__
    return bool(merge_rows(work.tx, table, [row], key=tuple(table.primary_key.columns.keys()), returning=("step",)))
