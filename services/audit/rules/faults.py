"""How what is wrong with the ledger is said.

Owns: faults and their words. Promises: pure; no fault repeats what an event says, so no personal data.
Leaves to others: finding them (`queries_verification` and its parts).
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.words import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be so in an intact ledger. `leaf` is None for a fault of the tree itself."""

    leaf: int | None
    words: Words


def fault(leaf: int | None, vi: str, en: str) -> Fault:
    return Fault(leaf, Words(vi, en))


def tile_fault(level: int, index: int) -> Fault:
    vi, en = f"Mã băm {index} ở tầng {level} không khớp các lá.", f"hash {index} of level {level} does not follow"
    return fault(None, vi, en)


def head_fault(size: int) -> Fault:
    return fault(None, f"Gốc cây ở kích thước {size} không khớp các lá.", f"the root of size {size} does not follow")


def checkpoint_fault(size: int, vi: str, en: str) -> Fault:
    return fault(None, f"Điểm chốt {size}: {vi}", f"checkpoint {size}: {en}")


def log_fault(source: str, position: int, vi: str, en: str) -> Fault:
    return fault(None, f"Nhật ký {source}, vị trí {position}: {vi}", f"log of {source}, position {position}: {en}")
