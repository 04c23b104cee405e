"""When who must act is reminded of a last day: domain.md §6, Notifications.

Owns: the numbers of days, and which of them has come. Promises: pure; nobody is reminded of what went by; who slept
through several is told the narrowest. Leaves to others: last days, saying it once (the timers of the services).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shared.policy.calendar import Calendar
from shared.policy.errors import CalendarMissing

REMINDED_AT = (10, 3, 1)
"""Working days before the last day of a case, a recovery, a complaint or an answer."""

REPORT_REMINDED_AT = (30, 7, 1)
"""Days of the calendar before the last day of a report."""

REMINDED_WITHIN = timedelta(days=60)  # more than any ten working days take, Tết included


@dataclass(frozen=True, slots=True)
class Reminder:
    """No more than so many working days are left, which is so `since` a day."""

    working_days: int
    since: date


def find_reminder(due_on: date, *, today: date, calendar: Calendar) -> Reminder | None:
    """The narrowest of `REMINDED_AT` that has come; None while it is early, and once the last day went by.

    None, too, where the calendar lacks the year: that must not keep a timer from all it says else.
    """
    if today > due_on:
        return None
    try:
        days = [Reminder(left, calendar.add_working_days(due_on, -left)) for left in sorted(REMINDED_AT)]
    except CalendarMissing:
        return None
    return next((one for one in days if one.since <= today), None)


def find_report_reminder(last_day: date, *, today: date) -> int | None:
    """The narrowest of `REPORT_REMINDED_AT` that has come; None while it is early, and once the last day went by."""
    left = (last_day - today).days
    return next((days for days in sorted(REPORT_REMINDED_AT) if 0 <= left <= days), None)
