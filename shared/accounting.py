"""Hearing once more what a service said and heard, and comparing its rows with it.

Owns: which events count, in which order, what of them an erasure took; the tables every service has. Promises: reads
only; one event at a time. Leaves to others: the books (`shared.accounts`), what each event writes (`services/*/told*`),
whether the logs are what they were (`services.audit.queries_logs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from shared.accounts import Books, Fold, RowFault, Silent, Told, compare_table, missing_fault, row_fault
from shared.comparable import UNTOLD
from shared.errors import MalformedBody
from shared.events.envelope import Envelope, decode
from shared.events.sealing import put_over
from shared.inbox_rows import Status
from shared.keys import say_rows
from shared.tables import HOUSE, erased_record, erasure, inbox, inbox_cursor, outbox
from shared.topology import names_heard

_AT_A_TIME = 500
_ERASED = "nomination.person_erased"
_WORK = "when and how the machinery did its work, no act of anybody"

SILENT_HERE: Silent = {
    "outbox": "the log itself: compared with the ledger row by row",
    "outbox_mark": _WORK,
    "outbox_again": _WORK,
    "inbox": {
        "status": "what waits, is dead or settled counts as not heard", "attempts": _WORK, "received_at": _WORK,
        "settled_at": _WORK, "next_attempt_at": _WORK, "error_code": _WORK, "error": _WORK,
        "body": "kept only where an event was not applied; the ledger has it",
    },
    "looked": "looks that wait to be said; what was said of them stands in the log",
    "answered": "answers kept for a repeated request; nothing rests on them",
    "erasure": {"obeyed_at": _WORK},
    "policy_version": {"first_seen_at": _WORK},
    "lease": _WORK,
    "personal_key": "a lost or false key shows in log and ledger as a part that is gone",
}  # fmt: skip
"""What no event tells of in the tables every service has, with the reason."""


@dataclass
class RowsCompared:
    """`rows` compared in `tables`; `unheard`: events of others that were not applied here (yet), by source."""

    service: str
    rows: int = 0
    tables: int = 0
    faults: list[RowFault] = field(default_factory=list)
    unheard: dict[str, int] = field(default_factory=dict)


def tables_of(own: Mapping[str, Table]) -> dict[str, Table]:
    """A service's tables with those every service has."""
    return {**HOUSE.tables, **own}


def silent_of(told: Told) -> dict[str, str | Mapping[str, str]]:
    """Every table and column of a service that is not compared."""
    return {**SILENT_HERE, **told.silent}


def compare_rows(
    tx: Session, service: str, own: Mapping[str, Table], told: Told, logs: Mapping[str, Session]
) -> RowsCompared:
    """A service's rows beside what was said. `logs`: the databases of those it hears, opened after `tx` was read first,
    so that whatever it has applied stands there."""
    tables, silent = tables_of(own), silent_of(told)
    books = Books(tables, silent, told.bags, told.keys, told.within)
    try:
        return _compare(tx, service, tables, told, logs, books)
    finally:
        books.close()


def _compare(
    tx: Session, service: str, tables: Mapping[str, Table], told: Told, logs: Mapping[str, Session], books: Books
) -> RowsCompared:
    found = RowsCompared(service)
    for event_id, status in tx.execute(
        select(inbox.c.event_id, inbox.c.status), execution_options={"yield_per": _AT_A_TIME}
    ):
        books.note("receipt", event_id, value=status)
    for source in (*logs, service):
        _enter_erasures(tx if source == service else logs[source], source, service, books)
    for source, log in logs.items():
        found.unheard[source] = _hear(log, found, source, told, books)
    for said in _said(tx, service, tuple(told.own), books):
        _follow(told.own[said.type], books, said, found)
    if told.ends is not None:
        told.ends(books)
    for name, table in tables.items():
        if books.columns[name]:
            _compare_one(tx, table, books, found, told.spoken.get(name))
    return found


def _compare_one(tx: Session, table: Table, books: Books, found: RowsCompared, spoken: str | None) -> None:
    found.tables += 1
    for fault in compare_table(tx, table, books, spoken):
        found.rows += 1
        if fault is not None and not _is_unreadable_message(fault):
            found.faults.append(fault)
    # A receipt that is not there is an event not heard, which is normal for moments and counted.
    if table.name != inbox.name:
        found.faults.extend(missing_fault(one) for one in books.left(table.name))


def _is_unreadable_message(fault: RowFault) -> bool:
    """What nobody could read is kept by the hash of its bytes; it was never said by anybody of the house."""
    return fault.table == inbox.name and str(fault.key[0]).startswith("unreadable:")


def _hear(log: Session, found: RowsCompared, source: str, told: Told, books: Books) -> int:
    """Enter what a service heard of `source`, with its receipts and cursors; how many events it did not apply."""
    unheard, service = 0, found.service
    for said in _said(log, source, names_heard(service, source), books, placed_only=True):
        books.put(
            inbox.name, event_id=said.id, source=source, type=said.type, subject=said.subject,
            sequence=said.sequence, position=said.position,
        )  # fmt: skip
        status = books.noted("receipt", said.id)
        if status is not None:
            _move_cursor(books, source, said, is_applied=status == Status.DONE)
        if status != Status.DONE:
            unheard += 1
        elif (fold := told.heard.get(said.type)) is not None:
            _follow(fold, books, said, found)
    return unheard


def _follow(fold: Fold, books: Books, said: Envelope, found: RowsCompared) -> None:
    """What an event writes. One that cannot be followed was altered, or what it builds on was: it is named."""
    try:
        fold(books, said)
    except (LookupError, TypeError, ValueError, AttributeError):
        where = (said.source, said.type, said.position)
        words = "không suy ra được dòng nào từ sự kiện này", "no row follows from this event"
        found.faults.append(row_fault(outbox.name, where, *words))


def _move_cursor(books: Books, source: str, said: Envelope, *, is_applied: bool) -> None:
    """A cursor is there from the first event that arrived, and stands at the last one applied."""
    stands = books.find(inbox_cursor.name, source, said.subject)
    at = max(stands["sequence"] if stands else 0, said.sequence if is_applied else 0)
    books.put(inbox_cursor.name, source=source, subject=said.subject, sequence=at)


def _enter_erasures(log: Session, source: str, service: str, books: Books) -> None:
    """Tombstones, before all else: of what tells of these people only their own service knows whether it is gone."""
    if source != service and _ERASED not in names_heard(service, source):
        return
    for said in _said(log, source, (_ERASED,), books):
        if source != service and books.noted("receipt", said.id) != Status.DONE:
            continue
        data = said.data
        books.put(
            erasure.name, id=data["erasure"], nominee_key=data["nominee_key"], basis=data["basis"],
            asked_by=data["asked_by"], confirmed_by=data["confirmed_by"], confirmed_at=said.time,
        )  # fmt: skip
        spoken = (one["spoken"] for one in data.get("names") or ())
        books.erased_keys.update((data["nominee_key"], *data.get("keys", ()), *spoken))
        for record in sorted({*data["cases"], *data["holds"]}):
            books.put(erased_record.name, record=record, erasure=data["erasure"])
            books.erased.add(record)


def _said(
    log: Session, source: str, types: Sequence[str], books: Books, *, placed_only: bool = False
) -> Iterator[Envelope]:
    """What a service said, in the order of its log; what has no place there yet comes last."""
    wanted = select(outbox.c.body, outbox.c.position).where(outbox.c.type.in_(types))
    placed = wanted.where(outbox.c.position.is_not(None)).order_by(outbox.c.position)
    waiting = wanted.where(outbox.c.position.is_(None)).order_by(outbox.c.id)
    for rows in (placed,) if placed_only else (placed, waiting):
        read = log.execute(rows, execution_options={"yield_per": _AT_A_TIME})
        for (_, position), body in say_rows(log, read, lambda row: row.body):
            try:
                said = decode(body.encode())
            except MalformedBody:
                continue  # named by the comparison of the log with the ledger
            yield _as_left(said, position, books)


def _as_left(said: Envelope, position: int | None, books: Books) -> Envelope:
    """The event at its place, with nothing known of what an erasure took."""
    for part in said.parts:
        if part.salt is None or part.owner in books.erased:
            put_over(said.data, part.path, UNTOLD)
    return replace(said, position=position)

