"""What is wrong with a service's rows by its own events, as `audit verify` finds it.

Owns: asking for one table. Promises: nothing heard of others is asked for. Leaves to others: comparing
(`shared.accounting`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.accounting import compare_rows, silent_of, tables_of
from shared.accounts import Books, compare_table
from shared.desk import Definition, Desk
from shared.events.envelope import Envelope, decode
from shared.keys import say_rows
from shared.tables import outbox


def faults_of(desk: Desk, definition: Definition, table: str) -> list[str]:
    """In English, without the table's name."""
    own = definition.metadata.tables
    with desk.database.reading() as tx:
        found = compare_rows(tx, definition.name, own, definition.told, {})
    start = f"table {table}, "
    return [one.words.en.removeprefix(start) for one in found.faults if one.words.en.startswith(start)]


def faults_by(
    tx: Session, definition: Definition, table: str, events: list[Envelope], erased: Collection[str] = (),
    records: Collection[str] = (),
) -> list[str]:  # fmt: skip
    """As if these events were all that was said, in this order, and these people erased, or these records of theirs."""
    told, tables = definition.told, tables_of(definition.metadata.tables)
    books = Books(tables, silent_of(told), told.bags, told.keys, told.within)
    books.erased_keys.update(erased)
    books.erased.update(records)
    folds = {**told.heard, **told.own}
    for said in events:
        if said.type in folds:
            folds[said.type](books, said)
    found = [fault.words.en for fault in compare_table(tx, tables[table], books, told.spoken.get(table)) if fault]
    found += [f"{gone.key} is gone" for gone in books.left(table)]
    books.close()
    return found


def faults_heard(desk: Desk, definition: Definition, table: str, heard: Collection[bytes]) -> list[str]:
    """As if `heard` were all that others said, in this order, beside what the service said itself."""
    own, told = definition.metadata.tables, definition.told
    books = Books(tables_of(own), silent_of(told), told.bags, told.keys, told.within)
    with desk.database.reading() as tx:
        for said in (*map(decode, heard), *said_in(tx)):
            fold = (told.own if said.source.strip("/") == definition.name else told.heard).get(said.type)
            if fold is not None:
                fold(books, said)
        if told.ends is not None:
            told.ends(books)
        found = [fault.words.en for fault in compare_table(tx, own[table], books, told.spoken.get(table)) if fault]
    found += [f"{gone.key} is gone" for gone in books.left(table)]
    books.close()
    return found


def said_in(tx: Session) -> list[Envelope]:
    """Every event of the log, read."""
    rows = tx.execute(outbox.select().order_by(outbox.c.id))
    return [decode(body.encode()) for _, body in say_rows(tx, rows, lambda row: row.body)]


def tamper(desk: Desk, statement: str, **values: Any) -> None:
    given: Mapping[str, Any] = values
    with desk.database.transaction() as tx:
        changed = tx.execute(text(statement), given)
        assert getattr(changed, "rowcount", 0) > 0
