"""The inbox: every event takes effect exactly once, in the order of its subject, or waits where a person can see it.

Owns: settling a batch of messages in one transaction: effects and receipt together (design D4, D5).
Promises: after `take` returns every message is applied, waiting (`retry`, `parked`) or `dead`, durably.
Leaves to others: fetching messages (`shared.listener`), waking what waits (`shared.waiting`), the effects themselves.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from shared import faults
from shared.attempts import (
    MAX_ATTEMPTS,
    code_of,
    is_hopeless,
    lies_in_the_event,
    next_attempt,
    reason_of,
    undecodable,
    unstorable,
)
from shared.clock import Clock, wall_now
from shared.db import Database, is_contention, is_outage
from shared.errors import InvalidInput
from shared.events.batch import parted
from shared.events.catalog import read
from shared.events.envelope import Envelope, Trace, recall, without_owners
from shared.events.terms import Via
from shared.ids import IdSource, made_at
from shared.inbox_rows import (
    SEQUENCE_TAKEN,
    UNSTORABLE,
    Receipt,
    Status,
    bury,
    hold_cursors,
    known_of,
    move_cursors,
    seen,
    write_receipts,
)
from shared.keys import keep_messages
from shared.metrics import BATCH_EVENTS, EVENT_LAG, HANDLER_SECONDS, INBOX_EVENTS
from shared.storing import waiting_for_the_database
from shared.work import Said, Work, settle

log = structlog.get_logger(__name__)

Handler = Callable[[Work, Any, Envelope], None]
BatchHandler = Callable[[Work, Sequence[Envelope]], None]
Keeper = Callable[[Work, Sequence["Arrived"]], None]


@dataclass(frozen=True)
class Handlers:
    """What a service does on hearing events. `each` by wire name; `all_of` takes whole batches, data undecoded;
    `word_for_word` takes them with the bytes as they came."""

    each: Mapping[str, Handler]
    all_of: BatchHandler | None = None
    word_for_word: Keeper | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A decoded message; `received_at` when it comes from the inbox table, where it waits since then."""

    envelope: Envelope
    raw: bytes
    attempts: int = 0
    received_at: datetime | None = None

    @property
    def has_waited(self) -> bool:
        return self.received_at is not None


class Inbox:
    """The inbox of one service."""

    def __init__(
        self, service: str, database: Database, handlers: Handlers, *, clock: Clock, new_id: IdSource
    ) -> None:
        self.service = service
        self._database = database
        self._handlers = handlers
        self._clock = clock
        self._new_id = new_id
        self.has_parked = False

    def take(self, bodies: Sequence[bytes]) -> None:
        """Settle messages as they came from the broker. Raises `DatabaseUnavailable` when nothing could be stored."""
        arrived, unreadable = [], []
        for message in bodies:
            for raw, read_or_not in parted(message):
                if isinstance(read_or_not, Envelope):
                    arrived.append(Arrived(read_or_not, raw))
                else:
                    unreadable.append(undecodable(raw, read_or_not))
        self.settle(arrived, unreadable)

    def settle(self, arrived: Sequence[Arrived], unreadable: Sequence[Receipt] = ()) -> None:
        """Settle decoded events: together if all apply, one by one if any fails."""
        started = time.monotonic()
        with waiting_for_the_database(self.service):
            receipts = self._settled(arrived, unreadable)
        faults.point("inbox.after_commit")
        self.has_parked = any(receipt.status is Status.PARKED for receipt in receipts)
        self._count(receipts, time.monotonic() - started)

    def _settled(self, arrived: Sequence[Arrived], unreadable: Sequence[Receipt]) -> list[Receipt]:
        for _ in range(3):
            try:
                return self._in_one_go(arrived, unreadable)
            except Exception as error:
                if is_outage(error):
                    raise
                if not is_contention(error):
                    log.info("batch_applied_one_by_one", service=self.service, error=type(error).__name__)
                    break
        try:
            return self._one_by_one(arrived, unreadable)
        except Exception as error:
            if not lies_in_the_event(error):
                raise
            log.warning("batch_settled_event_by_event", service=self.service, error=type(error).__name__)
        return self._each_alone(arrived, unreadable)

    def _in_one_go(self, arrived: Sequence[Arrived], unreadable: Sequence[Receipt]) -> list[Receipt]:
        """The fast way: no savepoints, one failure undoes all."""
        with self._database.transaction() as tx:
            batch, now = _Batch(tx, arrived), self._clock.now()
            said: list[Said] = []
            ready = list(batch.ready())
            if ready:
                said.append(self._apply_all(tx, ready, now))
            for event in ready:
                if event.envelope.type in self._handlers.each:
                    said.append(self._apply(tx, event, now))
                batch.done(event)
            settle(tx, *said)
            batch.write(unreadable)
            faults.point("inbox.before_commit")
        return batch.receipts

    def _one_by_one(self, arrived: Sequence[Arrived], unreadable: Sequence[Receipt]) -> list[Receipt]:
        """The careful way: a savepoint per event, so that a failing one waits alone with its reason."""
        with self._database.transaction() as tx:
            batch, now = _Batch(tx, arrived), self._clock.now()
            for event in batch.ready():
                try:
                    with tx.begin_nested():
                        settle(tx, self._apply(tx, event, now), self._apply_all(tx, [event], now))
                except Exception as error:
                    if is_outage(error):
                        raise
                    batch.failed(event, error)
                else:
                    batch.done(event)
            batch.write(unreadable)
        return batch.receipts

    def _each_alone(self, arrived: Sequence[Arrived], unreadable: Sequence[Receipt]) -> list[Receipt]:
        """Where a row refuses what some event holds: a transaction per event, and dead is what no row takes."""
        receipts, refused = [], list(unreadable)
        for event in sorted(arrived, key=lambda item: item.envelope.sequence):
            try:
                receipts += self._one_by_one([event], ())
            except Exception as error:
                if not lies_in_the_event(error):
                    raise
                if event.has_waited:
                    with self._database.transaction() as tx:
                        bury(tx, event.envelope.id, UNSTORABLE, reason_of(error))
                else:
                    refused.append(unstorable(event.raw, error))
        return receipts + self._one_by_one((), refused)

    def _apply(self, tx: Session, event: Arrived, now: datetime) -> Said:
        handler = self._handlers.each.get(event.envelope.type)
        work = self._work(tx, event.envelope, now)
        if handler is not None and not lost_its_meaning(event.envelope):
            handler(work, read(event.envelope), event.envelope)
        return work.said

    def _apply_all(self, tx: Session, events: Sequence[Arrived], now: datetime) -> Said:
        """What takes whole batches, in the name of the first event's cause."""
        work = self._work(tx, events[0].envelope, now)
        if self._handlers.all_of is not None:
            whole = [event.envelope for event in events if not lost_its_meaning(event.envelope)]
            self._handlers.all_of(work, whole)
        if self._handlers.word_for_word is not None:
            self._handlers.word_for_word(work, events)
        return work.said

    def _work(self, tx: Session, cause: Envelope, now: datetime) -> Work:
        trace = Trace(Via.EVENT, cause.trace.correlation, cause.id, cause.trace.traceparent)
        return Work(tx, now, cause.actor, trace, self._new_id)

    def _count(self, receipts: Sequence[Receipt], seconds: float) -> None:
        lag, now = EVENT_LAG.labels(self.service), time.time()
        outcomes = Counter(receipt.status for receipt in receipts)
        for status, count in outcomes.items():
            INBOX_EVENTS.labels(self.service, status.value).inc(count)
        for receipt in receipts:
            if receipt.status is Status.DONE:
                made = made_at(receipt.event_id)
                if made is not None:
                    lag.observe(max(0.0, now - made))
            elif receipt.status is not Status.PARKED:
                log.warning(
                    "event_not_applied", service=self.service, event_id=receipt.event_id, type=receipt.type,
                    status=receipt.status.value, code=receipt.error_code, attempts=receipt.attempts,
                )  # fmt: skip
        if outcomes[Status.DONE]:
            BATCH_EVENTS.labels(self.service).observe(outcomes[Status.DONE])
            HANDLER_SECONDS.labels(self.service).observe(seconds)


class _Batch:
    """One transaction's view of a batch: what is new, what is in order, what became of it."""

    def __init__(self, tx: Session, arrived: Sequence[Arrived]) -> None:
        self._tx = tx
        self._now = wall_now()
        subjects = {(event.envelope.source, event.envelope.subject) for event in arrived}
        self._cursors = hold_cursors(tx, subjects)
        self._start = dict(self._cursors)
        # Under the lock of their cursors, so that two replicas never apply one event.
        self._known, erased = known_of(tx, [event.envelope.id for event in arrived], _told_of(arrived))
        # Nothing this service has erased comes in again, whoever still sends it.
        arrived = [_without(event, erased) for event in arrived]
        self._new: dict[str, Arrived] = {}
        for event in sorted(arrived, key=lambda item: item.envelope.sequence):
            status = self._known.get(event.envelope.id)
            if status is None or (event.has_waited and status in (Status.RETRY, Status.PARKED)):
                self._new.setdefault(event.envelope.id, event)
        self.receipts: list[Receipt] = []

    def ready(self) -> Iterable[Arrived]:
        """New events whose turn it is; the others are parked or recognised as already counted."""
        for event in self._new.values():
            key = (event.envelope.source, event.envelope.subject)
            next_sequence = self._cursors.get(key, 0) + 1
            if event.envelope.sequence > next_sequence:
                self._put(event, Status.PARKED, code="event.predecessor_missing")
            elif event.envelope.sequence < next_sequence:
                # Another event already held this place of the subject: two histories, a person must look.
                self._put(event, Status.DEAD, code=SEQUENCE_TAKEN)
            else:
                self._cursors[key] = event.envelope.sequence
                yield event

    def done(self, event: Arrived) -> None:
        self._put(event, Status.DONE)

    def failed(self, event: Arrived, error: Exception) -> None:
        key = (event.envelope.source, event.envelope.subject)
        self._cursors[key] = event.envelope.sequence - 1
        attempts = event.attempts + 1
        status = Status.DEAD if attempts >= MAX_ATTEMPTS or is_hopeless(error) else Status.RETRY
        self._put(event, status, code=code_of(error), error=error)

    def write(self, unreadable: Sequence[Receipt]) -> None:
        self._keep_what_waits()
        known = seen(self._tx, [receipt.event_id for receipt in unreadable])
        fresh = {receipt.event_id: receipt for receipt in unreadable if receipt.event_id not in known}
        self.receipts.extend(fresh.values())
        write_receipts(self._tx, self.receipts)
        move_cursors(self._tx, {key: at for key, at in self._cursors.items() if self._start.get(key) != at})

    def _keep_what_waits(self) -> None:
        """Messages that stay in rows stay there under the keys of those they tell of."""
        waiting = [number for number, receipt in enumerate(self.receipts) if receipt.body is not None]
        said = [self._new[self.receipts[number].event_id] for number in waiting]
        kept = keep_messages(self._tx, [(event.raw, event.envelope) for event in said])
        for number, body in zip(waiting, kept, strict=True):
            self.receipts[number] = replace(self.receipts[number], body=body)

    def _put(self, event: Arrived, status: Status, *, code: str | None = None, error: Exception | None = None) -> None:
        waits = status is not Status.DONE
        attempts = event.attempts + (0 if status is Status.PARKED else 1)
        again_at = next_attempt(event.envelope.id, attempts, self._now) if status is Status.RETRY else None
        self.receipts.append(
            Receipt(
                event_id=event.envelope.id,
                source=event.envelope.source,
                type=event.envelope.type,
                subject=event.envelope.subject,
                sequence=event.envelope.sequence,
                position=event.envelope.position or 0,
                status=status,
                attempts=attempts,
                received_at=event.received_at or self._now,
                settled_at=None if waits else self._now,
                next_attempt_at=again_at,
                error_code=code,
                error=None if error is None else reason_of(error),
                body=event.raw if waits else None,
                is_known=event.has_waited,
            )
        )


def _told_of(arrived: Sequence[Arrived]) -> set[str]:
    """The records of which something personal is said."""
    return {part.owner for event in arrived for part in event.envelope.parts if part.salt is not None}


def _without(event: Arrived, erased: frozenset[str]) -> Arrived:
    if erased.isdisjoint(part.owner for part in event.envelope.parts):
        return event
    raw = without_owners(event.raw, erased)
    return replace(event, envelope=recall(None, raw), raw=raw)


def lost_its_meaning(envelope: Envelope) -> bool:
    """So much of it was erased that it can take no effect any more; it counts as heard."""
    if not envelope.is_partly_erased:
        return False
    try:
        read(envelope)
    except InvalidInput:
        return True
    return False
