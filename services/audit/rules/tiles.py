"""Proofs out of tiles: which stretches of leaves a proof names, and how few stored hashes give them.

Owns: the paths of RFC 6962 §2.1.1 and §2.1.2 over tiles of 256 hashes (C2SP tlog-tiles, height 8).
Promises: pure; a proof in a tree of n leaves reads at most two tiles for each factor of 256 in n.
Leaves to others: hashing (`merkle`), where tiles are kept (`services/audit/queries_proofs.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from services.audit.rules.merkle import EMPTY_ROOT, Frontier, root_of

HEIGHT = 8
WIDTH = 1 << HEIGHT

ReadTile = Callable[[int, int], Sequence[bytes]]
"""(level, tile) to its hashes: at level L the roots over 256 ** L leaves each, 256 to a tile, fewer in the last."""


class Stretch(NamedTuple):
    """The leaves from `begin` up to, not including, `end`."""

    begin: int
    end: int


class TileMissing(LookupError):
    """A stored tile is shorter than the size of the tree says."""


def inclusion_path(index: int, size: int) -> tuple[Stretch, ...]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1 as stretches; `IndexError` when there is no such leaf."""
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    begin, end, path = 0, size, []
    while end - begin > 1:
        split = begin + _half(end - begin)
        if index < split:
            path.append(Stretch(split, end))
            end = split
        else:
            path.append(Stretch(begin, split))
            begin = split
    return tuple(reversed(path))


def consistency_path(earlier: int, size: int) -> tuple[Stretch, ...]:
    """PROOF(earlier, D[size]) of RFC 6962 §2.1.2 as stretches: that the tree of `earlier` leaves is the beginning."""
    if not 0 < earlier <= size:
        raise IndexError(f"a tree of {size} did not grow out of one of {earlier}")
    begin, end, path = 0, size, []
    while earlier != end:
        split = begin + _half(end - begin)
        if earlier <= split:
            path.append(Stretch(split, end))
            end = split
        else:
            path.append(Stretch(begin, split))
            begin = split
    if begin > 0:  # the whole earlier tree needs no proof: its root is what the reader holds
        path.append(Stretch(begin, end))
    return tuple(reversed(path))


def root_over(stretch: Stretch, read_tile: ReadTile) -> bytes:
    """The root over a stretch that begins where a complete subtree at least as wide does; `TileMissing`."""
    peaks = tuple(_subtree(height, index, read_tile) for height, index in _subtrees(stretch))
    return Frontier(stretch.end - stretch.begin, peaks).root() if peaks else EMPTY_ROOT


def _subtrees(stretch: Stretch) -> Iterator[tuple[int, int]]:
    """The complete subtrees of a stretch as (height, index), the widest first."""
    begin, end = stretch
    while begin < end:
        height = (end - begin).bit_length() - 1
        yield height, begin >> height
        begin += 1 << height


def _subtree(height: int, index: int, read_tile: ReadTile) -> bytes:
    level, above = divmod(height, HEIGHT)
    tile, first = divmod(index << above, WIDTH)
    hashes = read_tile(level, tile)[first : first + (1 << above)]
    if len(hashes) != 1 << above:
        raise TileMissing(f"tile {tile} of level {level} ends before hash {first + (1 << above)}")
    return root_of(hashes)


def _half(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)
