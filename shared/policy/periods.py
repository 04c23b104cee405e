"""Calendar arithmetic that needs no list of holidays.

Owns: adding months. Promises: a month after 31 January is the last of February, never March.
Leaves to others: working days (`calendar`), plain days (`timedelta`).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
