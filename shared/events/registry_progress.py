"""What the registry says of the work towards a plan's targets. Streams: `initiative`, `report`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.terms import InitiativeScope


@event("registry.initiative_recorded", stream="initiative")
@dataclass(frozen=True, kw_only=True)
class InitiativeRecorded:
    """An initiative of a unit, recognised by somebody entitled to; who made it stays in the register.

    `kept_sha256` binds its title and who recognised it.
    """

    initiative: str
    plan: str
    unit: str
    scope: InitiativeScope
    recognised_on: date
    persons: int
    kept_sha256: str | None = None


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
