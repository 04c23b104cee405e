"""Is the ledger what it was, and has everything arrived?

Owns: recomputing the tree from its leaves, comparing each with what it says of itself, checking heads, tiles,
checkpoints and every source's positions and chained hashes. Promises: read-only; every fault, gap and late arrival is
named; what could not be checked is named too. Leaves to others: one leaf (`queries_leaf_checks`), checkpoints
(`queries_checkpoint_checks`), the sources' own logs (`queries_logs`), what to do about it (`deploy/runbook.md`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import THE_TIP, Leaf, LeafCase, LeafMark, TileHash, Tip, TreeHead
from services.audit.queries import read_heard, read_tip
from services.audit.queries_checkpoint_checks import CheckpointChecks, Trusted
from services.audit.queries_checkpoints import waiting_since
from services.audit.queries_erasures import heard_erasures
from services.audit.queries_leaf_checks import Stored, altered, as_kept, contradictions, entry_hash
from services.audit.queries_leaves import hashed_leaves, whole_leaves
from services.audit.rules.erasures import Erasure, Erasures, by_record
from services.audit.rules.faults import Fault, fault, head_fault, tile_fault
from services.audit.rules.merkle import EMPTY_ROOT, Frontier, Node
from services.audit.rules.sources import LATE, Entry, Gap, check_source, lateness
from services.audit.rules.tiles import HEIGHT
from shared.events.sealing import sealed_text
from shared.words import Words

NOBODY = Trusted()
UNSIGNED = timedelta(minutes=10)
_AT_A_TIME = 1000
_BREATH = 100


class Depth(Enum):
    """What is asked of each leaf. HASHES: tree, heads, tiles, checkpoints, chains, and that every body fits its hash.
    WHOLE: besides, that columns, cases and marks are what the body says, and that its parts open."""

    HASHES = "hashes"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Late:
    """A leaf heard `lag` after it was said. `missed`: size of the first checkpoint that should have held it."""

    leaf: int
    source: str
    position: int | None
    lag: timedelta
    missed: int | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `gaps` are events not yet arrived: normal for moments, a matter for a person after minutes.

    `unknown`: what could not be checked here, for want of a key or a checkpoint. `erasures`: whose personal parts
    are rightly missing. `depth`: what was asked of each leaf.
    """

    size: int
    root: str
    recomputed_root: str
    faults: tuple[Fault, ...]
    gaps: tuple[Gap, ...]
    late: tuple[Late, ...]
    per_source: Mapping[str, int]
    checkpoints: int
    unknown: tuple[Words, ...]
    erasures: tuple[Erasure, ...] = ()
    depth: Depth = Depth.WHOLE

    @property
    def is_intact(self) -> bool:
        return not self.faults

    @property
    def is_complete(self) -> bool:
        return self.size > 0 and not self.gaps and not self.unknown


@dataclass
class _Found:
    faults: list[Fault] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)


def verify(
    tx: Session, *, now: datetime, trusted: Trusted = NOBODY, depth: Depth = Depth.WHOLE,
    pause: Callable[[], None] = lambda: None,
) -> Verified:  # fmt: skip
    """Recompute everything; holds a thousand leaves in memory at a time. `pause` is called every hundred leaves."""
    found = _Found()
    checkpoints = CheckpointChecks(tx, trusted)
    erasures = heard_erasures(tx)
    heads = _Heads(tx)
    leaves = _hashes_of(tx, heads) if depth is Depth.HASHES else _wholes_of(tx, heads, by_record(erasures))
    tree = _recompute(tx, found, checkpoints, heads, _taking_breath(leaves, pause))
    found.faults.extend(checkpoints.left_over())
    gaps: list[Gap] = []
    per_source: dict[str, int] = {}
    heard = dict(read_heard(tx))
    for source in tx.scalars(select(Leaf.source).distinct().order_by(Leaf.source)).all():
        checked = check_source(source, _taking_breath(_entries(tx, source), pause), now)
        found.faults.extend(Fault(at, words) for at, words in checked.faults)
        gaps.extend(checked.gaps)
        per_source[source] = checked.count
        late = sum(one.source == source for one in found.late)
        if list(heard.pop(source, ())) != [checked.count, checked.last, late]:
            found.faults.append(_count_fault(source))
    found.faults.extend(_count_fault(source) for source in sorted(heard))
    stored = tx.scalar(select(Tip.root).where(Tip.id == THE_TIP)) or EMPTY_ROOT.hex()
    return Verified(
        read_tip(tx).size, stored, tree.root().hex(), tuple(found.faults), tuple(gaps), tuple(found.late), per_source,
        checkpoints.count, (*checkpoints.unknown(), *_unsigned(tx, checkpoints, now)), tuple(erasures), depth,
    )  # fmt: skip


def _unsigned(tx: Session, checkpoints: CheckpointChecks, now: datetime) -> Iterator[Words]:
    """Leaves that wait for a checkpoint for longer than a timer could explain: one may have been taken away."""
    signed = checkpoints.sizes[-1] if checkpoints.sizes else 0
    since = waiting_since(tx, signed)
    if since is not None and now - since > UNSIGNED:
        minutes = int((now - since).total_seconds() / 60)
        yield Words(f"Các lá từ {signed} chưa có điểm chốt nào, đã {minutes} phút.",
                    f"Leaves from {signed} on are under no checkpoint, for {minutes} minutes.")  # fmt: skip


def _taking_breath(some: Iterable[Any], pause: Callable[[], None]) -> Iterator[Any]:
    for number, one in enumerate(some):
        if number % _BREATH == 0:
            pause()
        yield one


Asked = tuple[Stored, bytes, Iterable[Words]]
"""A leaf, the hash its columns give, and what contradicts it."""


def _hashes_of(tx: Session, heads: _Heads) -> Iterator[Asked]:
    for leaf in hashed_leaves(tx):
        hashed = entry_hash(leaf)
        yield leaf, hashed, altered(leaf, sealed_text(leaf.body), hashed, heads.kept_at(leaf.at))


def _wholes_of(tx: Session, heads: _Heads, erasures: Erasures) -> Iterator[Asked]:
    for leaf, said, listed in whole_leaves(tx):
        hashed = entry_hash(leaf)
        by_hash = altered(leaf, said.sealed, hashed, heads.kept_at(leaf.at))
        yield leaf, hashed, chain(by_hash, contradictions(leaf, said, listed, erasures))


def _recompute(
    tx: Session, found: _Found, checkpoints: CheckpointChecks, heads: _Heads, leaves: Iterable[Asked]
) -> Frontier:
    stored = tx.execute(select(TileHash.level, TileHash.index, TileHash.hash))
    tiles = {(level, index): root for level, index, root in stored}
    tree = Frontier()
    for leaf, hashed, contradicting in leaves:
        at: int = leaf.at
        if at != tree.size:
            found.faults.append(fault(tree.size, f"thiếu lá trước lá {at}", f"missing before leaf {at}"))
            return tree
        found.faults.extend(Fault(at, words) for words in contradicting)
        tree, made = tree.grown_by([hashed])
        found.faults.extend(_faulty_tiles(tiles, made))
        found.faults.extend(heads.contradicted_by(tree))
        found.faults.extend(checkpoints.contradicted_by(tree, leaf.type, heads.size_after(at)))
        found.late.extend(_late(leaf, checkpoints, heads))
    found.faults.extend(heads.left_over())
    found.faults.extend(tile_fault(level, index) for level, index in sorted(tiles))
    found.faults.extend(_faulty_concerns(tx, tree.size))
    found.faults.extend(_faulty_tip(tx, tree))
    return tree


class _Heads:
    """The recorded heads: one after each batch, with the moment its leaves were heard."""

    def __init__(self, tx: Session) -> None:
        heads = TreeHead.metadata.tables["tree_heads"].c
        wanted = select(heads.size, heads.root, heads.recorded_at, as_kept(heads.recorded_at).label("kept"))
        rows = tx.connection().execute(wanted.order_by(heads.size)).all()
        self._sizes = [row[0] for row in rows]
        self._roots = {row[0]: row[1] for row in rows}
        self._moments = [row[2] for row in rows]
        self._kept = [row[3] for row in rows]

    def size_after(self, index: int) -> int | None:
        """The size of the first head that holds a leaf."""
        at = bisect_right(self._sizes, index)
        return self._sizes[at] if at < len(self._sizes) else None

    def heard_at(self, index: int) -> datetime | None:
        at = bisect_right(self._sizes, index)
        return self._moments[at] if at < len(self._moments) else None

    def kept_at(self, index: int) -> Any:
        """`heard_at` as the driver gives it."""
        at = bisect_right(self._sizes, index)
        return self._kept[at] if at < len(self._kept) else None

    def contradicted_by(self, tree: Frontier) -> Iterator[Fault]:
        promised = self._roots.pop(tree.size, None)
        if promised is not None and promised != tree.root().hex():
            yield head_fault(tree.size)

    def left_over(self) -> Iterator[Fault]:
        return (head_fault(size) for size in sorted(self._roots))


def _faulty_tip(tx: Session, tree: Frontier) -> Iterator[Fault]:
    roots = dict(tx.execute(select(Tip.id, Tip.root)).all())
    wanted = {THE_TIP: tree.root().hex()}
    if read_tip(tx) != tree or roots != (wanted if roots or tree.size else {}):
        yield fault(None, "Gốc cây hiện tại không khớp các lá.", "the present root is not that of the leaves")


def _late(leaf: Stored, checkpoints: CheckpointChecks, heads: _Heads) -> Iterator[Late]:
    heard_at = heads.heard_at(leaf.at)
    # Without a head it is no leaf of the tree, which is said elsewhere.
    lag = timedelta(0) if heard_at is None else lateness(leaf.event_id, heard_at)
    if heard_at is not None and lag > LATE:
        due = heard_at - lag + LATE
        missed = next((size for size in checkpoints.sizes if _signed_between(heads, size, due, heard_at)), None)
        yield Late(leaf.at, leaf.source, leaf.position, lag, missed)


def _signed_between(heads: _Heads, size: int, due: datetime, heard_at: datetime) -> bool:
    at = heads.heard_at(size - 1)
    return at is not None and due < at < heard_at


def _faulty_tiles(stored: dict[tuple[int, int], str], made: Iterable[Node]) -> Iterator[Fault]:
    """Takes out of `stored` the tile hashes that follow from the leaves so far; names those that do not."""
    for node in made:
        level, rest = divmod(node.height, HEIGHT)
        if rest == 0 and stored.pop((level, node.number), None) != node.hash.hex():
            yield tile_fault(level, node.number)


def _faulty_concerns(tx: Session, size: int) -> Iterator[Fault]:
    beyond = tx.scalars(select(LeafCase.leaf).where((LeafCase.leaf >= size) | (LeafCase.leaf < 0)).distinct())
    for index in sorted(beyond):
        yield fault(index, "danh sách hồ sơ trỏ tới lá không có", "cases are listed for a leaf that is not there")
    marked = tx.scalars(select(LeafMark.leaf).where((LeafMark.leaf >= size) | (LeafMark.leaf < 0)).distinct())
    for index in sorted(marked):
        yield fault(index, "dấu tra cứu trỏ tới lá không có", "marks point at a leaf that is not there")


def _entries(tx: Session, source: str) -> Iterable[Entry]:
    found = tx.execute(
        select(Leaf.index, Leaf.position, Leaf.chain, Leaf.body_hash, Leaf.heard_at)
        .where(Leaf.source == source)
        .order_by(Leaf.position, Leaf.index),
        execution_options={"yield_per": _AT_A_TIME},
    )
    return (Entry(*row) for row in found)


def _count_fault(source: str) -> Fault:
    return fault(None, f"Số đếm của {source} không khớp các lá.", f"the counts kept of {source} are not of its leaves")
