"""The clock of an appraisal: when it is due, how a hold stops it, and whether it was kept (P01).

Owns: counting from receipt. Promises: pure; days are those of the office, working days those of the policy's calendar.
Leaves to others: the number of days (the rulebook), reminding people (notification).
"""

from __future__ import annotations

from datetime import date

from services.review.rules.facts import Clock
from shared.policy.calendar import Calendar
from shared.verdicts import Consequence, Evaluation, Finding, fails, holds, rule, unknown


@rule(
    "P01", stage="provincial", if_fails=Consequence.WARN, if_unknown=Consequence.WARN, unverified=True,
    basis="NĐ 152/2025/NĐ-CP Điều 35 (vận dụng)", vi="Thẩm định trong thời hạn", en="Appraised within the working days",
)  # fmt: skip
def appraisal_is_in_time(*, received_on: date | None, due_on: date | None, today: date) -> Finding:
    """`due_on` is the last day, already moved by the days a hold stopped the clock."""
    if received_on is None or due_on is None:
        return unknown("Chưa rõ ngày tiếp nhận.", "The day of receipt is not known.")
    if today > due_on:
        return fails(f"Quá hạn thẩm định {due_on:%d/%m/%Y}.", f"Appraisal was due on {due_on.isoformat()}.")
    return holds(f"Trong hạn {due_on:%d/%m/%Y}.", f"Within the limit of {due_on.isoformat()}.")


def ask_clock(clock: Clock) -> Evaluation:
    return appraisal_is_in_time(received_on=clock.received_on, due_on=clock.due_on, today=clock.today)


def due_after(received_on: date, working_days: int, calendar: Calendar) -> date:
    """The last day of an appraisal; the day of receipt is not counted."""
    return calendar.add_working_days(received_on, working_days)


def moved_by_hold(due_on: date, *, held_on: date, released_on: date, calendar: Calendar) -> date:
    """The due day once a hold is over: a hold stops the timer (domain.md §5)."""
    return calendar.add_working_days(due_on, calendar.working_days_between(held_on, released_on))
