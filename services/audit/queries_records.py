"""The ledger leaf by leaf: by actor, by whom one acted for, by unit, person, rule, award, decision, case or period.

Owns: the statements and the order of pages. Promises: read-only; every page is one stretch of an index, however long
the ledger; all pages of one walk tell the tree of the size its first page names, whatever arrives meanwhile, late or
not. Leaves to others: what a leaf means (`queries_trace`), who may ask (`api_tracing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.audit.models import Leaf, LeafCase, LeafMark
from services.audit.queries import read_size
from services.audit.rules.marks import MarkKind
from services.audit.rules.telling import title_of
from shared.clock import aware
from shared.errors import InvalidInput, Place
from shared.tables import Instant
from shared.web.paging import read_cursor, write_cursor
from shared.words import Words


class Way(StrEnum):
    """By what leaves are asked for; each has its index. `period` alone is the ledger in order of time."""

    PERIOD = "period"
    ACTOR = "actor"
    ON_BEHALF_OF = "on_behalf_of"
    SESSION = "session"
    UNIT = "unit"
    CASE = "case"
    PERSON = "person"
    RULE = "rule"
    AWARD = "award"
    DECISION = "decision"


_COLUMNS: dict[Way, InstrumentedAttribute[Any]] = {
    Way.ACTOR: Leaf.actor, Way.ON_BEHALF_OF: Leaf.on_behalf_of, Way.SESSION: Leaf.session, Way.UNIT: Leaf.unit,
}  # fmt: skip
_MARKS = {
    Way.PERSON: MarkKind.PERSON, Way.RULE: MarkKind.RULE, Way.AWARD: MarkKind.AWARD, Way.DECISION: MarkKind.DECISION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: one way with its value, and the acts from `since` (included) to `until` (not included)."""

    way: Way = Way.PERIOD
    value: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A leaf without its body: who did what kind of thing to what, and where it stands."""

    index: int
    event_id: str
    source: str
    position: int | None
    type: str
    subject: str
    case_id: str | None
    time: datetime
    actor: str
    role: str
    unit: str
    on_behalf_of: str | None
    session: str | None
    via: str
    correlation: str
    causation: str | None
    policy: str | None
    body_hash: str
    leaf_hash: str

    @property
    def title(self) -> Words:
        return title_of(self.type)


RECORDED = tuple(getattr(Leaf, name) for name in Record.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of the tree of `size` leaves; `next` None at the end."""

    items: Sequence[Record]
    next: str | None
    size: int


def page_of_records(tx: Session, asked: Asked, *, cursor: str | None, limit: int) -> RecordPage:
    """The next `limit` leaves in order of the time of the act and of the ledger."""
    start = read_cursor(cursor, (int, str, int))
    size = read_size(tx) if start is None else start[0]
    after = None if start is None else (_instant(start[1]), start[2])
    rows = tx.execute(leaves_asked(asked, size, after, RECORDED).limit(limit + 1)).all()
    items = [Record(*row) for row in rows[:limit]]
    more = len(rows) > limit
    last = (size, items[-1].time.isoformat(), items[-1].index) if more else None
    return RecordPage(items, write_cursor(last) if last else None, size)


def leaves_asked(
    asked: Asked, size: int, after: tuple[datetime, int] | None, columns: Sequence[Any]
) -> Select[Any]:
    """Leaves of the tree of `size`, from behind the leaf `after` (its time and index), in the order of pages."""
    mark = _MARKS.get(asked.way)
    # A marked leaf is ordered by what its mark repeats, so that the marks' own key gives the order.
    time, index = (LeafMark.time, LeafMark.leaf) if mark else (Leaf.time, Leaf.index)
    wanted = select(*columns).where(index < size)
    if mark is not None:
        wanted = wanted.join(LeafMark, LeafMark.leaf == Leaf.index)
        wanted = wanted.where(LeafMark.kind == mark.value, LeafMark.mark == asked.value)
    elif asked.way is Way.CASE:
        wanted = wanted.join(LeafCase, LeafCase.leaf == Leaf.index).where(LeafCase.case_id == asked.value)
    elif asked.way is not Way.PERIOD:
        wanted = wanted.where(_COLUMNS[asked.way] == asked.value)
    return wanted.where(*_stretch(time, index, asked, after)).order_by(time, index)


def _stretch(time: Any, index: Any, asked: Asked, after: tuple[datetime, int] | None) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    if asked.since is not None:
        bounds.append(time >= aware(asked.since))
    if asked.until is not None:
        bounds.append(time < aware(asked.until))
    if after is not None:
        at, leaf = literal(after[0], Instant), literal(after[1])
        # The first half says the same again; it is what SQLite searches the index by.
        bounds.append(and_(time >= at, tuple_(time, index) > tuple_(at, leaf)))
    return bounds


def _instant(written: str) -> datetime:
    try:
        return aware(datetime.fromisoformat(written))
    except ValueError as error:
        words = Words("Vị trí trang không hợp lệ.", "the cursor is not one of ours")
        raise InvalidInput(places=[Place("cursor", words)]) from error
