"""The Merkle tree of RFC 6962: hashes, growth, and what proofs show.

Owns: the arithmetic of the tree. Promises: pure; a frontier of at most log2(n) hashes is enough to grow the tree.
Leaves to others: which hashes a proof takes (`tiles`), what a leaf is (`leaf`), where hashes are kept (`models`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Node(NamedTuple):
    """A complete subtree over 2 ** `height` leaves, `number` counting such stretches from 0."""

    height: int
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves as the roots of its complete subtrees, the widest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, hashes: Iterable[bytes]) -> Frontier:
        """The tree after appending leaf hashes."""
        return self.grown_by(hashes)[0]

    def grown_by(self, hashes: Iterable[bytes]) -> tuple[Frontier, list[Node]]:
        """The tree after appending leaf hashes, and every complete subtree that came about on the way."""
        size, peaks, made = self.size, list(self.peaks), []
        for added in hashes:
            node, height = added, 0
            # Each one-bit at the end of `size` is a complete subtree as wide as the new one: they join.
            while size >> height & 1:
                node, height = node_hash(peaks.pop(), node), height + 1
                made.append(Node(height, size >> height, node))
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks)), made

    def root(self) -> bytes:
        """The tree head: MTH of RFC 6962 §2.1."""
        if not self.peaks:
            return EMPTY_ROOT
        *others, node = self.peaks
        for peak in reversed(others):
            node = node_hash(peak, node)
        return node


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The tree head over leaf hashes: neighbours are joined, and one left over at the end goes up as it is."""
    row = list(hashes) or [EMPTY_ROOT]
    while len(row) > 1:
        left_over = row[-1:] if len(row) % 2 else []
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)] + left_over
    return row[0]


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf hash at `index` under the root of `size` leaves: RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def consistency_holds(
    earlier: int, later: int, proof: Sequence[bytes], *, earlier_root: bytes, later_root: bytes
) -> bool:
    """Whether `proof` shows that the later tree only added to the earlier one: RFC 9162 §2.1.4.2."""
    if not 0 < earlier <= later:
        return False
    if earlier == later:
        return not proof and earlier_root == later_root
    path = [earlier_root, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = earlier - 1, later - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and was == earlier_root and now == later_root
