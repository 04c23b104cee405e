"""Reading the tree: its tip, its heads, its leaf hashes, and the gauges.

Owns: the statements. Promises: read-only; nothing here scans leaves except for a proof.
Leaves to others: stories of cases (`queries_trace`), checking everything (`queries_verification`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import shared.topology  # noqa: F401  (fills the catalogue with the events of every service)
from services.audit.errors import NoSuchLeaf, NoSuchTree
from services.audit.metrics import HEAD_AGE, LAST_POSITION, LEAVES, NOT_ARRIVED
from services.audit.models import THE_TIP, Heard, Leaf, Tip, TreeHead
from services.audit.rules.merkle import EMPTY_ROOT, Frontier, consistency_proof, inclusion_proof, root_of
from shared.clock import wall_now

_HASH_HEX = 64


@dataclass(frozen=True, slots=True)
class Head:
    """The tree in two words; hashes are lower-case hex."""

    size: int
    root: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That the event stands at `index` of the tree of `size` leaves with `root`."""

    event_id: str
    index: int
    size: int
    leaf_hash: str
    root: str
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the tree of `later` leaves only added to that of `earlier`."""

    earlier: int
    later: int
    earlier_root: str
    later_root: str
    proof: tuple[str, ...]


def read_tip(tx: Session) -> Frontier:
    """The tree as it stands."""
    row = tx.execute(select(Tip.size, Tip.peaks).where(Tip.id == THE_TIP)).first()
    return Frontier() if row is None else frontier_of(row.size, row.peaks)


def frontier_of(size: int, peaks: str) -> Frontier:
    """The frontier stored as joined hex."""
    hashes = (peaks[at : at + _HASH_HEX] for at in range(0, len(peaks), _HASH_HEX))
    return Frontier(size, tuple(bytes.fromhex(one) for one in hashes))


def read_head(tx: Session) -> Head:
    """The newest head; size 0 and the hash of nothing before the first event."""
    row = tx.execute(
        select(TreeHead.size, TreeHead.root, TreeHead.recorded_at).order_by(TreeHead.size.desc()).limit(1)
    ).first()
    return Head(0, EMPTY_ROOT.hex(), None) if row is None else Head(*row)


def prove_inclusion(tx: Session, event_id: str) -> Inclusion:
    """The proof for one event under the newest head; reads every leaf hash."""
    index = tx.scalar(select(Leaf.index).where(Leaf.event_id == event_id))
    if index is None:
        raise NoSuchLeaf()
    hashes = _hashes(tx, read_head(tx).size)
    proof = tuple(sibling.hex() for sibling in inclusion_proof(index, hashes))
    return Inclusion(event_id, index, len(hashes), hashes[index].hex(), root_of(hashes).hex(), proof)


def prove_consistency(tx: Session, earlier: int, later: int | None) -> Consistency:
    """The proof between two sizes (by default up to the newest head); reads every leaf hash."""
    newest = read_head(tx).size
    later = newest if later is None else later
    if not 0 < earlier <= later <= newest:
        raise NoSuchTree(
            f"Sổ chứng hiện có {newest} sự kiện; cần 0 < from ≤ to ≤ {newest}.",
            f"the ledger has {newest} events; 0 < from ≤ to ≤ {newest} is needed",
        )
    hashes = _hashes(tx, later)
    proof = tuple(node.hex() for node in consistency_proof(earlier, hashes))
    return Consistency(earlier, later, root_of(hashes[:earlier]).hex(), root_of(hashes).hex(), proof)


def _hashes(tx: Session, size: int) -> list[bytes]:
    found = tx.scalars(select(Leaf.leaf_hash).where(Leaf.index < size).order_by(Leaf.index))
    return [bytes.fromhex(one) for one in found]


def show_gauges(tx: Session) -> None:
    """Refresh the gauges before a scrape."""
    LEAVES.set(tx.scalar(select(Tip.size)) or 0)
    for source, leaves, last_position in tx.execute(select(Heard.source, Heard.leaves, Heard.last_position)):
        NOT_ARRIVED.labels(source).set(last_position - leaves)
        LAST_POSITION.labels(source).set(last_position)
    newest = read_head(tx).recorded_at
    HEAD_AGE.set(0 if newest is None else max(0.0, (wall_now() - newest).total_seconds()))
