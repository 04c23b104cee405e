"""One act of one actor at one moment: what is written and what is said through it become true together.

Owns: gathering the events of a transaction and writing them to the outbox before it commits (design D4).
Promises: no event without its rows, no rows without their event. Leaves to others: publishing (`shared.relay`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from shared import outbox
from shared.db import HAS_NEWS, Database
from shared.events.catalog import data_of, kind_of, parts_of
from shared.events.envelope import Actor, Envelope, Trace
from shared.ids import IdSource, SaltSource, new_salt
from shared.rows import insert_all


@dataclass
class Said:
    """The events of a transaction so far, without their sequence numbers, and rows that are only ever added."""

    events: list[Envelope] = field(default_factory=list)
    rows: list[tuple[Table, Mapping[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """What an action works with. `now` is the moment of the act; every row and event of it carries that instant."""

    tx: Session
    now: datetime
    actor: Actor
    trace: Trace
    new_id: IdSource
    said: Said = field(default_factory=Said)
    new_salt: SaltSource = new_salt

    def record(self, table: Any, row: Mapping[str, Any]) -> None:
        """Add a row of an append-only table; all of one transaction go in one statement, just before the events."""
        self.said.rows.append((table, row))

    def emit(self, subject: str, fact: Any, *, policy: str | None = None) -> str:
        """Say an event of the catalogue about `subject`; returns the event's id."""
        kind = kind_of(type(fact))
        event_id, data = self.new_id(), data_of(fact)
        self.said.events.append(
            Envelope(
                id=event_id,
                source=kind.source,
                type=kind.name,
                version=kind.version,
                subject=subject,
                sequence=0,
                time=self.now,
                actor=self.actor,
                trace=self.trace,
                data=data,
                salt=self.new_salt(),
                policy=policy,
                parts=parts_of(kind, data, self.new_salt) if kind.personal else (),
            )
        )
        return event_id


@contextmanager
def working(database: Database, *, now: datetime, actor: Actor, trace: Trace, new_id: IdSource) -> Iterator[Work]:
    """A transaction whose events go to the outbox with it."""
    with database.transaction() as tx:
        work = Work(tx, now, actor, trace, new_id)
        yield work
        settle(tx, work.said)


def settle(tx: Session, *said: Said) -> None:
    """Write what was recorded, and what was said into the outbox of this transaction."""
    recorded = _by_table(row for one in said for row in one.rows)
    if recorded:
        # What the rows point at has to stand first.
        tx.flush()
    events: Sequence[Envelope] = [envelope for one in said for envelope in one.events]
    if events:
        outbox.append(tx, events, beside=recorded.items())
        tx.info[HAS_NEWS] = True
    else:
        insert_all(tx, recorded.items())


def _by_table(recorded: Iterable[tuple[Table, Mapping[str, Any]]]) -> dict[Table, list[Mapping[str, Any]]]:
    by_table: dict[Table, list[Mapping[str, Any]]] = {}
    for table, row in recorded:
        by_table.setdefault(table, []).append(row)
    return by_table
