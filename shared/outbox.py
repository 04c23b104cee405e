"""The outbox: a service's append-only log of everything it ever said.

Owns: writing events in the transaction of the act, reading them back. Promises: never emptied by publishing; sequence
numbers of a subject run from 1 without gap. Leaves to others: position, chain, mark (`shared.outbox_rows`), publishing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, false, func, literal, select
from sqlalchemy.orm import Session

from shared.clock import wall_now
from shared.events.envelope import Envelope
from shared.events.sealing import without_parts_of
from shared.outbox_rows import IS_PUBLISHED, ask_again
from shared.rows import insert_rows, is_one_of
from shared.tables import erased_record, outbox

# No sequence number, since they run from 1.
_ERASED = 0


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


def append(tx: Session, events: Sequence[Envelope]) -> None:
    """Add events, giving each the next sequence number of its subject.

    What tells of somebody who was erased is left out from the start. The caller holds the lock of the subject's row;
    should two acts still meet, the unique key lets one win and the other is tried again.
    """
    owners = {part.owner for event in events for part in event.parts}
    last, erased = _known_of(tx, {event.subject for event in events}, owners)
    recorded_at = wall_now()
    rows = []
    for event in events:
        last[event.subject] = sequence = last.get(event.subject, 0) + 1
        numbered = dataclasses.replace(event, sequence=sequence)
        rows.append(
            {
                "event_id": event.id,
                "type": event.type,
                "subject": event.subject,
                "sequence": sequence,
                "body": without_parts_of(numbered.body(), erased) if erased else numbered.body(),
                "recorded_at": recorded_at,
            }
        )
    insert_rows(tx, outbox, rows)


def _known_of(tx: Session, subjects: set[str], owners: set[str]) -> tuple[dict[str, int], frozenset[str]]:
    """The last sequence number of each subject, and which owners were erased: one question, asked with every act."""
    wanted: Any = (
        select(outbox.c.subject, func.max(outbox.c.sequence))
        .where(is_one_of(tx, outbox.c.subject, sorted(subjects)))
        .group_by(outbox.c.subject)
    )
    if owners:
        gone = is_one_of(tx, erased_record.c.record, sorted(owners))
        wanted = wanted.union_all(select(erased_record.c.record, literal(_ERASED)).where(gone))
    rows = tx.execute(wanted).all()
    last = {name: number for name, number in rows if number != _ERASED}
    return last, frozenset(name for name, number in rows if number == _ERASED)


def entries(tx: Session, *, after_id: int = 0, subject: str | None = None, limit: int = 100) -> list[Entry]:
    """Rows of the log in the order they were written."""
    wanted: Select[Any] = select(
        outbox.c.id, outbox.c.event_id, outbox.c.type, outbox.c.subject, outbox.c.sequence,
        outbox.c.recorded_at, outbox.c.position, func.coalesce(IS_PUBLISHED, false()),
    ).where(outbox.c.id > after_id)  # fmt: skip
    if subject is not None:
        wanted = wanted.where(outbox.c.subject == subject)
    return [Entry(*row) for row in tx.execute(wanted.order_by(outbox.c.id).limit(limit))]


def republish(tx: Session, *, from_position: int, to_position: int | None = None) -> int:
    """Offer a range of positions again; consumers drop what they have seen. Returns the number of events."""
    wanted = outbox.c.position >= from_position
    if to_position is not None:
        wanted &= outbox.c.position <= to_position
    return ask_again(tx, wanted, wall_now())


def republish_unheard(tx: Session, heard: dict[str, int], types_of: dict[str, tuple[str, ...]]) -> int:
    """Offer again what some consumer has not stored: `heard[consumer]` is the last position it has of this service."""
    now = wall_now()
    return sum(
        ask_again(tx, and_(outbox.c.position > position, outbox.c.type.in_(types_of[consumer])), now)
        for consumer, position in heard.items()
    )
