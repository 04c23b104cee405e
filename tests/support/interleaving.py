"""A log of events in the orders a listener may meet it in: every stream in its own, beside each other any.

Owns: dealing such orders, cut into batches; delivering one; what a service's tables hold afterwards. Promises: nothing
is delivered that no broker with two listeners could deliver. Leaves to others: the log, comparing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import select, update

from shared.accounting import silent_of, tables_of
from shared.comparable import comparable, form_of
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.inbox import Inbox
from shared.tables import inbox
from shared.topology import names_heard
from shared.waiting import sweep

# Each a deal of its own and always the same: a gate that finds something else every day is not a gate.
DEALS = range(12)

Batches = list[list[Envelope]]
Rows = dict[str, Counter[tuple[tuple[str, Any], ...]]]


def heard_by(consumer: str, log: Sequence[Envelope]) -> list[Envelope]:
    """What a service hears of a log."""
    return [event for event in log if event.type in names_heard(consumer, event.source)]


def interleaved(log: Sequence[Envelope], deal: int) -> Batches:
    """Streams mixed event by event, or (every third deal) one wholly after the other; a few in a batch, or all."""
    streams, chance = _streams(log), Random(deal)
    turns = [key for key in sorted(streams) for _ in streams[key]]
    chance.shuffle(turns)
    if deal % 3 == 0:
        whole = list(dict.fromkeys(turns))
        turns = [key for key in whole for _ in streams[key]]
    waiting = {key: iter(events) for key, events in streams.items()}
    order = [next(waiting[key]) for key in turns]
    longest = chance.choice([1, 3, 8, len(log)])
    return [order[start : start + longest] for start in range(0, len(order), longest)]


def _streams(log: Sequence[Envelope]) -> dict[tuple[str, str], list[Envelope]]:
    found: dict[tuple[str, str], list[Envelope]] = {}
    for event in log:
        found.setdefault((event.source, event.subject), []).append(event)
    return {key: sorted(events, key=lambda event: event.sequence) for key, events in found.items()}


def deliver(desk: Desk, batches: Batches) -> None:
    """Hand the batches to the service; what waits is tried again as soon as something else was heard."""
    ears = Inbox(desk.service, desk.database, desk.handlers, clock=desk.clock, new_id=desk.new_id)
    for batch in batches:
        ears.take([event.wire() for event in batch])
        if _something_waits(desk):
            _wake(desk, ears)
    with desk.database.reading() as tx:
        left = tx.execute(select(inbox.c.type, inbox.c.status, inbox.c.error).where(inbox.c.status != "done")).all()
    assert left == [], "everything has been said, and something still waits for more"


def _something_waits(desk: Desk) -> bool:
    with desk.database.reading() as tx:
        return tx.execute(select(inbox.c.type).where(inbox.c.status != "done").limit(1)).first() is not None


def _wake(desk: Desk, ears: Inbox) -> None:
    """As though the time of every retry had come; its attempts are not counted, for no time has passed."""
    with desk.database.transaction() as tx:
        due = {"next_attempt_at": datetime(2020, 1, 1, tzinfo=UTC), "attempts": 0}
        tx.execute(update(inbox).where(inbox.c.status == "retry").values(due))
    sweep(desk.database, ears)


def rows_of(desk: Desk, *, but: Mapping[str, frozenset[str]] | None = None) -> Rows:
    """All rows in every column that events tell of by the service's own list; `but`: columns left out of a table, as
    where a service numbers by itself what it hears."""
    tables, silent = tables_of(desk.definition.metadata.tables), silent_of(desk.definition.told)
    found: Rows = {}
    with desk.database.reading() as tx:
        for name, table in tables.items():
            untold = silent.get(name, {})
            if isinstance(untold, str):
                continue
            left_out = {*untold, *(but or {}).get(name, ())}
            columns = [one for one in table.columns if one.name not in left_out]
            forms = [(column.name, form_of(column)) for column in columns]
            found[name] = Counter(
                tuple((name, comparable(form, value)) for (name, form), value in zip(forms, row, strict=True))
                for row in tx.execute(select(*columns))
            )
    return found


def differing(one: Rows, other: Rows) -> dict[str, tuple[list[Any], list[Any]]]:
    """By table the rows only one of them has."""
    return {
        name: (list((one[name] - other[name]).elements()), list((other[name] - one[name]).elements()))
        for name in one
        if one[name] != other[name]
    }
