"""The rows of the outbox as the relay moves them: placing, offering, remembering.

Owns: positions and chained hashes, the mark up to which the log is published, what is offered again. Promises: a
position once given is never changed; the mark never passes an event that was neither confirmed nor noted to be offered
again. Leaves to others: writing events (`shared.outbox`), publishing (`shared.relay`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    not_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shared.events.envelope import GENESIS, body_hash, chained
from shared.keys import say_bodies_whole
from shared.rows import as_json
from shared.tables import outbox, outbox_again, outbox_mark

BATCH = 500
_THE_MARK = 1
_REFUSED_PAUSE = timedelta(seconds=1)
# Nothing is ever noted to be due later than that: the machine's clock was ahead, and was set right.
_NEVER_LATER = 2 * _REFUSED_PAUSE


@dataclass(frozen=True, slots=True)
class Placed:
    """An event at its position: its body as it is kept, once it is offered as it was said.

    `is_again` when it had been offered before.
    """

    event_id: str
    type: str
    subject: str
    body: str
    position: int
    chain: str
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What goes out together: `mark` is where the log is published to when all of it went."""

    events: Sequence[Placed]
    mark: int
    read_at: datetime


_CONTENT = (outbox.c.event_id, outbox.c.type, outbox.c.subject, outbox.c.body)

_AT_THE_END = (
    select(outbox.c.position, outbox.c.chain)
    .where(outbox.c.position.is_not(None))
    .order_by(outbox.c.position.desc())
    .limit(1)
)
_UNPLACED = select(outbox.c.id, *_CONTENT).where(outbox.c.position.is_(None)).order_by(outbox.c.id)
_MARK = select(outbox_mark.c.position).where(outbox_mark.c.id == _THE_MARK).scalar_subquery()
IS_PUBLISHED = and_(
    outbox.c.position <= func.coalesce(_MARK, 0), outbox.c.position.not_in(select(outbox_again.c.position))
)

_PLACED = select(*_CONTENT, outbox.c.position, outbox.c.chain)
_AT = bindparam("mark", type_=outbox.c.position.type)
_NOW = bindparam("now", type_=outbox_again.c.due_at.type)
_IS_LATE = outbox_again.c.due_at > bindparam("never", type_=outbox_again.c.due_at.type)
_IS_DUE = and_(outbox_again.c.due_at <= _NOW, outbox_again.c.position <= func.coalesce(_MARK, 0))
_STATE = select(
    func.coalesce(_MARK, 0).label("mark"),
    exists().where(outbox.c.position > func.coalesce(_MARK, 0)).label("has_left"),
    exists().where(outbox.c.position.is_(None)).label("has_new"),
    exists().where(_IS_DUE).label("has_due"),
    # Without an index on the moment: looked for only where nothing is due.
    and_(not_(exists().where(_IS_DUE)), exists().where(_IS_LATE)).label("has_late"),
)
_BRING_FORWARD = update(outbox_again).where(_IS_LATE).values(due_at=_NOW)
_LEFT = _PLACED.where(outbox.c.position > _AT).order_by(outbox.c.position)
_DUE = (
    _PLACED.join(outbox_again, outbox_again.c.position == outbox.c.position)
    .where(outbox_again.c.due_at <= _NOW, outbox_again.c.position <= _AT)
    .order_by(outbox_again.c.position)
)
_PLACE = text(
    "UPDATE outbox SET position = placed.position, chain = placed.chain"
    " FROM json_populate_recordset(NULL::outbox, CAST(:rows AS json)) AS placed"
    # A second relay that read these rows before they were placed must not move what may be published by now.
    " WHERE outbox.id = placed.id AND outbox.position IS NULL"
)


def _moving_mark(dialect: Any) -> Any:
    put = dialect.insert(outbox_mark).values(id=_THE_MARK, position=bindparam("position"))
    further = put.excluded.position > outbox_mark.c.position
    return put.on_conflict_do_update(index_elements=["id"], set_={"position": put.excluded.position}, where=further)


_MOVE_MARK = {dialect: _moving_mark(dialect) for dialect in (sqlite, postgresql)}


def offer(tx: Session, now: datetime, limit: int = BATCH) -> Offer | None:
    """Place what is new; what is to be published then: first what is due again, then the log from its mark on.

    `KEY_ERRORS` where it could not go out whole.
    """
    at = {"now": now, "never": now + _NEVER_LATER}
    state = tx.execute(_STATE, at).one()
    if state.has_late:
        tx.execute(_BRING_FORWARD, at)
    events: Sequence[Placed] = []
    if state.has_left:
        events = _read(tx, _LEFT, {"mark": state.mark}, limit)
    elif state.has_new:
        events = place(tx, limit)
    has_due = state.has_due or state.has_late
    again = _read(tx, _DUE, {"mark": state.mark, "now": now}, limit) if has_due else []
    offered = [*(replace(event, is_again=True) for event in again), *events]
    if not offered:
        return None
    bodies = say_bodies_whole(tx, [event.body for event in offered])
    said = [replace(event, body=body) for event, body in zip(offered, bodies, strict=True)]
    return Offer(said, events[-1].position if events else state.mark, now)


def place(tx: Session, limit: int = BATCH) -> list[Placed]:
    """Give position and chained hash to events that have none, in the order they were written."""
    rows = tx.execute(_UNPLACED.limit(limit)).all()
    if not rows:
        return []
    last = tx.execute(_AT_THE_END).first()
    position, chain = (last.position, last.chain) if last else (0, GENESIS)
    placed = []
    for row in rows:
        position += 1
        chain = chained(chain, position, body_hash(row.body))
        placed.append(Placed(row.event_id, row.type, row.subject, row.body, position, chain))
    _write_places(tx, rows, placed)
    return placed


def _write_places(tx: Session, rows: Sequence[Any], placed: Sequence[Placed]) -> None:
    places = [
        {"id": row.id, "position": event.position, "chain": event.chain}
        for row, event in zip(rows, placed, strict=True)
    ]
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(_PLACE, {"rows": as_json(places)})
        return
    tx.connection().execute(
        update(outbox)
        .where(outbox.c.id == bindparam("of_row"))
        .values(position=bindparam("position"), chain=bindparam("chain")),
        [{"of_row": row.pop("id"), **row} for row in places],
    )


def published_to(tx: Session) -> int:
    """The position up to which the log is published, but for what is offered again."""
    return tx.scalar(select(_MARK)) or 0


def remember(tx: Session, offered: Offer, refused: Collection[int] = ()) -> None:
    """Move the mark over what was offered; positions the broker `refused` are offered again in a second."""
    tx.execute(_MOVE_MARK[_dialect(tx)], {"position": offered.mark})
    went = [event.position for event in offered.events if event.is_again and event.position not in refused]
    if went:
        # Whoever asked for them after they were read is asked to be heard: those stay.
        tx.execute(
            delete(outbox_again).where(outbox_again.c.position.in_(went), outbox_again.c.due_at <= offered.read_at)
        )
    if refused:
        ask_again(tx, outbox.c.position.in_(sorted(refused)), offered.read_at + _REFUSED_PAUSE)


def ask_again(tx: Session, wanted: Any, due_at: datetime) -> int:
    """Note placed events of the log to be offered again; returns their number."""
    positions = select(outbox.c.position, bindparam("due_at", due_at, outbox_again.c.due_at.type)).where(
        outbox.c.position.is_not(None), wanted
    )
    put = _dialect(tx).insert(outbox_again).from_select(["position", "due_at"], positions)
    done = tx.execute(
        put.on_conflict_do_update(index_elements=["position"], set_={"due_at": put.excluded.due_at}),
        execution_options={"preserve_rowcount": True},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE answers a CursorResult


def backlog(tx: Session) -> tuple[int, datetime | None]:
    """How many events wait to be published (again), and since when the oldest does."""
    counted = select(func.count(), func.min(outbox.c.recorded_at))
    found = [tx.execute(counted.where(one)).one() for one in _ways_to_wait(published_to(tx))]
    return sum(int(count) for count, _ in found), min((since for _, since in found if since), default=None)


def waiting_to_leave(tx: Session) -> CompoundSelect[Any]:
    """The rows of what `backlog` counts."""
    return union_all(*(select(outbox.c.id).where(one) for one in _ways_to_wait(published_to(tx))))


def _ways_to_wait(mark: int) -> tuple[ColumnElement[bool], ...]:
    """Without a place, beyond the mark, offered again. One at a time: each has its index, all in one would read the
    whole log."""
    again = select(outbox_again.c.position).where(outbox_again.c.position <= mark)
    return outbox.c.position.is_(None), outbox.c.position > mark, outbox.c.position.in_(again)


def broken_links(tx: Session) -> list[int]:
    """Positions whose stored hash does not follow from the row before: altered, removed or inserted rows."""
    broken, expected, chain = [], 1, GENESIS
    rows = tx.execute(
        select(outbox.c.position, outbox.c.chain, outbox.c.body)
        .where(outbox.c.position.is_not(None))
        .order_by(outbox.c.position)
    ).yield_per(1000)
    for position, stored, body in rows:
        if position != expected or stored != chained(chain, position, body_hash(body)):
            broken.append(position)
        expected, chain = position + 1, stored
    return broken


def _read(tx: Session, wanted: Select[Any], values: Mapping[str, Any], limit: int) -> list[Placed]:
    return [Placed(*row) for row in tx.execute(wanted.limit(limit), values)]


def _dialect(tx: Session) -> Any:
    return sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
