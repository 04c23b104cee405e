"""What every service says of an operator who offered its log or dead events again, or settled dead ones. Stream of
each: `repair`."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.catalog import event
from shared.events.terms import Repaired


@dataclass(frozen=True, kw_only=True)
class Repair:
    """One repair at a command line, said in the log of the service it was made in.

    `count`: events concerned. `first` and `last`: positions, of a log offered again (`last` None: to its end).
    `events`: ids, of dead events tried again or settled. `reason` as the operator gave it.
    """

    done: Repaired
    count: int
    first: int | None = None
    last: int | None = None
    events: tuple[str, ...] = ()
    reason: str | None = None


@event("nomination.repaired", stream="repair")
@dataclass(frozen=True, kw_only=True)
class NominationRepaired(Repair):
    """See `Repair`."""


@event("review.repaired", stream="repair")
@dataclass(frozen=True, kw_only=True)
class ReviewRepaired(Repair):
    """See `Repair`."""


@event("registry.repaired", stream="repair")
@dataclass(frozen=True, kw_only=True)
class RegistryRepaired(Repair):
    """See `Repair`."""


@event("notification.repaired", stream="repair")
@dataclass(frozen=True, kw_only=True)
class NotificationRepaired(Repair):
    """See `Repair`."""


@event("audit.repaired", stream="repair")
@dataclass(frozen=True, kw_only=True)
class AuditRepaired(Repair):
    """See `Repair`."""
