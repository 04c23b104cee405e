"""What the registry says of the work towards a plan's targets. Streams: `figures`, `initiative`, `report`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.terms import Block, InitiativeScope


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorBound:
    """One who made an initiative, told by nothing but hashes that nobody can try: a salt stays beside the row. That of
    `kept_sha256` (name and birth) goes when the person is erased, that of `key_sha256` stays."""

    key_sha256: str
    kept_sha256: str


@event("registry.initiative_recorded", stream="initiative")
@dataclass(frozen=True, kw_only=True)
class InitiativeRecorded:
    """An initiative of a unit, recognised by somebody entitled to; who made it stays in the register.

    `kept_sha256` binds its title and who recognised it, `authors` them, in the order of the register.
    """

    initiative: str
    plan: str
    unit: str
    scope: InitiativeScope
    recognised_on: date
    persons: int
    kept_sha256: str | None = None
    authors: tuple[AuthorBound, ...] = ()


@event("registry.external_entry_recorded", stream="initiative")
@dataclass(frozen=True, kw_only=True)
class ExternalEntryRecorded:
    """The initiative stands in a register of somebody else, which a target asks for."""

    initiative: str
    plan: str
    unit: str
    registry: str
    number: str
    entered_on: date


@event("registry.report_received", stream="report")
@dataclass(frozen=True, kw_only=True)
class ReportReceived:
    """A report a plan asks for came in. `last_day` None: the plan sets no day and nothing is late.

    `kept_sha256` binds the paper's name.
    """

    receipt: str
    plan: str
    report: str
    unit: str
    period: str
    received_on: date
    last_day: date | None
    is_late: bool
    kept_sha256: str | None = None


@event("registry.initiative_withdrawn", stream="initiative")
@dataclass(frozen=True, kw_only=True)
class InitiativeWithdrawn:
    """It was entered in error and counts nowhere; the register keeps no more of it than these words."""

    initiative: str
    plan: str
    unit: str
    reason: str


@event("registry.report_withdrawn", stream="report")
@dataclass(frozen=True, kw_only=True)
class ReportWithdrawn:
    """The receipt was entered in error: the unit owes the report, and nothing rests on it."""

    receipt: str
    plan: str
    report: str
    unit: str
    period: str
    reason: str


@event("registry.figures_stated", stream="figures")
@dataclass(frozen=True, kw_only=True)
class FiguresStated:
    """What a unit states of itself for a plan, or stated anew: counts and no person; None is not stated.

    `counted_from` is the first day of the plan's period `snapshot_on` falls into, `version` counts the corrections.
    """

    figures: str
    plan: str
    unit: str
    unit_name: str
    block: Block
    counted_from: date
    snapshot_on: date
    version: int
    headcount: int | None = None
    initiatives_recognised: int | None = None
    persons_with_initiative: int | None = None
    persons_registered: int | None = None
    officers: int | None = None
    officers_trained: int | None = None
    movements: int | None = None
    movements_reviewed: int | None = None
    clusters: int | None = None
    clusters_reviewing: int | None = None
