"""The recorded heads, read beside the leaves: one after each batch, with the moment its leaves were heard.

Owns: which head holds a leaf, and which are of no tree there ever was. Promises: read-only; a thousand are in memory at
a time, since there may be as many as leaves. Leaves to others: their roots (`queries_verification`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import TreeHead
from services.audit.queries_leaf_checks import as_kept
from services.audit.rules.faults import Fault, head_fault
from services.audit.rules.sources import timely_from

_AT_A_TIME = 1000
_ROWS = TreeHead.metadata.tables["tree_heads"].c
_HEADS = select(
    _ROWS.size, _ROWS.root, _ROWS.recorded_at, as_kept(_ROWS.recorded_at).label("kept")
).order_by(_ROWS.size)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    """A head. `kept`: when it was recorded, `as_kept`; an id that sorts from `timely_from` on was heard in time."""

    size: int
    root: str
    at: datetime | None
    kept: Any
    timely_from: str


# Of a leaf beyond all heads it is said elsewhere that it is none of the tree.
_NONE = Recorded(sys.maxsize, "", None, None, "")


class Heads:
    """The heads of a ledger, asked in the order of its leaves."""

    def __init__(self, tx: Session) -> None:
        self._rows = _recorded(tx)
        self._now = next(self._rows, _NONE)
        self._of_nothing: list[int] = []

    def holding(self, leaf: int) -> Recorded:
        """The first head that holds a leaf."""
        while self._now.size <= leaf:
            if self._now.size < 1:
                self._of_nothing.append(self._now.size)
            self._now = next(self._rows, _NONE)
        return self._now

    def left_over(self, size: int) -> Iterator[Fault]:
        """Heads that no tree of up to `size` leaves had."""
        yield from map(head_fault, self._of_nothing)
        while self.holding(size) is not _NONE:
            yield head_fault(self._now.size)
            size = self._now.size


def _recorded(tx: Session) -> Iterator[Recorded]:
    rows, size = tx.connection(), -sys.maxsize
    while batch := rows.execute(_HEADS.where(_ROWS.size > size).limit(_AT_A_TIME)).all():
        yield from (Recorded(*row, timely_from(row.recorded_at)) for row in batch)
        size = batch[-1].size
