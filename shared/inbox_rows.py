"""The rows of the inbox: receipts and cursors, many at a time.

Owns: the statements. Promises: two replicas that hold events of one subject wait for each other on its cursor, in one
order, so that neither parks what the other is applying. Leaves to others: what the rows mean (`shared.inbox`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, literal, or_, select, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from shared.rows import among, as_json, insert_rows
from shared.tables import erased_record, inbox, inbox_cursor

Subject = tuple[str, str]  # source, subject


class Status(StrEnum):
    DONE = "done"
    RETRY = "retry"
    PARKED = "parked"
    DEAD = "dead"
    # Somebody decided that it takes no effect here; kept as it came.
    SETTLED = "settled"


# No status of an event.
_ERASED = "erased"

UNSETTLED = (Status.RETRY, Status.PARKED, Status.DEAD)
# Their messages stay in the rows.
KEPT = (*UNSETTLED, Status.SETTLED)

UNDECODABLE = "message.undecodable"
UNSTORABLE = "message.unstorable"
SEQUENCE_TAKEN = "event.sequence_taken"
# What no mending makes apply may be settled; every other reason has a cure, and then a requeue.
_PAST_MENDING = (UNDECODABLE, UNSTORABLE, SEQUENCE_TAKEN, "input.invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one event here. `body`: the message, parts under their keys, unless the event was applied."""

    event_id: str
    source: str
    type: str
    subject: str
    sequence: int
    position: int
    status: Status
    attempts: int
    received_at: datetime
    settled_at: datetime | None
    next_attempt_at: datetime | None
    error_code: str | None
    error: str | None
    body: bytes | None
    is_known: bool = False


_COLUMNS = tuple(item.name for item in dataclasses.fields(Receipt) if item.name != "is_known")


def hold_cursors(tx: Session, subjects: Iterable[Subject]) -> dict[Subject, int]:
    """The last sequence applied per subject, 0 for a new one; each is held until the transaction ends."""
    rows = [{"source": source, "subject": subject, "sequence": 0} for source, subject in sorted(set(subjects))]
    if not rows:
        return {}
    # Written as it is: only a written row is both returned and held, whoever made it.
    found = tx.execute(_HOLD, {"rows": as_json(rows)}) if _is_postgresql(tx) else tx.execute(_hold_here(rows))
    return {(source, subject): sequence for source, subject, sequence in found}


_HOLD = text(
    "INSERT INTO inbox_cursor AS held (source, subject, sequence)"
    " SELECT source, subject, sequence FROM json_populate_recordset(NULL::inbox_cursor, CAST(:rows AS json))"
    " ON CONFLICT (source, subject) DO UPDATE SET sequence = held.sequence RETURNING source, subject, sequence"
)
_MOVE = text(
    # Not an UPDATE … FROM: planned while the table is small, that would go on reading all of it.
    "INSERT INTO inbox_cursor (source, subject, sequence)"
    " SELECT source, subject, sequence FROM json_populate_recordset(NULL::inbox_cursor, CAST(:rows AS json))"
    " ON CONFLICT (source, subject) DO UPDATE SET sequence = excluded.sequence"
)


def _hold_here(rows: Sequence[Mapping[str, Any]]) -> Any:
    put = sqlite.insert(inbox_cursor).values(rows)
    return put.on_conflict_do_update(
        index_elements=[inbox_cursor.c.source, inbox_cursor.c.subject], set_={"sequence": inbox_cursor.c.sequence}
    ).returning(inbox_cursor.c.source, inbox_cursor.c.subject, inbox_cursor.c.sequence)


def move_cursors(tx: Session, cursors: Mapping[Subject, int]) -> None:
    """Set cursors this transaction holds."""
    rows = [{"source": source, "subject": subject, "sequence": at} for (source, subject), at in cursors.items()]
    if not rows:
        return
    if _is_postgresql(tx):
        tx.execute(_MOVE, {"rows": as_json(rows)})
        return
    moved = update(inbox_cursor).where(
        inbox_cursor.c.source == bindparam("of_source"), inbox_cursor.c.subject == bindparam("of_subject")
    )
    tx.connection().execute(
        moved.values(sequence=bindparam("at")),
        [{"of_source": source, "of_subject": subject, "at": at} for (source, subject), at in cursors.items()],
    )


def _is_postgresql(tx: Session) -> bool:
    return tx.get_bind().dialect.name == "postgresql"


_SEEN = select(inbox.c.event_id, inbox.c.status).where(among(inbox.c.event_id, "events"))
_KNOWN = _SEEN.union_all(
    select(erased_record.c.record, literal(_ERASED)).where(among(erased_record.c.record, "records"))
)


def seen(tx: Session, event_ids: Sequence[str]) -> dict[str, Status]:
    """Which of these events have a receipt already, and what became of them."""
    if not event_ids:
        return {}
    return {event_id: Status(status) for event_id, status in tx.execute(_SEEN, {"events": event_ids})}


def known_of(
    tx: Session, event_ids: Sequence[str], records: Collection[str]
) -> tuple[dict[str, Status], frozenset[str]]:
    """As `seen`, and which of these records are of somebody erased here: one question, asked with every batch."""
    if not records:
        return seen(tx, event_ids), frozenset()
    found = tx.execute(_KNOWN, {"events": event_ids, "records": records}).all()
    known = {name: Status(word) for name, word in found if word != _ERASED}
    return known, frozenset(name for name, word in found if word == _ERASED)


def write_receipts(tx: Session, receipts: Sequence[Receipt]) -> None:
    """Insert new receipts; replace those of events that had been waiting."""
    known = [receipt.event_id for receipt in receipts if receipt.is_known]
    if known:
        tx.execute(delete(inbox).where(inbox.c.event_id.in_(known)))
    insert_rows(tx, inbox, [{name: getattr(receipt, name) for name in _COLUMNS} for receipt in receipts])


# The words of the partial index, literally: a bound parameter would make every sweep read all receipts there ever were.
# What somebody settled is among them, and waits for nothing: whoever counts or tries says which statuses they mean.
_WAS_NOT_APPLIED = text("inbox.status <> 'done'")


# The longest back-off is 80 seconds, and clocks of two machines may be a minute apart: what is to be tried later yet
# was noted by a clock that was ahead and was set right.
_NEVER_LATER = timedelta(seconds=140)

# Every consumer asks once a second.
_WAITING = (
    select(*(inbox.c[name] for name in _COLUMNS))
    .outerjoin(
        inbox_cursor, and_(inbox_cursor.c.source == inbox.c.source, inbox_cursor.c.subject == inbox.c.subject)
    )
    .where(
        _WAS_NOT_APPLIED,
        or_(
            and_(
                inbox.c.status == Status.RETRY,
                or_(
                    inbox.c.next_attempt_at <= bindparam("now", type_=inbox.c.next_attempt_at.type),
                    inbox.c.next_attempt_at > bindparam("never", type_=inbox.c.next_attempt_at.type),
                ),
            ),
            and_(inbox.c.status == Status.PARKED, inbox_cursor.c.sequence >= inbox.c.sequence - 1),
        ),
    )
    # First things first within a subject; an order by subject too would tempt the planner away from the index.
    .order_by(inbox.c.sequence)
)


def waiting(tx: Session, now: datetime, limit: int = 200) -> list[Receipt]:
    """Events whose time has come: retries that are due, and parked ones whose predecessor has been applied."""
    times = {"now": now, "never": now + _NEVER_LATER}
    return [_receipt(row._mapping) for row in tx.execute(_WAITING.limit(limit), times)]


def find_receipt(tx: Session, event_id: str) -> Receipt | None:
    row = tx.execute(select(*(inbox.c[name] for name in _COLUMNS)).where(inbox.c.event_id == event_id)).first()
    return None if row is None else _receipt(row._mapping)


def list_dead(tx: Session, limit: int = 100, *, readable: bool | None = None) -> list[Receipt]:
    """Dead events, the oldest first; `readable` chooses those whose bytes are an event, or those which are none."""
    return list_unapplied(tx, [Status.DEAD], limit, readable=readable)


def list_unapplied(
    tx: Session, statuses: Sequence[Status], limit: int = 100, *, readable: bool | None = None
) -> list[Receipt]:
    asked = select(*(inbox.c[name] for name in _COLUMNS)).where(_WAS_NOT_APPLIED, inbox.c.status.in_(statuses))
    if readable is not None:
        asked = asked.where(inbox.c.source != "" if readable else inbox.c.source == "")
    return [_receipt(row._mapping) for row in tx.execute(asked.order_by(inbox.c.received_at).limit(limit))]


def list_requeueable(tx: Session, event_ids: Sequence[str]) -> list[str]:
    """Which of these `requeue` would give another life."""
    return sorted(tx.scalars(select(inbox.c.event_id).where(*_can_be_tried_again(event_ids))))


def _can_be_tried_again(event_ids: Sequence[str]) -> Sequence[ColumnElement[bool]]:
    # What nobody can read stays as it is: trying again cannot change its bytes.
    dead = inbox.c.status.in_((Status.DEAD, Status.SETTLED))
    return inbox.c.event_id.in_(event_ids), dead, inbox.c.source != ""


def requeue(tx: Session, event_ids: Sequence[str], now: datetime) -> list[str]:
    """Give dead and settled events another life: due now, their attempts counted from nought. Returns which."""
    done = tx.scalars(
        update(inbox)
        .where(*_can_be_tried_again(event_ids))
        .values(status=Status.RETRY, attempts=0, next_attempt_at=now, settled_at=None)
        .returning(inbox.c.event_id)
    )
    return sorted(done)


def bury(tx: Session, event_id: str, code: str, reason: str) -> None:
    """An event that waits here is dead, for a reason its own row could not be told."""
    tx.execute(
        update(inbox)
        .where(inbox.c.event_id == event_id)
        .values(status=Status.DEAD, next_attempt_at=None, error_code=code, error=reason)
    )


def settle_dead(tx: Session, event_ids: Sequence[str], now: datetime) -> list[str]:
    """Let dead events rest that can never be applied: kept as they came, no longer counted, and not tried again.

    Their place in the order of their subject stays empty, so that what follows goes on waiting. Returns which.
    """
    done = tx.scalars(
        update(inbox)
        .where(
            inbox.c.event_id.in_(event_ids), inbox.c.status == Status.DEAD, inbox.c.error_code.in_(_PAST_MENDING)
        )
        .values(status=Status.SETTLED, settled_at=now)
        .returning(inbox.c.event_id)
    )
    return sorted(done)


def followers(tx: Session, event_ids: Sequence[str]) -> int:
    """How many parked events wait behind these, of the same subjects."""
    ahead = inbox.alias("ahead")
    is_behind = and_(
        inbox.c.source == ahead.c.source, inbox.c.subject == ahead.c.subject, inbox.c.sequence > ahead.c.sequence
    )
    asked = select(func.count(inbox.c.event_id.distinct())).join(ahead, is_behind)
    return tx.scalar(
        asked.where(ahead.c.event_id.in_(event_ids), _WAS_NOT_APPLIED, inbox.c.status == Status.PARKED)
    ) or 0


def counts(tx: Session) -> dict[str, tuple[int, datetime]]:
    """How many events wait, by status, and since when the oldest does."""
    found = tx.execute(
        select(inbox.c.status, func.count(), func.min(inbox.c.received_at))
        .where(_WAS_NOT_APPLIED, inbox.c.status.in_(UNSETTLED))
        .group_by(inbox.c.status)
    )
    return {status: (int(count), oldest) for status, count, oldest in found}


def heard(tx: Session) -> dict[str, int]:
    """The last position stored of each source."""
    found = tx.execute(select(inbox.c.source, func.max(inbox.c.position)).group_by(inbox.c.source))
    return {source: int(position) for source, position in found}


def _receipt(row: Mapping[Any, Any]) -> Receipt:
    values = {name: row[name] for name in _COLUMNS}
    return Receipt(**values | {"status": Status(values["status"]), "is_known": True})
