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

from sqlalchemy import update

from services.notification.models import Notice
from services.notification.queries_known import hold_cards, nominees_with_address, save_nominee_contact
from services.notification.rules.circles import Circle
from services.notification.rules.delivery import Status
from services.notification.wording import WORDS, Worded, find_words_hash
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.envelope import Trace
from shared.events.nomination import NomineeContactStated
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
    worded: Worded


def put_messages(desk: Desk, work: Work, messages: Sequence[Message]) -> None:
    """Write the rows that are new. Without a mail server configured nobody is written to by mail."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    now = wall_now()
    for message in messages:
        for channel in _channels_of(message, has_post=bool(desk.settings.mail.host)):
            key = (message.recipient, channel.value, message.occasion)
            if key not in rows:
                rows[key] = _row(work, message, channel, now)
    put = merge_rows(work.tx, Notice.__table__, list(rows.values()), key=_KEY, returning=("id",))
    written = {row.id for row in put}
    say_told(
        desk, work, [row for row in rows.values() if row["id"] in written and row["channel"] == Channel.IN_APP.value]
    )


def _channels_of(message: Message, *, has_post: bool) -> tuple[Channel, ...]:
    """Nominees have no account: nobody could read a message to them here. Their mail stands written before their
    address is known, for the two are said by different services and may be heard of in any order."""
    if message.circle is Circle.NOMINEE:
        return (Channel.EMAIL,) if has_post else ()
    return (Channel.IN_APP, Channel.EMAIL) if has_post and message.has_address else (Channel.IN_APP,)


def address_nominee(work: Work, stated: NomineeContactStated) -> None:
    """Keep where a nominee is written to; what waited for an address leaves now, or waits again without one."""
    save_nominee_contact(work.tx, stated)
    case = stated.case
    hold_cards(work.tx, [case])
    is_known = case in nominees_with_address(work.tx, [case])
    was, now = (Status.UNADDRESSED, Status.WAITING) if is_known else (Status.WAITING, Status.UNADDRESSED)
    theirs = update(Notice).where(
        Notice.case_id == case, Notice.circle == Circle.NOMINEE.value, Notice.status == was.value
    )
    work.tx.execute(theirs.values(status=now.value, next_attempt_at=wall_now() if is_known else None))


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
    alike: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(row[name] for name in _TOLD_ALIKE), []).append(row)
    return tuple(_telling(some) for some in alike.values())


_TOLD_ALIKE = ("cause", "case_id", "template", *WORDS)


def _telling(rows: Sequence[Mapping[str, Any]]) -> Telling:
    row, recipients = rows[0], tuple(one["recipient"] for one in rows)
    return Telling(
        cause=row["cause"], case=row["case_id"], template=row["template"], recipients=recipients,
        kept_sha256=find_words_hash(row),
    )  # fmt: skip


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
            kept_sha256=find_words_hash(row),
        ),
    )


def as_service(desk: Desk, work: Work, *, correlation: str, cause: str | None, via: Via) -> Work:
    """The same transaction, acting as the service itself because of one event, or of several."""
    return dataclasses.replace(work, actor=desk.own_hand(), trace=Trace(via, correlation, cause))


def _row(work: Work, message: Message, channel: Channel, now: datetime) -> dict[str, Any]:
    is_mail, status = channel is Channel.EMAIL, Status.DELIVERED
    if is_mail:
        status = Status.WAITING if message.has_address else Status.UNADDRESSED
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
        "title": message.worded.letter.title,
        "text": message.worded.letter.text,
        "salt": message.worded.salt,
        "created_at": now,
        "status": status.value,
        "attempts": 0 if is_mail else 1,
        "next_attempt_at": now if status is Status.WAITING else None,
        "error": None,
        "settled_at": None if is_mail else now,
        "read_at": None,
        "read_by": None,
    }
