"""Stretches of days, and calendar arithmetic that needs no list of holidays.

Owns: a period, adding months. Promises: both ends of a period belong to it; a month after 31 January is the last of
February, never March.
Leaves to others: working days (`calendar`), plain days (`timedelta`).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
