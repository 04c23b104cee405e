"""Proofs about the ledger: that an event stands in it, and that it only ever grew.

Owns: reading tiles. Promises: a handful of short reads however long the ledger is; what is answered has been checked
against the recorded root. Leaves to others: the arithmetic (`rules.tiles`, `rules.merkle`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, bindparam, select
from sqlalchemy.orm import Session

from services.audit.errors import LedgerBroken, NoSuchLeaf, NoSuchTree
from services.audit.models import Leaf, TileHash
from services.audit.queries import Head, read_head
from services.audit.rules.merkle import consistency_holds, inclusion_holds
from services.audit.rules.tiles import (
    WIDTH,
    Stretch,
    TileMissing,
    consistency_path,
    inclusion_path,
    root_over,
)

# Made once, and of the tables: a proof is a handful of them, and making each took longer than asking it.
_LEAF, _TILE = Leaf.metadata.tables["leaves"].c, TileHash.metadata.tables["tile_hashes"].c
_FIRST, _END = bindparam("first", type_=BigInteger), bindparam("end", type_=BigInteger)
_LEAVES = select(_LEAF.leaf_hash).where(_LEAF.index >= _FIRST, _LEAF.index < _END).order_by(_LEAF.index)
_ABOVE = (
    select(_TILE.hash)
    .where(_TILE.level == bindparam("level", type_=Integer), _TILE.index >= _FIRST, _TILE.index < _END)
    .order_by(_TILE.index)
)


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


def prove_inclusion(tx: Session, event_id: str, size: int | None = None) -> Inclusion:
    """The proof for one event in the tree of `size` leaves, as a checkpoint has it; by default under the newest head.

    `NoSuchLeaf`, `NoSuchTree` for a size without this leaf or beyond the ledger, `LedgerBroken`.
    """
    found = tx.execute(select(Leaf.index, Leaf.leaf_hash).where(Leaf.event_id == event_id)).first()
    if found is None:
        raise NoSuchLeaf()
    index, leaf_hash = found
    head = read_head(tx)
    size = head.size if size is None else size
    if not index < size <= head.size:
        raise NoSuchTree(
            f"Sự kiện này là lá {index}, sổ chứng có {head.size}; cần {index} < size ≤ {head.size}.",
            f"this event is leaf {index} of {head.size}; {index} < size ≤ {head.size} is needed",
        )
    tiles = Tiles(tx)
    (root,) = (bytes.fromhex(head.root),) if size == head.size else _roots(tiles, [Stretch(0, size)])
    proof = _roots(tiles, inclusion_path(index, size))
    if not inclusion_holds(bytes.fromhex(leaf_hash), index, size, proof, root):
        raise LedgerBroken()
    return Inclusion(event_id, index, size, leaf_hash, root.hex(), _hex(proof))


def prove_consistency(tx: Session, earlier: int, later: int | None) -> Consistency:
    """The proof between two sizes (by default up to the newest head); `NoSuchTree`, `LedgerBroken`."""
    head = read_head(tx)
    later = head.size if later is None else later
    if not 0 < earlier <= later <= head.size:
        raise NoSuchTree(
            f"Sổ chứng hiện có {head.size} sự kiện; cần 0 < from ≤ to ≤ {head.size}.",
            f"the ledger has {head.size} events; 0 < from ≤ to ≤ {head.size} is needed",
        )
    tiles = Tiles(tx)
    earlier_root, later_root = _roots(tiles, (Stretch(0, earlier), Stretch(0, later)))
    proof = _roots(tiles, consistency_path(earlier, later))
    holds = consistency_holds(earlier, later, proof, earlier_root=earlier_root, later_root=later_root)
    if not holds or _contradicts(head, later, later_root):
        raise LedgerBroken()
    return Consistency(earlier, later, earlier_root.hex(), later_root.hex(), _hex(proof))


class Tiles:
    """The tiles of the ledger, each read once."""

    def __init__(self, tx: Session) -> None:
        self._tx = tx
        self._read: dict[tuple[int, int], Sequence[bytes]] = {}

    def __call__(self, level: int, tile: int) -> Sequence[bytes]:
        if (level, tile) not in self._read:
            self._read[level, tile] = read_tile(self._tx, level, tile)
        return self._read[level, tile]


def read_tile(tx: Session, level: int, tile: int) -> Sequence[bytes]:
    """The hashes of one tile in order; fewer than 256 in the last of its level, none beyond it."""
    of_tile = {"first": tile * WIDTH, "end": (tile + 1) * WIDTH}
    found = tx.connection().execute(*((_LEAVES, of_tile) if level == 0 else (_ABOVE, of_tile | {"level": level})))
    return [*map(bytes.fromhex, found.scalars())]


def _roots(tiles: Tiles, path: Sequence[Stretch]) -> tuple[bytes, ...]:
    try:
        return tuple(root_over(stretch, tiles) for stretch in path)
    except TileMissing as missing:
        raise LedgerBroken() from missing


def _contradicts(head: Head, size: int, root: bytes) -> bool:
    return size == head.size and root.hex() != head.root


def _hex(hashes: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in hashes)
