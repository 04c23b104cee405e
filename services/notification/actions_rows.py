"""The rows of messages: written once per recipient, channel and occasion; those in the application count at once.

Owns: writing notices in bulk and saying that they were delivered. Promises: what a row says was said by the service
itself, because of the event it tells of. Leaves to others: who is told (`actions`), mail (`actions_mail`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.notification.models import Notice
from services.notification.queries import contacts_of, mailbox_of
from services.notification.rules.audience import Circle
from services.notification.rules.delivery import Status
from services.notification.rules.facts import Facts
from services.notification.rules.templates import Letter, write
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.envelope import Trace
from shared.events.notification import Delivered
from shared.events.terms import Channel, Role, Via
from shared.words import Language
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one recipient is to be told; `letter` where the words exist already."""

    recipient: str
    has_address: bool
    language: Language
    occasion: str
    cause: str
    correlation: str
    circle: Circle
    template: str
    case_id: str | None
    facts: Facts
    letter: Letter | None = None


def put_messages(desk: Desk, work: Work, messages: Sequence[Message]) -> None:
    """Write the rows that are new. Without a mail server configured nobody is written to by mail."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for message in messages:
        letter = message.letter or write(message.template, message.facts, message.language)
        by_mail = message.has_address and bool(desk.settings.mail.host)
        for channel in (Channel.IN_APP, Channel.EMAIL) if by_mail else (Channel.IN_APP,):
            key = (message.recipient, channel.value, message.occasion)
            rows.setdefault(key, _row(work, message, letter, channel))
    if not rows:
        return
    dialect: Any = sqlite if work.tx.get_bind().dialect.name == "sqlite" else postgresql
    put = dialect.insert(Notice.__table__).on_conflict_do_nothing().returning(Notice.__table__.c.id)
    written = set(work.tx.scalars(put, list(rows.values())))
    for row in rows.values():
        if row["id"] in written and row["channel"] == Channel.IN_APP.value:
            say_delivered(desk, work, row, via=Via.EVENT)


def say_delivered(desk: Desk, work: Work, row: Mapping[str, Any], *, via: Via) -> None:
    """Say that a message reached its recipient."""
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


def as_service(desk: Desk, work: Work, *, correlation: str, cause: str, via: Via) -> Work:
    """The same transaction, acting as the service itself because of one event."""
    return dataclasses.replace(work, actor=desk.own_hand(), trace=Trace(via, correlation, cause))


def late_area_messages(tx: Session, area_bodies: Mapping[str, str]) -> Iterable[Message]:
    """For cases whose submission was heard after their first events: the area officer is told what the unit was told.

    Only disorder between two services brings this about; the words are those the unit got.
    """
    if not area_bodies:
        return
    told = tx.scalars(
        select(Notice)
        .where(
            Notice.case_id.in_(sorted(area_bodies)),
            Notice.circle == Circle.PROPOSER.value,
            Notice.channel == Channel.IN_APP.value,
        )
        .order_by(Notice.id)
    ).all()
    people = contacts_of(tx, {(Role.AREA_OFFICER.value, body) for body in area_bodies.values()}, ())
    for notice in told:
        body = area_bodies[notice.case_id or ""]
        found = [(person.subject, person.email is not None) for person in people if person.unit == body]
        for recipient, has_address in found or [(mailbox_of(Role.AREA_OFFICER.value, body), False)]:
            yield _repeated(notice, recipient, has_address)


def _repeated(notice: Notice, recipient: str, has_address: bool) -> Message:
    return Message(
        recipient=recipient,
        has_address=has_address,
        language="en" if notice.language == "en" else "vi",
        occasion=notice.occasion,
        cause=notice.cause,
        correlation=notice.correlation,
        circle=Circle.AREA,
        template=notice.template,
        case_id=notice.case_id,
        facts={},
        letter=Letter(notice.title, notice.text),
    )


def _row(work: Work, message: Message, letter: Letter, channel: Channel) -> dict[str, Any]:
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
        "title": letter.title,
        "text": letter.text,
        "created_at": wall_now(),
        "status": (Status.WAITING if is_mail else Status.DELIVERED).value,
        "attempts": 0 if is_mail else 1,
        "next_attempt_at": wall_now() if is_mail else None,
        "error": None,
        "settled_at": None if is_mail else wall_now(),
        "read_at": None,
        "read_by": None,
    }
