"""All leaves in the order of the tree, a thousand at a time.

Owns: reading them, whole or for their hashes alone. Promises: none is kept, so that a million take no more memory than
a thousand. Leaves to others: what is asked of a leaf (`queries_leaf_checks`), the tree (`queries_verification`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from services.audit.models import Leaf, LeafCase, LeafMark
from services.audit.queries_leaf_checks import Hashed, Listed, Whole, as_kept
from shared.events.keeping import Opened
from shared.keys import open_rows

_AT_A_TIME = 1000
_ROWS = Leaf.metadata.tables["leaves"].c


class _AsStored(FunctionElement[Any]):
    """A text as its bytes where the database hands these out: nobody has to read and to write it again for its hash."""

    type = NullType()
    inherit_cache = True
    name = "as_stored"


@compiles(_AsStored)
def _text(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_AsStored, "sqlite")
def _bytes_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


def _column(name: str) -> Any:
    if name == "at":  # `index` is what a row calls a method of its own
        return _ROWS.index.label(name)
    if name == "body":
        return _AsStored(_ROWS.body).label(name)
    return as_kept(_ROWS[name]).label(name) if name in ("time", "heard_at") else _ROWS[name]


_HASHED: Select[Any] = select(*map(_column, Hashed._fields)).order_by(_ROWS.index)
_WHOLE: Select[Any] = select(*map(_column, Whole._fields)).order_by(_ROWS.index)
_CASES = select(LeafCase.case_id, LeafCase.leaf)
_MARKS = select(LeafMark.kind, LeafMark.mark, as_kept(LeafMark.time), LeafMark.leaf)


def whole_leaves(tx: Session) -> Iterator[tuple[Whole, Opened, Listed]]:
    """Each with what it says and where it is listed."""
    rows, first = tx.connection(), 0
    for batch in _batches(tx, _WHOLE):
        cases, marks = defaultdict[int, set[str]](set), defaultdict[int, set[tuple[str, str, Any]]](set)
        last = batch[-1].at
        for case, at in rows.execute(_CASES.where(LeafCase.leaf >= first, LeafCase.leaf <= last)).all():
            cases[at].add(case)
        for kind, mark, moment, at in rows.execute(_MARKS.where(LeafMark.leaf >= first, LeafMark.leaf <= last)).all():
            marks[at].add((kind, mark, moment))
        for leaf, said in open_rows(tx, map(Whole._make, batch), Whole.raw):
            yield leaf, said, Listed(cases[leaf.at], marks[leaf.at])
        first = last + 1


def hashed_leaves(tx: Session) -> Iterator[Hashed]:
    """Each with what its hashes are of; no key is asked for, and nothing is read that stands beside."""
    for batch in _batches(tx, _HASHED):
        yield from map(Hashed._make, batch)


def _batches(tx: Session, wanted: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    index, rows = -1, tx.connection()
    while batch := rows.execute(wanted.where(_ROWS.index > index).limit(_AT_A_TIME)).all():
        yield batch
        index = batch[-1].at
