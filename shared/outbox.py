"""The outbox: a service's append-only log of everything it ever said.

Owns: writing events in the transaction of the act, reading them back. Promises: never emptied by publishing; sequence
numbers of a subject run from 1 without gap. Leaves to others: position, chain, mark (`shared.outbox_rows`), publishing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, cast, false, func, literal, null, select
from sqlalchemy.orm import Session

from shared.clock import wall_now
from shared.events.envelope import Envelope
from shared.keys import Found, keep_bodies
from shared.outbox_rows import IS_PUBLISHED, ask_again, waiting_to_leave
from shared.rows import among, insert_all
from shared.tables import outbox, personal_key

# No sequence number, since they run from 1.
_KEY = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log as an operator sees it."""

    id: int
    event_id: str
    type: str
    subject: str
    sequence: int
    recorded_at: datetime
    position: int | None
    is_published: bool


def append(
    tx: Session, events: Sequence[Envelope], *, beside: Iterable[tuple[Any, Sequence[Mapping[str, Any]]]] = ()
) -> None:
    """Add events, giving each the next sequence number of its subject; rows `beside` go in with the same statement.

    What tells of a person is kept under the key of its record; of somebody who was erased nothing is. The caller
    holds the lock of the subject's row; should two acts still meet, the unique key lets one win and the other is tried
    again.
    """
    records = {part.owner for event in events for part in event.parts}
    last, keys = _known_of(tx, {event.subject for event in events}, records)
    numbered = []
    for event in events:
        last[event.subject] = sequence = last.get(event.subject, 0) + 1
        numbered.append(dataclasses.replace(event, sequence=sequence))
    bodies = keep_bodies(tx, [(event.body(), event.parts) for event in numbered], keys)
    recorded_at = wall_now()
    rows = [
        {
            "event_id": event.id,
            "type": event.type,
            "subject": event.subject,
            "sequence": event.sequence,
            "body": body,
            "recorded_at": recorded_at,
        }
        for event, body in zip(numbered, bodies, strict=True)
    ]
    insert_all(tx, [*beside, (outbox, rows)])


_LAST = (
    select(outbox.c.subject, func.max(outbox.c.sequence), cast(null(), personal_key.c.key.type))
    .where(among(outbox.c.subject, "subjects"))
    .group_by(outbox.c.subject)
)
_LAST_AND_KEYS = _LAST.union_all(
    select(personal_key.c.record, literal(_KEY), personal_key.c.key).where(among(personal_key.c.record, "records"))
)


def _known_of(tx: Session, subjects: set[str], records: set[str]) -> tuple[dict[str, int], Found]:
    """The last sequence number of each subject, and the keys of records: one question, asked with every act."""
    wanted: Any = _LAST_AND_KEYS if records else _LAST
    rows = tx.execute(wanted, {"subjects": subjects, **({"records": records} if records else {})}).all()
    last = {name: number for name, number, _ in rows if number != _KEY}
    return last, {name: key for name, number, key in rows if number == _KEY}


def entries(
    tx: Session, *, after_id: int = 0, subject: str | None = None, limit: int = 100, waiting: bool = False,
    newest: bool = False,
) -> list[Entry]:  # fmt: skip
    """Rows of the log in the order they were written: the first `limit`, or the last with `newest`.

    `waiting`: of those that are to be published, for the first time or again.
    """
    wanted: Select[Any] = select(
        outbox.c.id, outbox.c.event_id, outbox.c.type, outbox.c.subject, outbox.c.sequence,
        outbox.c.recorded_at, outbox.c.position, func.coalesce(IS_PUBLISHED, false()),
    ).where(outbox.c.id > after_id)  # fmt: skip
    if subject is not None:
        wanted = wanted.where(outbox.c.subject == subject)
    if waiting:
        wanted = wanted.where(outbox.c.id.in_(waiting_to_leave(tx)))
    rows = tx.execute(wanted.order_by(outbox.c.id.desc() if newest else outbox.c.id).limit(limit)).all()
    return [Entry(*row) for row in (reversed(rows) if newest else rows)]


def republish(tx: Session, *, from_position: int, to_position: int | None = None) -> int:
    """Offer a range of positions again; consumers drop what they have seen. Returns the number of events."""
    wanted = outbox.c.position >= from_position
    if to_position is not None:
        wanted &= outbox.c.position <= to_position
    return ask_again(tx, wanted, wall_now())
