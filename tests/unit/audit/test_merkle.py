"""The tree against the published test vectors of RFC 6962 implementations, and against itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.rules.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_holds,
    inclusion_holds,
    leaf_hash,
    node_hash,
    root_of,
)
from services.audit.rules.tiles import (
    HEIGHT,
    WIDTH,
    Stretch,
    TileMissing,
    consistency_path,
    inclusion_path,
    root_over,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = [leaf_hash(data) for data in LEAVES]


def inclusion_proof(index: int, hashes: Sequence[bytes]) -> tuple[bytes, ...]:
    """Straight from the leaves, without tiles."""
    return tuple(root_of(hashes[begin:end]) for begin, end in inclusion_path(index, len(hashes)))


def consistency_proof(earlier: int, hashes: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(root_of(hashes[begin:end]) for begin, end in consistency_path(earlier, len(hashes)))


class Kept:
    """Leaf hashes and what a ledger keeps of the tree above them; counts the tiles that were read."""

    def __init__(self, size: int) -> None:
        self.leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
        _, made = Frontier().grown_by(self.leaves)
        self.levels: dict[int, list[bytes]] = {0: self.leaves}
        for node in made:
            level, rest = divmod(node.height, HEIGHT)
            if rest == 0:
                assert node.number == len(self.levels.setdefault(level, []))
                self.levels[level].append(node.hash)
        self.read: set[tuple[int, int]] = set()

    def tile(self, level: int, tile: int) -> Sequence[bytes]:
        self.read.add((level, tile))
        return self.levels.get(level, [])[tile * WIDTH : (tile + 1) * WIDTH]


BIG = Kept(WIDTH * WIDTH + 3 * WIDTH + 5)
"""Three levels: one whole tile of the first, the beginning of another, and the first hash of the second."""


@pytest.mark.parametrize("index", [0, 1, 255, 256, WIDTH * WIDTH - 1, WIDTH * WIDTH, len(BIG.leaves) - 1])
@pytest.mark.parametrize("size", [len(BIG.leaves), WIDTH * WIDTH + 1, WIDTH * WIDTH, WIDTH * WIDTH - 1])
def test_inclusion_out_of_tiles_holds_and_reads_few(index: int, size: int) -> None:
    if index >= size:
        with pytest.raises(IndexError):
            inclusion_path(index, size)
        return
    root = root_of(BIG.leaves[:size])
    BIG.read.clear()
    proof = [root_over(stretch, BIG.tile) for stretch in inclusion_path(index, size)]
    assert inclusion_holds(BIG.leaves[index], index, size, proof, root)
    assert len(proof) <= size.bit_length()
    assert len(BIG.read) <= 6


@pytest.mark.parametrize("earlier", [1, 255, 256, 257, 70 * WIDTH + 3, WIDTH * WIDTH])
@pytest.mark.parametrize("later", [WIDTH * WIDTH, WIDTH * WIDTH + 1, len(BIG.leaves)])
def test_consistency_out_of_tiles_holds_and_reads_few(earlier: int, later: int) -> None:
    BIG.read.clear()
    proof = [root_over(stretch, BIG.tile) for stretch in consistency_path(earlier, later)]
    was, now = (root_over(Stretch(0, size), BIG.tile) for size in (earlier, later))
    assert len(BIG.read) <= 9
    assert (was, now) == (root_of(BIG.leaves[:earlier]), root_of(BIG.leaves[:later]))
    assert consistency_holds(earlier, later, proof, earlier_root=was, later_root=now)


@given(size=st.integers(1, 1500), data=st.data())
def test_tiles_give_what_the_leaves_give(size: int, data: st.DataObject) -> None:
    kept = Kept(size)
    index, earlier = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert tuple(root_over(one, kept.tile) for one in inclusion_path(index, size)) == inclusion_proof(
        index, kept.leaves
    )
    assert tuple(root_over(one, kept.tile) for one in consistency_path(earlier, size)) == consistency_proof(
        earlier, kept.leaves
    )


def test_tile_that_ends_too_early_is_named() -> None:
    kept = Kept(300)
    with pytest.raises(TileMissing, match="tile 1 of level 0 ends before hash 48"):
        root_over(Stretch(0, 304), kept.tile)


@pytest.mark.parametrize("size", range(1, 9))
def test_root_is_the_published_one(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == ROOTS[size - 1]


def test_empty_tree_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_leaf_cannot_pass_for_a_node() -> None:
    left, right = HASHES[0], HASHES[1]
    assert leaf_hash(left + right) != node_hash(left, right)


@given(sizes=st.lists(st.integers(0, 9), max_size=6))
def test_growing_in_batches_gives_the_same_tree(sizes: list[int]) -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(sum(sizes))]
    tree, at = Frontier(), 0
    for size in sizes:
        tree = tree.grown(hashes[at : at + size])
        at += size
    assert (tree.size, tree.root()) == (len(hashes), root_of(hashes))
    assert len(tree.peaks) == len(hashes).bit_count()


@given(size=st.integers(1, 70), data=st.data())
def test_inclusion_is_proved_for_its_leaf_only(size: int, data: st.DataObject) -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, hashes)
    assert inclusion_holds(hashes[index], index, size, proof, root_of(hashes))
    assert not inclusion_holds(leaf_hash(b"forged"), index, size, proof, root_of(hashes))
    assert not inclusion_holds(hashes[index], index, size, [*proof, hashes[0]], root_of(hashes))
    assert not inclusion_holds(hashes[index], size, size, proof, root_of(hashes))


@given(later=st.integers(1, 70), data=st.data())
def test_consistency_is_proved_for_growth_only(later: int, data: st.DataObject) -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(later)]
    earlier = data.draw(st.integers(1, later))
    proof = consistency_proof(earlier, hashes)
    was, now = root_of(hashes[:earlier]), root_of(hashes)
    assert consistency_holds(earlier, later, proof, earlier_root=was, later_root=now)
    rewritten = root_of([leaf_hash(b"rewritten"), *hashes[1:earlier]])
    assert not consistency_holds(earlier, later, proof, earlier_root=rewritten, later_root=now)


def test_published_proofs() -> None:
    """Known paths of the eight-leaf tree."""
    assert [one.hex() for one in inclusion_proof(0, HASHES)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in consistency_proof(6, HASHES)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize(("ask", "wrong"), [(inclusion_proof, 8), (inclusion_proof, -1), (consistency_proof, 0)])
def test_proof_of_what_is_not_there_is_refused(ask: object, wrong: int) -> None:
    with pytest.raises(IndexError):
        ask(wrong, HASHES)
