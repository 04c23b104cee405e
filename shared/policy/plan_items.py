"""The parts a plan is made of, each citing the clause it stands in.

Owns: the shapes below the top of `policy/plans/*.yaml`. Promises: dates follow the wording ("trước ngày" is strictly
before, "đến ngày" includes the day). Leaves to others: the plan as a whole (`plans`), its targets (`targets`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.events.terms import Block, CouncilKind, Level, StageKind
from shared.policy.marks import Stated
from shared.verdicts import Consequence
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Paperwork(Stated):
    """The plan as a document. `signed_for` is the body on whose behalf the signer signs.

    A number or date that the text lacks is None, and stands among the plan's `gaps`. `issued_at` is the issuer's level:
    the plan is for the unions under the body of that level.
    """

    number: str | None
    dated: date | None
    title: Words
    issuer: Words
    issued_at: StageKind
    signer: str
    signer_position: Words
    signed_for: Words


class BasisKind(StrEnum):
    EXECUTES = "executes"
    CITES = "cites"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisDocument(Stated):
    """A document the plan rests on, as cited there; `slip` says what the citation gets wrong."""

    name: str
    dated: date | None = None
    kind: BasisKind
    slip: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Stated):
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Window):
    id: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedChain(Stated):
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAward(Stated):
    """An award the plan leads to. `decided_at`: the only levels that decide it under this plan; empty: all of them."""

    code: str
    decided_at: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBlock(Stated):
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Stated):
    """The theme of the year, or of one phase."""

    text: Words
    phase: str | None = None


class Limit(StrEnum):
    """How a date is worded."""

    BEFORE = "before"  # trước ngày D: the last valid day is the day before
    BY = "by"  # đến D, đến hết ngày D, chậm nhất ngày D: the day itself is valid

    def last_day(self, due: date) -> date:
        return due - timedelta(days=1) if self is Limit.BEFORE else due


class ReportRhythm(StrEnum):
    """How often a report is owed that has no single day."""

    CONTINUOUS = "continuous"
    PER_PHASE = "per_phase"
    SIX_MONTHLY = "six_monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Stated):
    """A report that units owe. Without `due` nothing is ever late.

    `addressed_to` is the department or address it goes to, `passed_on_to` the body that gets it from there.
    `is_basis_for_awards`: who never reported has no basis for year-end awards; `without_it` says what follows where no
    report is known.
    """

    id: str
    name: Words
    owed_by: tuple[StageKind, ...]
    owed_to: StageKind
    rhythm: ReportRhythm | None = None
    limit: Limit | None = None
    due: date | None = None
    addressed_to: Words | None = None
    passed_on_to: Words | None = None
    is_basis_for_awards: bool = False
    without_it: Consequence = Consequence.WARN

    @property
    def last_day(self) -> date | None:
        return self.limit.last_day(self.due) if self.limit and self.due else None

    def is_late(self, received_on: date) -> bool:
        return self.last_day is not None and received_on > self.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeadline(Stated):
    """Until when lists of nominees have to reach a body (M03)."""

    phase: str
    at: tuple[StageKind, ...]
    limit: Limit
    due: date

    @property
    def last_day(self) -> date:
        return self.limit.last_day(self.due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Stated):
    """Something the plan asks that no number measures: a priority, a duty, a gate."""

    id: str
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity(Stated):
    channels: tuple[str, ...]


class RecipientPurpose(StrEnum):
    TO_REPORT = "to_report"
    TO_EXECUTE = "to_execute"
    TO_ARCHIVE = "to_archive"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient(Stated):
    name: Words
    purpose: RecipientPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion(Stated):
    name: Words
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting(Stated):
    """What follows here when a configurable rule fails (domain.md §5, "by config")."""

    rule: str
    consequence: Consequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Stated):
    """At most so many nominations of an award from one unit in the plan's window (M05)."""

    award: str
    most_per_unit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAsked(Stated):
    """The plan's owner wants this body heard about an award before the council meets (P02)."""

    award: str
    body: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilPreset(Stated):
    """How a council of this plan is composed; `agenda_working_days` is the notice its members get of an agenda before
    they vote on it, `if_told_late` what follows where they get less: a warning, or no vote."""

    kind: CouncilKind
    stage: StageKind
    most_members: int
    chair: Words
    office: Words
    agenda_working_days: int
    if_told_late: Consequence = Consequence.WARN


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Stated):
    """A fact the plan's text lacks: the key left null, and what is missing in words."""

    key: str
    words: Words
