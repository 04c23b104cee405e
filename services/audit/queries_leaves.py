"""All leaves in the order of the tree, a thousand at a time.

Owns: reading them, whole or for their hashes alone. Promises: none is kept, so that a million take no more memory than
a thousand. Leaves to others: what is asked of a leaf (`queries_leaf_checks`), the tree (`queries_verification`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.audit.models import Leaf, LeafCase, LeafMark
from services.audit.queries_leaf_checks import Listed, Stored, as_kept
from services.audit.rules.leaf import SAID_AGAIN
from shared.events.keeping import Opened
from shared.keys import open_rows

_AT_A_TIME = 1000
_ROWS = Leaf.metadata.tables["leaves"].c
# `index` is what a row of a result calls a method of its own.
_HEARD = as_kept(_ROWS.heard_at).label("heard")
_WHOLE: Select[Any] = select(
    *(_ROWS[name] for name in SAID_AGAIN), as_kept(_ROWS.time).label("moment"), _ROWS.case_id,
    _ROWS.index.label("at"), _ROWS.position, _ROWS.chain, _ROWS.body, _ROWS.body_hash, _ROWS.leaf_hash, _HEARD,
).order_by(_ROWS.index)  # fmt: skip
_HASHED: Select[Any] = select(
    _ROWS.index.label("at"), _ROWS.event_id, _ROWS.source, _ROWS.type, _ROWS.position, _ROWS.chain, _ROWS.body,
    _ROWS.body_hash, _ROWS.leaf_hash, _HEARD,
).order_by(_ROWS.index)  # fmt: skip
_CASES = select(LeafCase.case_id, LeafCase.leaf)
_MARKS = select(LeafMark.kind, LeafMark.mark, as_kept(LeafMark.time), LeafMark.leaf)


def whole_leaves(tx: Session) -> Iterator[tuple[Stored, Opened, Listed]]:
    """Each with what it says and where it is listed."""
    rows, first = tx.connection(), 0
    for batch in _batches(tx, _WHOLE):
        listed: dict[int, Listed] = defaultdict(Listed)
        last = batch[-1].at
        for case, at in rows.execute(_CASES.where(LeafCase.leaf >= first, LeafCase.leaf <= last)).all():
            listed[at].cases.add(case)
        for kind, mark, moment, at in rows.execute(_MARKS.where(LeafMark.leaf >= first, LeafMark.leaf <= last)).all():
            listed[at].marks.add((kind, mark, moment))
        for leaf, said in open_rows(tx, batch, lambda leaf: leaf.body):
            yield leaf, said, listed[leaf.at]
        first = last + 1


def hashed_leaves(tx: Session) -> Iterator[Stored]:
    """Each with what its hashes are of; no key is asked for, and nothing is read that stands beside."""
    for batch in _batches(tx, _HASHED):
        yield from batch


def _batches(tx: Session, wanted: Select[Any]) -> Iterator[Sequence[Stored]]:
    index, rows = -1, tx.connection()
    while batch := rows.execute(wanted.where(_ROWS.index > index).limit(_AT_A_TIME)).all():
        yield batch
        index = batch[-1].at
