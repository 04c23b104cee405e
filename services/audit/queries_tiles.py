"""The ledger as static pieces that other people's tools read: tiles of hashes, bundles of entries (C2SP tlog-tiles).

Owns: reading them. Promises: nothing beyond the newest checkpoint is shown, so what is shown never changes.
Leaves to others: their paths (`rules.tile_paths`), the arithmetic (`rules.tiles`), who may read (`api_tiles`).
"""

from __future__ import annotations

import struct

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.errors import LedgerBroken, NoSuchTile
from services.audit.models import Leaf
from services.audit.queries_checkpoints import signed_size
from services.audit.queries_proofs import read_tile
from services.audit.rules.leaf import ENTRY, entry_of
from services.audit.rules.tiles import HEIGHT, WIDTH


def tile_of(tx: Session, level: int, tile: int, width: int) -> bytes:
    """`width` hashes of 32 bytes; `NoSuchTile` when the newest checkpoint does not reach that far."""
    _refuse_beyond(tx, level, tile, width)
    hashes = read_tile(tx, level, tile)[:width]
    if len(hashes) != width:
        raise LedgerBroken()
    return b"".join(hashes)


def bundle_of(tx: Session, tile: int, width: int) -> bytes:
    """`width` entries, each after its length as two bytes; `NoSuchTile` as for the tile of level 0."""
    _refuse_beyond(tx, 0, tile, width)
    first = tile * WIDTH
    columns = [getattr(Leaf, name) for name in ENTRY]
    wanted = select(*columns).where(Leaf.index >= first, Leaf.index < first + width).order_by(Leaf.index)
    entries = [entry_of(**row._mapping) for row in tx.execute(wanted)]
    if len(entries) != width:
        raise LedgerBroken()
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def _refuse_beyond(tx: Session, level: int, tile: int, width: int) -> None:
    if tile * WIDTH + width > signed_size(tx) >> (HEIGHT * level):
        raise NoSuchTile()
