"""The relay: one per service publishes the outbox in order, in batches.

Owns: the turn of place, publish, remember. Promises: what is published stands at its place durably; a crash anywhere
republishes, never loses; nothing goes out without what a lost key hides; one relay works at a time, since on PostgreSQL
it works on the very connection that holds the advisory lock. Leaves to others: the rows (`outbox_rows`), the wire
(`publisher`), dropping what was seen (`inbox`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from shared import faults
from shared.bundles import bundled
from shared.canonical import sha256_hex
from shared.clock import wall_now
from shared.db import Database, is_contention, is_outage, is_too_slow
from shared.ear import Ear, call
from shared.events.batch import BATCH_CONTENT_TYPE, joined
from shared.events.envelope import CONTENT_TYPE, wire_of
from shared.keys import KEY_ERRORS
from shared.messaging import BROKER_ERRORS
from shared.metrics import RELAY_PUBLISHED, RELAY_UNROUTABLE
from shared.outbox_rows import BATCH, Offer, Placed, offer, remember
from shared.publisher import Message, Publisher

log = structlog.get_logger(__name__)

_GATHER_SECONDS = 0.015
_REMEMBER_SECONDS = 0.1
_IDLE_PAUSE = 1.0
_EMBEDDED_PAUSE = 5.0


class Relay:
    """Publishes one service's outbox until stopped."""

    def __init__(self, service: str, database: Database, publisher: Publisher) -> None:
        self._service = service
        self._database = database
        self._publisher = publisher
        self._stopping = False
        self._lock: Connection | None = None
        self._ear: Ear | None = None
        # Confirmed, not yet remembered: written with the next batch, or by itself where none follows soon, since a
        # commit more costs as much as a batch.
        self._went: tuple[Offer, frozenset[int]] | None = None
        self.is_leading = False

    def run(self) -> None:
        """Publish until stopped; wakes at once after a commit of any relay's process, and polls for those of others."""
        pause = 0.2
        while not self._stopping:
            try:
                if self._lead():
                    self._work()
                elif self._database.news.wait(_IDLE_PAUSE):
                    call(self._database)
                pause = 0.2
            except Exception as error:
                if not _may_pass(error):
                    raise
                log.warning("relay_waits", service=self._service, error=type(error).__name__)
                self._let_go()
                self._database.news.wait(pause)
                pause = min(pause * 2, 5.0)
        self._leave()

    def stop(self) -> None:
        self._stopping = True
        self._database.news.send()

    def _work(self) -> None:
        offered = self.publish_some()
        if offered == BATCH:
            return
        if offered:
            # What is said in the next moment goes along: a batch costs little more than one event.
            time.sleep(_GATHER_SECONDS)
            self._database.news.wait(_REMEMBER_SECONDS)
        else:
            self._publisher.keep_alive()
            self._database.news.wait(_EMBEDDED_PAUSE if self._database.is_sqlite else _IDLE_PAUSE)

    def publish_some(self) -> int:
        """One batch: remember the last one, place what is new, publish. Returns how many events were offered."""
        with self._transaction() as tx:
            if self._went is not None:
                remember(tx, *self._went)
            offered = offer(tx, wall_now())
        self._went = None
        if offered is None:
            return 0
        faults.point("relay.before_publish")
        refused = self._publish(offered.events)
        self._went = offered, refused
        faults.point("relay.after_confirm")
        RELAY_PUBLISHED.labels(self._service).inc(len(offered.events) - len(refused))
        RELAY_UNROUTABLE.labels(self._service).inc(len(refused))
        return len(offered.events)

    def _publish(self, events: Sequence[Placed]) -> frozenset[int]:
        """Publish in bundles; the positions the broker had no queue for, or refused."""
        # Without a wire there is nothing to save.
        bundles = [[event] for event in events] if self._publisher.is_memory else bundled(events)
        accepted = self._publisher.publish([message_of(bundle) for bundle in bundles])
        return frozenset(
            event.position for bundle, ok in zip(bundles, accepted, strict=True) if not ok for event in bundle
        )

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """On the connection that holds the lock: whoever lost the lock has lost the connection too."""
        if self._lock is None:
            with self._database.transaction() as tx:
                yield tx
        else:
            with Session(self._lock) as tx:
                yield tx
                tx.commit()

    def _lead(self) -> bool:
        """Hold the advisory lock of this service's outbox on a connection of its own."""
        if self._database.is_sqlite:
            self.is_leading = True
        elif self._lock is None:
            connection = self._database.engine.connect()
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": lock_key(self._service)}):
                connection.close()
                return False
            connection.commit()
            self._lock, self.is_leading = connection, True
            self._ear = Ear(self._database)
            self._ear.start()
            log.info("relay_leads", service=self._service)
        return True

    def _leave(self) -> None:
        """Remember what went out last, so that the next start does not offer it again."""
        try:
            if self._went is not None:
                with self._transaction() as tx:
                    remember(tx, *self._went)
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("relay_leaves_unremembered", service=self._service, error=type(error).__name__)
        self._publisher.close()
        self._let_go()

    def _let_go(self) -> None:
        self.is_leading, self._went = False, None
        if self._ear is not None:
            self._ear.stop()
            self._ear = None
        if self._lock is not None:
            lock, self._lock = self._lock, None
            # The lock lives in the session: handing the connection back to the pool would keep it.
            lock.invalidate()
            lock.close()


def _may_pass(error: Exception) -> bool:
    """Waiting may mend it. Contention: another relay placed these rows while our lock was lost with its connection."""
    return (
        is_outage(error)
        or is_contention(error)
        or is_too_slow(error)
        or isinstance(error, (*BROKER_ERRORS, *KEY_ERRORS))
    )


def message_of(bundle: Sequence[Placed]) -> Message:
    """One event as it is, several as a batch; the id is that of the first, the routing key the name they share."""
    events = [wire_of(event.body, event.position, event.chain) for event in bundle]
    body, content_type = (events[0], CONTENT_TYPE) if len(events) == 1 else (joined(events), BATCH_CONTENT_TYPE)
    return Message(bundle[0].event_id, bundle[0].type, body, content_type)


def lock_key(service: str) -> int:
    """A stable 63-bit key for the advisory lock of a service's outbox."""
    return int(sha256_hex(f"vinhdanh.outbox.{service}".encode())[:15], 16)
