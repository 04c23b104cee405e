"""What may be done about a signed decision, on which grounds and by when.

Owns: the shape of `policy/after_decision.yaml`: grounds, hearing, recovery, retention,
complaints. Promises: whole numbers, each
with its article and its mark; the law of the day of the act. Leaves to others: doing it (`services/registry`).
"""

from __future__ import annotations

import calendar as months_of
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.errors import Place
from shared.events.terms import LaterDecision
from shared.policy.calendar import Calendar
from shared.policy.errors import NoLawAfterDecision, UnknownGround
from shared.policy.marks import Founded
from shared.words import Words


class PeriodUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Founded):
    """So many days, working days or months, counted from the day after the one that starts it."""

    count: int
    unit: PeriodUnit

    def last_day(self, start: date, calendar: Calendar) -> date:
        """The last day of the period, itself included; `CalendarMissing` for a year without working days."""
        if self.unit is PeriodUnit.WORKING_DAYS:
            return calendar.add_working_days(start, self.count)
        if self.unit is PeriodUnit.DAYS:
            return start + timedelta(days=self.count)
        year, month = divmod(start.year * 12 + start.month - 1 + self.count, 12)
        return date(year, month + 1, min(start.day, months_of.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling(Founded):
    """Days to settle a complaint: as a rule, if complex or from a remote place, and if both."""

    days: int
    days_if_hard: int
    days_if_both: int

    def last_day(self, accepted_on: date, *, is_complex: bool, is_remote: bool) -> date:
        days = (self.days, self.days_if_hard, self.days_if_both)[is_complex + is_remote]
        return accepted_on + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver:
    """By when certificates and prizes are handed out: `many` from so many cases of a decision on, else `few`."""

    many_from: int
    few: Period
    many: Period

    def period(self, cases: int) -> Period:
        return self.many if cases >= self.many_from else self.few


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLaw:
    """Time limits of first and second complaints; `accept`: by when whoever received it says whether it is taken."""

    file_first: Period
    accept: Period
    settle_first: Settling
    file_second: Period
    settle_second: Settling


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(Founded):
    """Why a decision is corrected or cancelled. `needs_complaint`: only with a complaint that was upheld so."""

    code: str
    leads_to: LaterDecision
    name: Words
    needs_hearing: bool
    needs_complaint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LawAfterDecision(Founded):
    """The law from `valid_from` until the next one. `exchange`: to give back a certificate that another replaces;
    `retention`: how long a closed file is kept."""

    id: str
    name: Words
    valid_from: date
    grounds: tuple[Ground, ...]
    hearing: Period
    recovery: Period
    exchange: Period
    handing_over: HandingOver
    retention: Period
    complaints: ComplaintLaw

    def ground(self, code: str, leads_to: LaterDecision) -> Ground:
        """The ground; `UnknownGround` where the law knows none of this code for this kind of decision."""
        for ground in self.grounds:
            if (ground.code, ground.leads_to) == (code, leads_to):
                return ground
        known = ", ".join(ground.code for ground in self.grounds if ground.leads_to is leads_to)
        words = Words(
            f"“{code}” không phải căn cứ của {self.name.vi}; các căn cứ: {known}.",
            f"“{code}” is no ground of {self.name.en}; the grounds: {known}.",
        )
        raise UnknownGround(words.vi, words.en, places=[Place("ground", words, UnknownGround.code)])


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterDecision:
    laws: tuple[LawAfterDecision, ...]

    def on(self, day: date) -> LawAfterDecision:
        """The law of the day of an act; `NoLawAfterDecision` before the first."""
        known = [law for law in self.laws if law.valid_from <= day]
        if not known:
            raise NoLawAfterDecision(
                f"Chưa có quy định về hủy bỏ, khiếu nại cho ngày {day:%d/%m/%Y}.",
                f"No law on cancellation and complaints is known for {day.isoformat()}.",
            )
        return max(known, key=lambda law: law.valid_from)
