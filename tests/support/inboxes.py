"""An inbox with an effect anybody can see, and what there is to see of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from shared.clock import SystemClock, wall_now
from shared.db import Database
from shared.errors import Conflict
from shared.events.envelope import Envelope
from shared.events.nomination import DraftWithdrawn
from shared.ids import new_id
from shared.inbox import Handlers, Inbox
from shared.inbox_rows import Status, counts
from shared.tables import inbox as inbox_table
from shared.work import Work

EFFECTS = Table(
    "effects", MetaData(), Column("id", Integer, primary_key=True), Column("subject", String), Column("reason", String)
)


def with_effects(store: Database) -> Database:
    EFFECTS.metadata.create_all(store.engine)
    return store


class Fails(Conflict):
    code = "test.fails"


def note(work: Work, event: DraftWithdrawn, envelope: Envelope) -> None:
    """The effect of an event; the word `hỏng` in it makes it fail after it wrote."""
    work.tx.execute(insert(EFFECTS).values(subject=envelope.subject, reason=event.reason))
    if "hỏng" in event.reason:
        raise Fails("hỏng", "broken")


def make_inbox(database: Database, handler: Any = note) -> Inbox:
    handlers = Handlers({"nomination.draft_withdrawn": handler})
    return Inbox("review", database, handlers, clock=SystemClock(), new_id=new_id)


def effects(database: Database) -> list[tuple[str, str]]:
    with database.reading() as tx:
        return [tuple(row) for row in tx.execute(select(EFFECTS.c.subject, EFFECTS.c.reason).order_by(EFFECTS.c.id))]


def waiting_in(database: Database) -> dict[str, int]:
    with database.reading() as tx:
        return {status: count for status, (count, _) in counts(tx).items()}


def make_due(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(inbox_table.update().values(next_attempt_at=wall_now() - timedelta(seconds=1)))


def put_off(database: Database) -> None:
    """What is to be tried again in a second is due half a minute later: a slow machine takes its time."""
    failed = inbox_table.c.status == Status.RETRY
    with database.transaction() as tx:
        [(came, due)] = tx.execute(select(inbox_table.c.received_at, inbox_table.c.next_attempt_at).where(failed)).all()
        assert due - came >= timedelta(seconds=0.75)
        tx.execute(inbox_table.update().where(failed).values(next_attempt_at=due + timedelta(seconds=30)))
