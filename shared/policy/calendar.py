"""Working days ("ngày làm việc") of Việt Nam.

Owns: the shape of `policy/calendars/*.yaml` and counting in it. Promises: a year without data is refused, never
guessed. Leaves to others: which deadline counts from which day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from shared.policy.errors import CalendarMissing
from shared.policy.marks import Founded
from shared.words import Words


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> Weekday:
        return list(cls)[day.weekday()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Founded):
    """A holiday from `first` to `last`, both included, days off in lieu among them."""

    first: date
    last: date
    name: Words

    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap(Founded):
    """A working day given off, worked in on a weekend day of the same year."""

    off: date
    worked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    year: int
    holidays: tuple[Holiday, ...]
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, kw_only=True)
class Calendar(Founded):
    id: str
    weekend: tuple[Weekday, ...]
    years: tuple[CalendarYear, ...]

    @cached_property
    def _days_off(self) -> frozenset[date]:
        holidays = (day for year in self.years for holiday in year.holidays for day in holiday.days())
        return frozenset(holidays) | {swap.off for year in self.years for swap in year.swaps}

    @cached_property
    def _days_worked_in(self) -> frozenset[date]:
        return frozenset(swap.worked for year in self.years for swap in year.swaps)

    @cached_property
    def _years(self) -> frozenset[int]:
        return frozenset(year.year for year in self.years)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day; `CalendarMissing` for a year without data."""
        if day.year not in self._years:
            raise CalendarMissing(
                f"Chưa có lịch nghỉ năm {day.year} trong bộ quy định.",
                f"The policy has no calendar for {day.year} yet.",
            )
        if day in self._days_worked_in:
            return True
        return day not in self._days_off and Weekday.of(day) not in self.weekend

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day` (before it, if negative); `day` itself is not counted."""
        step, left = timedelta(days=1 if count >= 0 else -1), abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)
