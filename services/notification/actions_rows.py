"""The rows of messages: written once per recipient, channel and occasion; those in the application count at once.

Owns: writing notices in bulk and saying who was told of what. Promises: each row in the application is said once, by
the service itself, with the event it tells of. Leaves to others: who is told (`actions`), mail (`actions_mail`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notification.models import Notice
from services.notification.rules.audience import Circle
from services.notification.rules.delivery import Status
from services.notification.rules.templates import Letter
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.envelope import Trace
from shared.events.notification import Delivered, Telling, Told
from shared.events.terms import Channel, Via
from shared.rows import merge_rows
from shared.words import Language
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one recipient is to be told."""

    recipient: str
    has_address: bool
    language: Language
    occasion: str
    cause: str
    correlation: str
    circle: Circle
    template: str
    case_id: str | None
    letter: Letter


def put_messages(desk: Desk, work: Work, messages: Sequence[Message]) -> None:
    """Write the rows that are new. Without a mail server configured nobody is written to by mail."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    now = wall_now()
    for message in messages:
        by_mail = message.has_address and bool(desk.settings.mail.host)
        for channel in (Channel.IN_APP, Channel.EMAIL) if by_mail else (Channel.IN_APP,):
            key = (message.recipient, channel.value, message.occasion)
            if key not in rows:
                rows[key] = _row(work, message, channel, now)
    put = merge_rows(work.tx, Notice.__table__, list(rows.values()), key=_KEY, returning=("id",))
    written = {row.id for row in put}
    say_told(
        desk, work, [row for row in rows.values() if row["id"] in written and row["channel"] == Channel.IN_APP.value]
    )


_KEY = ("recipient", "channel", "occasion")


def say_told(desk: Desk, work: Work, rows: Iterable[Mapping[str, Any]]) -> None:
    """Say that messages stand in the application: all about cases together, others by the event they tell of."""
    together: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        together.setdefault(None if row["case_id"] else row["cause"], []).append(row)
    for told in together.values():
        telling, causes = work.new_id(), {row["cause"]: row["correlation"] for row in told}
        # An envelope names one cause. Where there are several the tellings name them, and it begins a story itself.
        cause, correlation = next(iter(causes.items())) if len(causes) == 1 else (None, telling)
        as_service(desk, work, correlation=correlation, cause=cause, via=Via.EVENT).emit(
            telling, Told(channel=Channel.IN_APP, tellings=_tellings(told))
        )


def _tellings(rows: Iterable[Mapping[str, Any]]) -> tuple[Telling, ...]:
    recipients: dict[tuple[str, str | None, str], list[str]] = {}
    for row in rows:
        recipients.setdefault((row["cause"], row["case_id"], row["template"]), []).append(row["recipient"])
    return tuple(
        Telling(cause=cause, case=case, template=template, recipients=tuple(told))
        for (cause, case, template), told in recipients.items()
    )


def say_delivered(desk: Desk, work: Work, row: Mapping[str, Any], *, via: Via) -> None:
    """Say that a mail reached its recipient."""
    as_service(desk, work, correlation=row["correlation"], cause=row["cause"], via=via).emit(
        row["id"],
        Delivered(
            notice=row["id"],
            recipient=row["recipient"],
            channel=Channel(row["channel"]),
            template=row["template"],
            cause=row["cause"],
            case=row["case_id"],
            attempts=row["attempts"],
        ),
    )


def as_service(desk: Desk, work: Work, *, correlation: str, cause: str | None, via: Via) -> Work:
    """The same transaction, acting as the service itself because of one event, or of several."""
    return dataclasses.replace(work, actor=desk.own_hand(), trace=Trace(via, correlation, cause))


def _row(work: Work, message: Message, channel: Channel, now: datetime) -> dict[str, Any]:
    is_mail = channel is Channel.EMAIL
    return {
        "id": work.new_id(),
        "recipient": message.recipient,
        "channel": channel.value,
        "occasion": message.occasion,
        "cause": message.cause,
        "correlation": message.correlation,
        "circle": message.circle.value,
        "template": message.template,
        "case_id": message.case_id,
        "language": message.language,
        "title": message.letter.title,
        "text": message.letter.text,
        "created_at": now,
        "status": (Status.WAITING if is_mail else Status.DELIVERED).value,
        "attempts": 0 if is_mail else 1,
        "next_attempt_at": now if is_mail else None,
        "error": None,
        "settled_at": None if is_mail else now,
        "read_at": None,
        "read_by": None,
    }
