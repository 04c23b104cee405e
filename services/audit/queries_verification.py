"""Is the ledger what it was, and has everything arrived?

Owns: recomputing the tree from its leaves, comparing leaves with what they say of themselves, checking every source's
positions and chained hashes. Promises: read-only; every fault is named; a missing event is told from an altered one.
Leaves to others: what to do about it (`deploy/runbook.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import Leaf, LeafCase, TileHash, Tip, TreeHead
from services.audit.queries import read_tip
from services.audit.rules.concerns import cases_of
from services.audit.rules.leaf import ENTRY, entry_of, leaf_row
from services.audit.rules.merkle import EMPTY_ROOT, Frontier, Node, leaf_hash
from services.audit.rules.sources import Entry, Gap, check_source
from services.audit.rules.tiles import HEIGHT
from shared.errors import MalformedBody
from shared.events.catalog import CATALOG
from shared.events.envelope import body_hash, decode
from shared.words import Words

_AT_A_TIME = 1000
_NOT_IN_THE_BODY = ("position", "chain", "leaf_hash")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be so in an intact ledger. `leaf` is None for a fault of the tree itself."""

    leaf: int | None
    words: Words


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `gaps` are events not yet arrived: normal for moments, a matter for a person after minutes."""

    size: int
    root: str
    recomputed_root: str
    faults: tuple[Fault, ...]
    gaps: tuple[Gap, ...]
    per_source: Mapping[str, int]

    @property
    def is_intact(self) -> bool:
        return not self.faults

    @property
    def is_complete(self) -> bool:
        return not self.gaps


def verify(tx: Session, *, now: datetime) -> Verified:
    """Recompute everything; reads each leaf twice and holds a thousand in memory at a time."""
    faults: list[Fault] = []
    tree = _recompute(tx, faults)
    faults.extend(_faulty_concerns(tx))
    gaps: list[Gap] = []
    per_source: dict[str, int] = {}
    for source in tx.scalars(select(Leaf.source).distinct().order_by(Leaf.source)).all():
        found = check_source(source, _entries(tx, source), now)
        faults.extend(Fault(at, words) for at, words in found.faults)
        gaps.extend(found.gaps)
        per_source[source] = found.count
    stored = tx.scalar(select(Tip.root)) or EMPTY_ROOT.hex()
    return Verified(read_tip(tx).size, stored, tree.root().hex(), tuple(faults), tuple(gaps), per_source)


def _recompute(tx: Session, faults: list[Fault]) -> Frontier:
    heads = dict(tx.execute(select(TreeHead.size, TreeHead.root)).all())
    stored = tx.execute(select(TileHash.level, TileHash.index, TileHash.hash))
    tiles = {(level, index): root for level, index, root in stored}
    tree = Frontier()
    for leaf in _leaves(tx):
        if leaf.index != tree.size:
            faults.append(_fault(tree.size, f"thiếu lá trước lá {leaf.index}", f"missing before leaf {leaf.index}"))
            return tree
        faults.extend(Fault(leaf.index, words) for words in contradictions(leaf))
        tree, made = tree.grown_by([_hash_of(leaf)])
        faults.extend(_faulty_tiles(tiles, made))
        promised = heads.pop(tree.size, None)
        if promised is not None and promised != tree.root().hex():
            faults.append(_tree_fault(tree.size))
    faults.extend(_tree_fault(size) for size in sorted(heads))
    faults.extend(_tile_fault(level, index) for level, index in sorted(tiles))
    tip = read_tip(tx)
    if tip != tree or (tx.scalar(select(Tip.root)) or EMPTY_ROOT.hex()) != tree.root().hex():
        faults.append(
            Fault(None, Words("Gốc cây hiện tại không khớp các lá.", "the present root is not that of the leaves"))
        )
    return tree


def _faulty_tiles(stored: dict[tuple[int, int], str], made: Iterable[Node]) -> Iterator[Fault]:
    """Takes out of `stored` the tile hashes that follow from the leaves so far; names those that do not."""
    for node in made:
        level, rest = divmod(node.height, HEIGHT)
        if rest == 0 and stored.pop((level, node.number), None) != node.hash.hex():
            yield _tile_fault(level, node.number)


def _hash_of(leaf: Leaf) -> bytes:
    return leaf_hash(entry_of(**{name: getattr(leaf, name) for name in ENTRY}))


def contradictions(leaf: Leaf) -> Iterator[Words]:
    """What the columns of a leaf say otherwise than its body, and a hash that is not the body's."""
    if leaf.leaf_hash != _hash_of(leaf).hex():
        yield Words("các cột không khớp mã băm của lá", "the entry does not match the leaf hash")
    if leaf.body_hash != body_hash(leaf.body):
        yield Words("nội dung không khớp mã băm của nó", "the body does not match its hash")
    try:
        said = leaf_row(leaf.index, decode(leaf.body.encode()), leaf.body)
    except MalformedBody:
        yield Words("nội dung không đọc được", "the body cannot be read")
        return
    for name, value in said.items():
        if name not in _NOT_IN_THE_BODY and getattr(leaf, name) != value:
            yield Words(f"cột “{name}” khác với nội dung", f"column {name} differs from the body")


def _faulty_concerns(tx: Session) -> Iterator[Fault]:
    """Leaves whose list of concerned cases is not what their body says: a case would hide part of its story."""
    stored: dict[int, set[str]] = {}
    for case, index in tx.execute(select(LeafCase.case_id, LeafCase.leaf)):
        stored.setdefault(index, set()).add(case)
    for leaf in _leaves(tx):
        try:
            event = decode(leaf.body.encode())
        except MalformedBody:
            continue  # named already as unreadable
        kind = CATALOG.get(event.type)
        stream = kind.stream if kind else None
        said = cases_of(event_type=event.type, stream=stream, subject=event.subject, data=event.data)
        if set(said) != stored.pop(leaf.index, set()):
            yield _fault(leaf.index, "danh sách hồ sơ liên quan đã bị sửa", "the cases it concerns were altered")
    for index in sorted(stored):
        yield _fault(index, "danh sách hồ sơ trỏ tới lá không có", "cases are listed for a leaf that is not there")


def _leaves(tx: Session) -> Iterable[Leaf]:
    """All leaves in order, without keeping them."""
    index = -1
    while True:
        batch = tx.scalars(select(Leaf).where(Leaf.index > index).order_by(Leaf.index).limit(_AT_A_TIME)).all()
        if not batch:
            return
        yield from batch
        index = batch[-1].index
        tx.expunge_all()


def _entries(tx: Session, source: str) -> Iterable[Entry]:
    found = tx.execute(
        select(Leaf.index, Leaf.position, Leaf.chain, Leaf.body_hash, Leaf.heard_at)
        .where(Leaf.source == source)
        .order_by(Leaf.position, Leaf.index),
        execution_options={"yield_per": _AT_A_TIME},
    )
    return (Entry(*row) for row in found)


def _fault(leaf: int, vi: str, en: str) -> Fault:
    return Fault(leaf, Words(vi, en))


def _tile_fault(level: int, index: int) -> Fault:
    vi, en = f"Mã băm {index} ở tầng {level} không khớp các lá.", f"hash {index} of level {level} does not follow"
    return Fault(None, Words(vi, en))


def _tree_fault(size: int) -> Fault:
    return Fault(
        None, Words(f"Gốc cây ở kích thước {size} không khớp các lá.", f"the root of size {size} does not follow")
    )


