"""What every service says of those who looked at records in it. Stream of each: `reading`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.events.catalog import event
from shared.events.terms import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One record, or one list where `record` is None, that was shown to the actor of the event from `at` on.

    `view` names the way it was shown, `shown` what of people it shows; never the data itself.
    """

    view: str
    shown: Shown
    record: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Looks:
    """What one actor was shown in one session within a few minutes, each record once for each view."""

    looks: tuple[Look, ...]


@event("nomination.records_seen", stream="reading")
@dataclass(frozen=True, kw_only=True)
class NominationRecordsSeen(Looks):
    """See `Looks`."""


@event("review.records_seen", stream="reading")
@dataclass(frozen=True, kw_only=True)
class ReviewRecordsSeen(Looks):
    """See `Looks`."""


@event("registry.records_seen", stream="reading")
@dataclass(frozen=True, kw_only=True)
class RegistryRecordsSeen(Looks):
    """See `Looks`."""


@event("notification.records_seen", stream="reading")
@dataclass(frozen=True, kw_only=True)
class NotificationRecordsSeen(Looks):
    """See `Looks`."""


@event("audit.records_seen", stream="reading")
@dataclass(frozen=True, kw_only=True)
class AuditRecordsSeen(Looks):
    """See `Looks`."""
