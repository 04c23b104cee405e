"""Every event becomes a leaf, in the transaction of its receipt.

Owns: appending to the tree. Promises: one appender at a time, indexes without gap, one head per batch; a handful of
statements per batch however many events it holds. Leaves to others: fetching events (`shared.inbox`), checking,
signing (`checkpointing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from services.audit.models import THE_TIP, Leaf, LeafCase, LeafMark, TileHash, Tip, TreeHead
from services.audit.queries import frontier_of
from services.audit.queries_leaf_checks import expected_cases
from services.audit.rules.checkpoints import SIGNED_AT_ONCE
from services.audit.rules.leaf import leaf_row
from services.audit.rules.marks import marks_of
from services.audit.rules.merkle import EMPTY_ROOT, Frontier, Node
from services.audit.rules.sources import is_late, timely_from
from services.audit.rules.tiles import HEIGHT
from shared.clock import wall_now
from shared.events.envelope import Envelope, body_of
from shared.inbox import Arrived
from shared.keys import keep_bodies
from shared.rows import insert_all, merge_rows
from shared.work import Work

Heard = Mapping[str, Sequence[int]]

# Of the table and not the mapped class, and made once: what the session does for objects costs more than the row.
_TIP = Tip.metadata.tables["tree_tip"]
_LOCKED_TIP = select(_TIP.c.size, _TIP.c.peaks, _TIP.c.heard).where(_TIP.c.id == THE_TIP).with_for_update()
_MOVE_TIP = (
    update(_TIP)
    .where(_TIP.c.id == THE_TIP)
    .values({name: bindparam(name, type_=_TIP.c[name].type) for name in ("size", "peaks", "root", "heard")})
)


def append_leaves(sign: Callable[[Session], None], work: Work, arrived: Sequence[Arrived]) -> None:
    """Add the events to the tree in the order given, word for word as they came; where one is a decision, `sign`."""
    tip, heard = _lock_tip(work.tx)
    heard_at = wall_now()
    rows: list[dict[str, Any]] = []
    concerns: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for index, event in enumerate(arrived, start=tip.size):
        cases = expected_cases(event.envelope)
        only = cases[0] if len(cases) == 1 else None
        leaf = leaf_row(index, event.envelope, body_of(event.raw, event.envelope))
        rows.append(leaf | {"case_id": only, "heard_at": heard_at})
        concerns.extend({"case_id": concerned, "leaf": index} for concerned in cases)
        at = event.envelope.time
        marks.extend({"kind": k, "mark": m, "time": at, "leaf": index} for k, m in marks_of(event.envelope.data))
    grown, made = tip.grown_by(bytes.fromhex(row["leaf_hash"]) for row in rows)
    bodies = keep_bodies(work.tx, [(row["body"], one.envelope.parts) for row, one in zip(rows, arrived, strict=True)])
    root = grown.root().hex()
    insert_all(work.tx, [
        (Leaf.__table__, [row | {"body": body} for row, body in zip(rows, bodies, strict=True)]),
        (LeafCase.__table__, concerns),
        (LeafMark.__table__, marks),
        (TileHash.__table__, [_tile_row(node) for node in made if node.height % HEIGHT == 0]),
        (TreeHead.__table__, [{"size": grown.size, "root": root, "recorded_at": heard_at}]),
    ])  # fmt: skip
    counted = _counted(heard, (event.envelope for event in arrived), heard_at)
    moved = {"size": grown.size, "peaks": _join(grown), "root": root, "heard": counted}
    work.tx.connection().execute(_MOVE_TIP, moved)
    if any(event.envelope.type in SIGNED_AT_ONCE for event in arrived):
        sign(work.tx)


def _lock_tip(tx: Session) -> tuple[Frontier, Heard]:
    rows = tx.connection()
    row = rows.execute(_LOCKED_TIP).first()
    if row is None:
        # The first event ever: two replicas may both find nothing, one of them makes the row, both then lock it.
        first = {"id": THE_TIP, "size": 0, "peaks": "", "root": EMPTY_ROOT.hex(), "heard": {}}
        merge_rows(tx, Tip.__table__, [first], key=("id",))
        row = rows.execute(_LOCKED_TIP).one()
    return frontier_of(row.size, row.peaks), row.heard


def _tile_row(node: Node) -> dict[str, Any]:
    return {"level": node.height // HEIGHT, "index": node.number, "hash": node.hash.hex()}


def _join(tree: Frontier) -> str:
    return "".join(peak.hex() for peak in tree.peaks)


def _counted(heard: Heard, envelopes: Iterable[Envelope], heard_at: datetime) -> dict[str, list[int]]:
    """How many leaves each source has, how far they reach and how many came late, so that it shows without a scan."""
    counted = {source: list(numbers) for source, numbers in heard.items()}
    in_time = timely_from(heard_at)
    for envelope in envelopes:
        numbers = counted.setdefault(envelope.source, [0, 0, 0])
        numbers[0] += 1
        numbers[1] = max(numbers[1], envelope.position or 0)
        numbers[2] += envelope.id < in_time and is_late(envelope.id, heard_at)
    return counted
