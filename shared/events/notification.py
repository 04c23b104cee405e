"""What the notification service says. Streams: `notice`, `contact`, `refusal`, `reading`. No address ever stands in an
event."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.catalog import event
from shared.events.refusal import Refusal
from shared.events.terms import Channel, Role


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Who was told of one event. `cause` is its id; a recipient is a subject, or `role@unit` where nobody is known."""

    cause: str
    case: str | None
    template: str
    recipients: tuple[str, ...]


@event("notification.told", stream="notice")
@dataclass(frozen=True, kw_only=True)
class Told:
    """Messages that stand in the application from this moment on; what was heard together is told together.

    Events that concern no single case (a session, a list to sign) are told in an event of their own, whose
    `causationid` is the event told of.
    """

    channel: Channel
    tellings: tuple[Telling, ...]


@event("notification.delivered", stream="notice")
@dataclass(frozen=True, kw_only=True)
class Delivered:
    """One mail reached one recipient. `cause` is the id of the event it tells of."""

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


@event("notification.contact_entered", stream="contact")
@dataclass(frozen=True, kw_only=True)
class ContactEntered:
    """Where somebody is reached was entered or changed; `version` counts that. `kept_sha256` binds the address with a
    salt that stays beside it, so that nobody can try addresses against it."""

    subject: str
    role: Role
    unit: str
    language: str
    version: int
    kept_sha256: str
