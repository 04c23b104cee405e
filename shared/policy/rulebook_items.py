"""The parts a rulebook is made of besides its awards: parameters, doubts, clocks, caps, exclusions, delegation.

Owns: the shapes below the top of `policy/rulebooks/*.yaml`. Promises: every part names its article and its mark.
Leaves to others: the awards (`awards`), the rulebook as a whole (`rulebooks`), applying any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.events.terms import AwardType, PaperKind, SimplifiedGround
from shared.policy.calendar import Calendar
from shared.policy.extensions import Office
from shared.policy.marks import Founded
from shared.policy.periods import add_months
from shared.verdicts import Consequence
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Founded):
    """One number a rule works with, e.g. P02 / working_days = 10."""

    rule: str
    name: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt(Founded):
    """Something nobody has settled yet, about dossiers sent from `first` to `last` (None leaves the side open)."""

    id: str
    words: Words
    first: date | None = None
    last: date | None = None

    def concerns(self, sent_on: date) -> bool:
        return (self.first is None or sent_on >= self.first) and (self.last is None or sent_on <= self.last)

    @property
    def said(self) -> Words:
        """As it stands beside the name of the rulebook, with its article."""
        vi, en = (" Chưa kiểm chứng.", " Not verified.") if self.is_unverified else ("", "")
        return Words(f"{self.words.vi} ({self.basis}).{vi}", f"{self.words.en} ({self.basis}).{en}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedGround(Founded):
    """A ground of the simplified procedure, the types it fits, and papers it asks for besides those of the award (G18).

    `is_type`: the ground is nothing but the type of award, so the award must have the procedure for that type.
    """

    ground: SimplifiedGround
    words: Words
    types: tuple[AwardType, ...]
    is_type: bool = False
    papers: tuple[PaperKind, ...] = ()


class ClockUnit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Founded):
    """A period: `count` units after the day of `counts_from`, that day not included.

    `award` narrows it to one award; a clock without it is for all. `answered_by`: the bodies of the extension
    `road` that have this period together for what is submitted to them; empty for clocks of other kinds.
    """

    id: str
    words: Words
    counts_from: Words
    count: int
    unit: ClockUnit
    award: str | None = None
    road: str | None = None
    answered_by: tuple[Office, ...] = ()

    def last_day(self, start: date, calendar: Calendar) -> date:
        """The last valid day of a period that starts with the event on `start`."""
        if self.unit is ClockUnit.WORKING_DAYS:
            return calendar.add_working_days(start, self.count)
        return add_months(start, self.count) if self.unit is ClockUnit.MONTHS else start + timedelta(days=self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay(Founded):
    """A day of each year, e.g. 31/12: until then (included) what is named has to arrive.

    `years_after` counts from the year of the achievement, or of the title for a file that builds on one.
    """

    id: str
    words: Words
    month: int
    day: int
    years_after: int = 0
    award: str | None = None

    def in_year(self, year: int) -> date:
        return date(year + self.years_after, self.month, self.day)


class CapScope(StrEnum):
    """Whose nominations or awards are counted together."""

    UNIT = "unit"
    PROVINCE = "province"
    NATION = "nation"


class CapPeriod(StrEnum):
    YEAR = "year"
    THEME_AND_YEAR = "theme_and_year"
    EDITION = "edition"


class CapBase(StrEnum):
    """What a percentage is a share of."""

    ADVANCED_WORKERS = "advanced_workers"
    BASE_FIGHTERS = "base_fighters"
    QUALIFIED_CLUSTER_LEADERS = "qualified_cluster_leaders"


_BASE_AWARDS = {CapBase.ADVANCED_WORKERS: "title_advanced_worker", CapBase.BASE_FIGHTERS: "title_fighter_base"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Founded):
    """At most `most` (or `percent` of `of`, rounded down) of an award within `scope` and `period`."""

    id: str
    award: str
    award_type: AwardType | None = None
    most: int | None = None
    percent: int | None = None
    of: CapBase | None = None
    scope: CapScope
    period: CapPeriod
    consequence: Consequence
    words: Words

    @property
    def base_award(self) -> str | None:
        """The award whose cases are the base; None where nobody here can count it."""
        return _BASE_AWARDS.get(self.of) if self.of is not None else None

    def admits(self, count: int, base: int | None = None) -> bool | None:
        """Whether `count` stays within the cap; None while the base of a percentage is not known."""
        if self.percent is None:
            return self.most is None or count <= self.most
        return None if base is None else count * 100 <= self.percent * base


class ExclusionKind(StrEnum):
    SAME_ACHIEVEMENT = "same_achievement"
    SAME_AWARD_AND_PERIOD = "same_award_and_period"
    FULL_YEAR_AND_THEMATIC = "full_year_and_thematic"
    MERIT_ON_SUDDEN_OR_THEMATIC = "merit_on_sudden_or_thematic"
    ONCE_PER_PERSON = "once_per_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Founded):
    """What may not be rewarded beside what; `rule` enforces it, `except_types` are let through."""

    id: str
    rule: str
    kind: ExclusionKind
    awards: tuple[str, ...] = ()
    except_types: tuple[AwardType, ...] = ()
    same_level_only: bool = False
    consequence: Consequence
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRequired(Founded):
    """The law wants this body heard by the province about an award before its council meets (P02)."""

    award: str
    body: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Founded):
    """How somebody may act for another: time-boxed, for named stages and awards, never handed on, never to vote."""

    most_days: int
    per_stage: bool
    per_award: bool
    may_be_handed_on: bool
    covers_ballots: bool
    conflicts_checked_for_delegate: bool
    both_named: bool


class SeveralBonuses(StrEnum):
    ALL = "all"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusLaw(Founded):
    """Which of several bonuses of one moment is paid; the multiples stand with the awards."""

    titles_of_one_period: SeveralBonuses
    titles_of_different_periods: SeveralBonuses
    forms_for_different_achievements: SeveralBonuses
    title_and_form: SeveralBonuses
