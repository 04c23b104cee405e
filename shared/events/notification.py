"""What the notification service says. Streams: `notice`, `refusal`. No address ever stands in an event."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.catalog import event
from shared.events.refusal import Refusal
from shared.events.terms import Channel


@event("notification.delivered", stream="notice")
@dataclass(frozen=True, kw_only=True)
class Delivered:
    """One message reached one recipient over one channel. `cause` is the id of the event it tells of."""

    notice: str
    recipient: str
    channel: Channel
    template: str
    cause: str
    case: str | None
    attempts: int


@event("notification.undeliverable", stream="notice")
@dataclass(frozen=True, kw_only=True)
class Undeliverable:
    """The last attempt failed; a person must look."""

    notice: str
    recipient: str
    channel: Channel
    template: str
    cause: str
    case: str | None
    attempts: int
    error: str


@event("notification.command_refused", stream="refusal")
@dataclass(frozen=True, kw_only=True)
class CommandRefused(Refusal):
    """See `Refusal`."""
