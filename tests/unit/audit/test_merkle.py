"""The tree against the published test vectors of RFC 6962 implementations, and against itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.rules.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
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
        ask(wrong, HASHES)  # type: ignore[operator]
