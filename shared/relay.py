"""The relay: one per service publishes the outbox in order, in batches.

Owns: giving each event its position and chained hash, publishing, remembering what is published.
Promises: positions run from 1 without gap, each hash covers the one before; a crash anywhere republishes, never
loses; one relay works at a time (advisory lock on PostgreSQL). Leaves to others: dropping what was seen (`inbox`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.orm import Session

from shared import faults
from shared.canonical import sha256_hex
from shared.clock import wall_now
from shared.db import Database, is_contention, is_outage
from shared.events.envelope import GENESIS, chained, wire_of
from shared.messaging import BROKER_ERRORS
from shared.metrics import RELAY_PUBLISHED, RELAY_UNROUTABLE
from shared.publisher import Publisher
from shared.rows import as_json
from shared.tables import outbox

log = structlog.get_logger(__name__)

BATCH = 500
_BUSY_SECONDS = 2.0
_BUSY_PAUSE = 0.03
_GATHER_SECONDS = 0.015
_IDLE_PAUSE = 0.25
_EMBEDDED_PAUSE = 5.0


_HAS_WORK = text(
    "SELECT EXISTS (SELECT 1 FROM outbox WHERE position IS NULL)"
    " OR EXISTS (SELECT 1 FROM outbox WHERE published_at IS NULL AND position IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """An event at its position, ready to be published."""

    id: int
    event_id: str
    type: str
    body: str
    position: int
    chain: str


class Relay:
    """Publishes one service's outbox until stopped."""

    def __init__(self, service: str, database: Database, publisher: Publisher) -> None:
        self._service = service
        self._database = database
        self._publisher = publisher
        self._stopping = False
        self._lock: Connection | None = None
        self._last_busy = 0.0
        self.is_leading = False

    def run(self) -> None:
        """Publish until stopped; wakes at once after a commit of this process, and polls for those of others."""
        pause = 0.2
        while not self._stopping:
            try:
                if self._lead():
                    published = self.publish_some() if self._has_work() else 0
                    if published:
                        self._last_busy = time.monotonic()
                        # What is said in the next moment goes along: a batch costs little more than one event.
                        time.sleep(_GATHER_SECONDS if published < BATCH else 0)
                        continue
                    self._publisher.keep_alive()
                self._database.news.wait(self._pause())
                pause = 0.2
            except Exception as error:
                # Contention: another relay placed these rows while our lock was lost with its connection.
                if not (is_outage(error) or is_contention(error) or isinstance(error, BROKER_ERRORS)):
                    raise
                log.warning("relay_waits", service=self._service, error=type(error).__name__)
                self._let_go()
                self._database.news.wait(pause)
                pause = min(pause * 2, 5.0)
        self._publisher.close()
        self._let_go()

    def stop(self) -> None:
        self._stopping = True
        self._database.news.send()

    def publish_some(self) -> int:
        """One batch: place what is new, publish what is unpublished. Returns how many events went out."""
        with self._database.transaction() as tx:
            place(tx)
            batch = unpublished(tx)
        if not batch:
            return 0
        faults.point("relay.before_publish")
        accepted = self._publisher.publish(
            [(event.event_id, event.type, wire_of(event.body, event.position, event.chain)) for event in batch]
        )
        faults.point("relay.after_publish")
        went = [event.id for event, ok in zip(batch, accepted, strict=True) if ok]
        faults.point("relay.after_confirm")
        with self._database.transaction() as tx:
            mark_published(tx, went)
        RELAY_PUBLISHED.labels(self._service).inc(len(went))
        RELAY_UNROUTABLE.labels(self._service).inc(len(batch) - len(went))
        if not went:
            # Nobody has a queue for these yet; they stay in the log and are offered again.
            time.sleep(1.0)
        return len(went)

    def _pause(self) -> float:
        if self._database.is_sqlite:
            return _EMBEDDED_PAUSE
        return _BUSY_PAUSE if time.monotonic() - self._last_busy < _BUSY_SECONDS else _IDLE_PAUSE

    def _lead(self) -> bool:
        """Hold the advisory lock of this service's outbox on a connection of its own."""
        if self._database.is_sqlite:
            self.is_leading = True
            return True
        if self._lock is not None:
            return True
        # Autocommit: a session-level lock needs no open transaction, which idle time-outs would end.
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": lock_key(self._service)}).scalar():
            self._lock, self.is_leading = connection, True
            log.info("relay_leads", service=self._service)
            return True
        connection.close()
        return False

    def _has_work(self) -> bool:
        """Ask on the connection that holds the lock, each time: a restarted database has forgotten the lock, and a
        connection that is not used does not notice."""
        if self._lock is None:
            return True
        return bool(self._lock.execute(_HAS_WORK).scalar())

    def _let_go(self) -> None:
        self.is_leading = False
        if self._lock is not None:
            lock, self._lock = self._lock, None
            # The lock lives in the session: handing the connection back to the pool would keep it.
            lock.invalidate()
            lock.close()


def lock_key(service: str) -> int:
    """A stable 63-bit key for the advisory lock of a service's outbox."""
    return int(sha256_hex(f"vinhdanh.outbox.{service}".encode())[:15], 16)


_PLACE = text(
    "UPDATE outbox SET position = placed.position, chain = placed.chain"
    " FROM json_populate_recordset(NULL::outbox, CAST(:rows AS json)) AS placed"
    # A second relay that read these rows before they were placed must not move what may be published by now.
    " WHERE outbox.id = placed.id AND outbox.position IS NULL"
)


def place(tx: Session, limit: int = BATCH) -> int:
    """Give position and chained hash to events that have none, in the order they were written."""
    rows = tx.execute(
        select(outbox.c.id, outbox.c.body).where(outbox.c.position.is_(None)).order_by(outbox.c.id).limit(limit)
    ).all()
    if not rows:
        return 0
    last = tx.execute(
        select(outbox.c.position, outbox.c.chain)
        .where(outbox.c.position.is_not(None))
        .order_by(outbox.c.position.desc())
        .limit(1)
    ).first()
    position, chain = (last.position, last.chain) if last else (0, GENESIS)
    placed: list[dict[str, Any]] = []
    for row in rows:
        position += 1
        chain = chained(chain, position, row.body)
        placed.append({"id": row.id, "position": position, "chain": chain})
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(_PLACE, {"rows": as_json(placed)})
    else:
        tx.connection().execute(
            update(outbox)
            .where(outbox.c.id == bindparam("of_row"))
            .values(position=bindparam("position"), chain=bindparam("chain")),
            [{"of_row": row.pop("id"), **row} for row in placed],
        )
    return len(placed)


def unpublished(tx: Session, limit: int = BATCH) -> Sequence[Placed]:
    found = tx.execute(
        select(outbox.c.id, outbox.c.event_id, outbox.c.type, outbox.c.body, outbox.c.position, outbox.c.chain)
        .where(outbox.c.published_at.is_(None), outbox.c.position.is_not(None))
        .order_by(outbox.c.position)
        .limit(limit)
    )
    return [Placed(*row) for row in found]


def mark_published(tx: Session, ids: Sequence[int]) -> None:
    if ids:
        tx.execute(update(outbox).where(outbox.c.id.in_(ids)).values(published_at=wall_now()))


def broken_links(tx: Session) -> list[int]:
    """Positions whose stored hash does not follow from the row before: altered, removed or inserted rows."""
    broken, expected, chain = [], 1, GENESIS
    rows = tx.execute(
        select(outbox.c.position, outbox.c.chain, outbox.c.body)
        .where(outbox.c.position.is_not(None))
        .order_by(outbox.c.position)
    ).yield_per(1000)
    for position, stored, body in rows:
        if position != expected or stored != chained(chain, position, body):
            broken.append(position)
        expected, chain = position + 1, stored
    return broken
