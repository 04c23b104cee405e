"""What the notification service says. Streams: `notice`, `contact`, `refusal`, `reading`. No address ever stands in an
event."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.catalog import event
from shared.events.refusal import Refusal
from shared.events.terms import Channel, Role


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Who was told of one event in the same words. `cause` is its id; a recipient is a subject, or `role@unit` where
    nobody is known. `kept_sha256` binds language, title and text with a salt that stays beside them; None: said by a
    release that bound no words.
    """

    cause: str
    case: str | None
    template: str
    recipients: tuple[str, ...]
    kept_sha256: str | None = None


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
    """One mail reached one recipient. `cause` is the id of the event it tells of.

    `kept_sha256` binds the words that left, as in a `Telling`; None also where they had been erased.
    """

    notice: str
    recipient: str
    channel: Channel
    template: str
    cause: str
    case: str | None
    attempts: int
    kept_sha256: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReadMessages:
    """Messages to one recipient, each by its occasion: the id of the event it tells of, or the name of what groups
    several events into one message.
    """

    recipient: str
    occasions: tuple[str, ...]


@event("notification.notices_read", stream="notice")
@dataclass(frozen=True, kw_only=True)
class NoticesRead:
    """Somebody marked messages in the application as read: one, or all that were theirs and unread."""

    read: tuple[ReadMessages, ...]


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
