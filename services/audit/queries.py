"""Reading the tree: its tip and its heads.

Owns: the statements. Promises: read-only; nothing here reads leaves. Leaves to others: proofs (`queries_proofs`),
stories of cases (`queries_trace`), checking everything (`queries_verification`), gauges (`queries_gauges`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import shared.topology  # noqa: F401  (fills the catalogue with the events of every service)
from services.audit.models import THE_TIP, Tip, TreeHead
from services.audit.rules.merkle import EMPTY_ROOT, Frontier

_HASH_HEX = 64


@dataclass(frozen=True, slots=True)
class Head:
    """The tree in two words; hashes are lower-case hex."""

    size: int
    root: str
    recorded_at: datetime | None


def read_size(tx: Session) -> int:
    """How many leaves the tree has."""
    return tx.scalar(select(Tip.size).where(Tip.id == THE_TIP)) or 0


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


def read_heard(tx: Session) -> Mapping[str, Sequence[int]]:
    """By source: how many leaves there are, the last position heard of, and how many came late."""
    return tx.scalar(select(Tip.heard).where(Tip.id == THE_TIP)) or {}
