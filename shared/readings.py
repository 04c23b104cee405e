"""Every look at a dossier or at personal data leaves a record: who, which record, by which view, in which session.

Owns: what of a look is kept, and when looks are said. Promises: a look is on record before it is answered; the same
reader at the same record costs one row and one line of an event in five minutes, however often they look; the data
itself is never kept. Leaves to others: noticing looks (`shared.web.commands`), the transaction (`shared.desk`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from shared.canonical import content_hash
from shared.events.envelope import Actor
from shared.events.looks import Look as Said
from shared.events.terms import Role, Shown, Via
from shared.holding import held
from shared.rows import is_one_of, merge_rows
from shared.tables import looked

WINDOW = timedelta(minutes=5)

_AT_A_TIME = 1_000
_IN_AN_EVENT = 200
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody was shown something. `record`: the id in the path; None for a list."""

    reader: Actor
    via: Via
    view: str
    shown: Shown
    record: str | None


@dataclass
class Readings:
    """The looks this process wrote down, so that looking again costs no statement."""

    _known: set[str] = field(default_factory=set)
    _lock: Any = field(default_factory=threading.Lock)

    def knows(self, key: str) -> bool:
        with self._lock:
            return key in self._known

    def remember(self, key: str) -> None:
        with self._lock:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known.add(key)


def row_of(look: Look, now: datetime) -> dict[str, Any]:
    """The row of a look; all looks of one reader at one record in one window have the same key."""
    window = int(now.timestamp() // WINDOW.total_seconds())
    reader = look.reader
    row = {
        "actor": reader.subject, "role": reader.role.value, "unit": reader.unit, "on_behalf_of": reader.on_behalf_of,
        "session": reader.session, "via": look.via.value, "view": look.view, "shown": look.shown.value,
        "record": look.record,
    }  # fmt: skip
    due = datetime.fromtimestamp((window + 1) * WINDOW.total_seconds(), UTC)
    return {"key": content_hash([row, window]), **row, "at": now, "due": due}


def write_down(tx: Session, row: dict[str, Any]) -> None:
    merge_rows(tx, looked, [row], key=("key",))


@dataclass(frozen=True, slots=True)
class Sitting:
    """The looks of one reader that go into one event."""

    reader: Actor
    via: Via
    looks: tuple[Said, ...]


# Every service asks once a second.
_A_DUE_ONE = select(looked.c.key).where(looked.c.due <= bindparam("now", type_=looked.c.due.type)).limit(1)


def are_due(tx: Session, now: datetime) -> bool:
    """Whether any look waits whose window is over."""
    return tx.scalar(_A_DUE_ONE, {"now": now}) is not None


def take_due(tx: Session, now: datetime) -> list[Sitting]:
    """The looks whose window is over, taken out of the table; at most a thousand at a time.

    Two that take at once take different ones: what the other holds is passed over.
    """
    due = select(looked).where(looked.c.due <= now).order_by(looked.c.due, looked.c.key).limit(_AT_A_TIME)
    rows = tx.execute(held(due, skip_locked=True)).all()
    tx.execute(delete(looked).where(is_one_of(tx, looked.c.key, [row.key for row in rows])))
    return list(_sittings(rows))


def _sittings(rows: Sequence[Any]) -> Iterator[Sitting]:
    for reader, theirs in groupby(sorted(rows, key=_by_reader), key=_by_reader):
        subject, role, unit, on_behalf_of, session, via = reader
        actor = Actor(subject, Role(role), unit, on_behalf_of or None, session or None)
        inside = sorted(theirs, key=lambda row: (row.at, row.key))
        for first in range(0, len(inside), _IN_AN_EVENT):
            yield Sitting(actor, Via(via), tuple(_looks(inside[first : first + _IN_AN_EVENT])))


def _by_reader(row: Any) -> tuple[str, ...]:
    return (row.actor, row.role, row.unit, row.on_behalf_of or "", row.session or "", row.via)


def _looks(rows: Iterable[Any]) -> Iterator[Said]:
    return (Said(view=row.view, shown=Shown(row.shown), record=row.record, at=row.at) for row in rows)
