"""Is the ledger what it was, and has everything arrived?

Owns: recomputing the tree from its leaves, comparing each with what it says of itself, checking heads, tiles,
checkpoints and every source's positions and chained hashes. Promises: read-only; every fault, gap and late arrival is
named; what could not be checked is named too. Leaves to others: one leaf (`queries_leaf_checks`), checkpoints
(`queries_checkpoint_checks`), the sources' own logs (`queries_logs`), what to do about it (`deploy/runbook.md`).
"""

from __future__ import annotations

import gc
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import THE_TIP, Leaf, LeafCase, LeafMark, TileHash, Tip
from services.audit.queries import read_heard, read_size
from services.audit.queries_checkpoint_checks import CheckpointChecks, Trusted
from services.audit.queries_checkpoints import waiting_since
from services.audit.queries_erasures import heard_erasures
from services.audit.queries_heads import Heads, Recorded
from services.audit.queries_leaf_checks import Stored, altered, contradictions, entry_hash
from services.audit.queries_leaves import hashed_leaves, whole_leaves
from services.audit.rules.checkpoints import SIGNED_AT_ONCE
from services.audit.rules.erasures import Erasure, Erasures, by_record
from services.audit.rules.faults import Fault, fault, head_fault, tile_fault
from services.audit.rules.merkle import EMPTY_ROOT, Frontier, Node
from services.audit.rules.sources import LATE, Entry, Following, Gap, check_source, is_late, lateness
from services.audit.rules.tiles import HEIGHT
from shared.events.sealing import sealed_bytes
from shared.words import Words

NOBODY = Trusted()
UNSIGNED = timedelta(minutes=10)
# So many late leaves are named; all are counted. A ledger filled from another's log has nothing but late ones.
MOST_LATE = 1000
_AT_A_TIME = 1000
_BREATH = 100
_RINGS_USUALLY_AT = gc.get_threshold()
_RINGS_AT = (10_000, *_RINGS_USUALLY_AT[1:])


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

    `late`: the first `MOST_LATE` of `late_count`. `unknown`: what could not be checked here, for want of a key or a
    checkpoint. `erasures`: whose personal parts are rightly missing. `depth`: what was asked of each leaf.
    """

    size: int
    root: str
    recomputed_root: str
    faults: tuple[Fault, ...]
    gaps: tuple[Gap, ...]
    late: tuple[Late, ...]
    late_count: int
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


class _Signed:
    """Checkpoints as two rows of numbers, since there are many: sizes, and when each was signed at the earliest."""

    def __init__(self) -> None:
        self._sizes, self._times = array("q"), array("d")

    def add(self, size: int, at: datetime | None) -> None:
        if at is not None:
            # None was signed before the one that it names, whatever the clock said then.
            self._sizes.append(size)
            self._times.append(max([at.timestamp(), *self._times[-1:]]))

    def find_first(self, after: datetime, before: datetime) -> int | None:
        at = bisect_right(self._times, after.timestamp())
        return self._sizes[at] if at < len(self._times) and self._times[at] < before.timestamp() else None


@dataclass
class _Found:
    """`late_of`: by source, how many came late. `followed`: by source, what of its log the leaves show in passing."""

    faults: list[Fault] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    late_of: Counter[str] = field(default_factory=Counter)
    signed: _Signed = field(default_factory=_Signed)
    followed: dict[str, Following] = field(default_factory=lambda: defaultdict(Following))


def verify(
    tx: Session, *, now: datetime, trusted: Trusted = NOBODY, depth: Depth = Depth.WHOLE,
    pause: Callable[[], None] = lambda: None,
) -> Verified:  # fmt: skip
    """Recompute everything; holds a thousand leaves in memory at a time. `pause` is called every hundred leaves."""
    with _seldom_collecting():
        return _verify(tx, now, trusted, depth, pause)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Leaves are many objects and no rings of them: to look for rings at every 700 took a tenth of the time."""
    gc.set_threshold(*_RINGS_AT)
    try:
        yield
    finally:
        # Not what was found: two that overlap would leave the seldom looking behind.
        gc.set_threshold(*_RINGS_USUALLY_AT)


def _verify(tx: Session, now: datetime, trusted: Trusted, depth: Depth, pause: Callable[[], None]) -> Verified:
    found = _Found()
    checkpoints = CheckpointChecks(tx, trusted)
    erasures = heard_erasures(tx)
    heads = Heads(tx)
    leaves = _hashes_of(tx, heads) if depth is Depth.HASHES else _wholes_of(tx, heads, by_record(erasures))
    tree = _recompute(tx, found, checkpoints, heads, _taking_breath(leaves, pause))
    found.faults.extend(checkpoints.left_over())
    gaps: list[Gap] = []
    per_source: dict[str, int] = {}
    heard = dict(read_heard(tx))
    for source in tx.scalars(select(Leaf.source).distinct().order_by(Leaf.source)).all():
        in_passing = found.followed[source].checked()
        checked = in_passing or check_source(source, _taking_breath(_entries(tx, source), pause), now)
        found.faults.extend(Fault(at, words) for at, words in checked.faults)
        gaps.extend(checked.gaps)
        per_source[source] = checked.count
        if list(heard.pop(source, ())) != [checked.count, checked.last, found.late_of[source]]:
            found.faults.append(_count_fault(source))
    found.faults.extend(_count_fault(source) for source in sorted(heard))
    stored = tx.scalar(select(Tip.root).where(Tip.id == THE_TIP)) or EMPTY_ROOT.hex()
    return Verified(
        read_size(tx), stored, tree.root().hex(), tuple(found.faults), tuple(gaps), tuple(found.late),
        found.late_of.total(), per_source, checkpoints.count,
        (*checkpoints.unknown(), *_unsigned(tx, checkpoints, now)), tuple(erasures), depth,
    )  # fmt: skip


def _unsigned(tx: Session, checkpoints: CheckpointChecks, now: datetime) -> Iterator[Words]:
    """Leaves that wait for a checkpoint for longer than a timer could explain: one may have been taken away."""
    signed = checkpoints.newest
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


Asked = tuple[Stored, Recorded, bytes, Iterable[Words]]
"""A leaf, the head that holds it, the hash its columns give, and what contradicts it."""


def _hashes_of(tx: Session, heads: Heads) -> Iterator[Asked]:
    for leaf in hashed_leaves(tx):
        head, hashed = heads.holding(leaf.at), entry_hash(leaf)
        yield leaf, head, hashed, altered(leaf, sealed_bytes(leaf.raw()), hashed, head.kept)


def _wholes_of(tx: Session, heads: Heads, erasures: Erasures) -> Iterator[Asked]:
    for leaf, said, listed in whole_leaves(tx):
        head, hashed = heads.holding(leaf.at), entry_hash(leaf)
        by_hash = altered(leaf, said.sealed, hashed, head.kept)
        yield leaf, head, hashed, (*by_hash, *contradictions(leaf, said, listed, erasures))


def _recompute(
    tx: Session, found: _Found, checkpoints: CheckpointChecks, heads: Heads, leaves: Iterable[Asked]
) -> Frontier:
    tree = _Regrown(tx, found)
    for leaf, head, hashed, contradicting in leaves:
        at: int = leaf.at
        if at != tree.size:
            found.faults.append(fault(tree.size, f"thiếu lá trước lá {at}", f"missing before leaf {at}"))
            found.followed.clear()
            return tree.settled()
        if contradicting:
            found.faults.extend(Fault(at, words) for words in contradicting)
        tree.add(hashed)
        if leaf.type in SIGNED_AT_ONCE:
            checkpoints.expect_signed(head.size)
        if tree.size == head.size or tree.size in checkpoints.asked:
            _ask(found, checkpoints, head, tree.settled())
        found.followed[leaf.source].hear(leaf.position, leaf.chain, leaf.body_hash)
        if leaf.event_id < head.timely_from:
            _note_late(found, leaf, head)
    found.faults.extend(heads.left_over(tree.size))
    found.faults.extend(tree.left_over())
    found.faults.extend(_faulty_concerns(tx, tree.size))
    found.faults.extend(_faulty_tip(tx, tree.settled()))
    return tree.settled()


def _ask(found: _Found, checkpoints: CheckpointChecks, head: Recorded, tree: Frontier) -> None:
    """Whether the tree is the one that was recorded and signed at this size."""
    if tree.size == head.size and head.root != tree.root().hex():
        found.faults.append(head_fault(tree.size))
    if tree.size in checkpoints.asked:
        if checkpoints.is_signed(tree.size):
            found.signed.add(tree.size, head.at)
        found.faults.extend(checkpoints.contradicted_by(tree))


class _Regrown:
    """The tree that grows again out of its leaves, its tiles beside the stored ones.

    Hashes are gathered until somebody asks for the tree: joining many at once takes less than half the time.
    """

    def __init__(self, tx: Session, found: _Found) -> None:
        stored = tx.execute(select(TileHash.level, TileHash.index, TileHash.hash))
        self._tiles = {(level, index): root for level, index, root in stored}
        self._tree, self._gathered, self._found = Frontier(), list[bytes](), found
        self.size = 0

    def add(self, hashed: bytes) -> None:
        self._gathered.append(hashed)
        self.size += 1
        if len(self._gathered) == _AT_A_TIME:
            self.settled()

    def settled(self) -> Frontier:
        """The tree of all leaves so far."""
        if self._gathered:
            self._tree, made = self._tree.grown_by(self._gathered)
            self._gathered.clear()
            self._found.faults.extend(self._faulty_tiles(made))
        return self._tree

    def left_over(self) -> Iterator[Fault]:
        """Tile hashes of no stretch there is."""
        self.settled()
        return (tile_fault(level, index) for level, index in sorted(self._tiles))

    def _faulty_tiles(self, made: Iterable[Node]) -> Iterator[Fault]:
        for node in made:
            level, rest = divmod(node.height, HEIGHT)
            if rest == 0 and self._tiles.pop((level, node.number), None) != node.hash.hex():
                yield tile_fault(level, node.number)


def _faulty_tip(tx: Session, tree: Frontier) -> Iterator[Fault]:
    # As it is written: what somebody put in its place need not be readable.
    stored = [tuple(row) for row in tx.execute(select(Tip.id, Tip.size, Tip.peaks, Tip.root))]
    wanted = [(THE_TIP, tree.size, "".join(peak.hex() for peak in tree.peaks), tree.root().hex())]
    if stored != (wanted if stored or tree.size else []):
        yield fault(None, "Gốc cây hiện tại không khớp các lá.", "the present root is not that of the leaves")


def _note_late(found: _Found, leaf: Stored, head: Recorded) -> None:
    """With the first checkpoint signed between the hour that was due and its coming: of fewer leaves, so met before."""
    if head.at is None or not is_late(leaf.event_id, head.at):
        return
    found.late_of[leaf.source] += 1
    if len(found.late) < MOST_LATE:
        lag = lateness(leaf.event_id, head.at)
        missed = found.signed.find_first(head.at - lag + LATE, head.at)
        found.late.append(Late(leaf.at, leaf.source, leaf.position, lag, missed))


def _faulty_concerns(tx: Session, size: int) -> Iterator[Fault]:
    for index in tx.scalars(select(Leaf.index).where(Leaf.index < 0).order_by(Leaf.index)):
        yield fault(index, "lá đứng trước lá đầu tiên", "it stands before the first leaf")
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
