"""What the registry says before it is too late: recoveries and complaints, reports of a plan, days of the law, targets
below pace.

Streams: `award`, `complaint`, `plan`. Leaves to others: what went by (`shared.events.registry`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.launches import UnionRef
from shared.words import Words


@event("registry.recovery_deadline_neared", stream="award")
@dataclass(frozen=True, kw_only=True)
class RecoveryDeadlineNeared:
    """No more than `working_days` are left to get back what is owed. Said once per last day and number."""

    award_id: str
    case: str
    recovery: str
    due_on: date
    working_days: int
    outstanding: int
    certificate_is_out: bool
    body: str


@event("registry.complaint_deadline_neared", stream="complaint")
@dataclass(frozen=True, kw_only=True)
class ComplaintDeadlineNeared:
    """No more than `working_days` are left to say whether it is taken up (`acceptance`), or to settle it
    (`settlement`).

    `is_settled_here`: the body's own signer settles it, not the office above.
    """

    complaint: str
    case: str | None
    waits_for: str
    due_on: date
    working_days: int
    body: str
    is_settled_here: bool
    decision: str | None = None


@event("registry.report_deadline_neared", stream="plan")
@dataclass(frozen=True, kw_only=True)
class ReportDeadlineNeared:
    """A report of the plan is due within `days`: how many of those under `owner` who owe it have not sent it. Said once
    per owner, last day and number; `last_day` is the last valid one, as the plan words it."""

    plan: str
    plan_name: Words
    report: str
    report_name: Words
    last_day: date
    days: int
    days_left: int
    owner: UnionRef
    owed: int
    missing: int


@event("registry.report_awaited", stream="plan")
@dataclass(frozen=True, kw_only=True)
class ReportAwaited:
    """Some of the `unions` that owe a report and have not sent it, a bounded number of them in each event."""

    plan: str
    plan_name: Words
    report: str
    report_name: Words
    last_day: date
    days: int
    days_left: int
    unions: tuple[UnionRef, ...]


@event("registry.filing_day_neared", stream="plan")
@dataclass(frozen=True, kw_only=True)
class FilingDayNeared:
    """A day the rulebook lays down for each year comes within `days`: files of a state `award` leave the province by
    then, or (None) something is reported for the whole country. Said once per owner, day and number."""

    plan: str
    due: str
    words: Words
    award: str | None
    last_day: date
    days: int
    days_left: int
    owner: UnionRef
    basis: str
    is_unverified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetBehind:
    """A target below pace: where it stands, beside what the plan asks for by the end of the period."""

    target: str
    name: Words
    numerator: int
    denominator: int | None
    percent_tenths: int | None
    value: int
    is_percent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetUnknown:
    """A target of which nobody can say where it stands, and why."""

    target: str
    name: Words
    why: Words


@event("registry.pace_measured", stream="plan")
@dataclass(frozen=True, kw_only=True)
class PaceMeasured:
    """So many percent of the plan's period are over, once per owner and share: which targets stand below pace, and
    which cannot be computed. Those in neither list keep pace or are reached. `owner`: a body whose plan it is."""

    plan: str
    plan_name: Words
    first: date
    last: date
    percent: int
    owner: UnionRef
    behind: tuple[TargetBehind, ...]
    unknown: tuple[TargetUnknown, ...]
