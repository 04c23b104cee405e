"""The enclosed verifier and the service's own arithmetic, against each other and against published vectors.

Vectors, facts only. Trees: the eight leaves, roots and proofs of the certificate-transparency reference tests, as kept
in transparency-dev/merkle (testonly/constants.go); C2SP CCTV/merkle tests the same hashing. Notes: the key and note of
the Go module sumdb/note (note_test.go), the example of C2SP tlog-cosignature.md.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.rules.merkle import (
    EMPTY_ROOT,
    consistency_holds,
    inclusion_holds,
    leaf_hash,
    root_of,
)
from services.audit.rules.tiles import WIDTH, consistency_path, inclusion_path, root_over

ENTRIES = tuple(
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
H1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
H23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
H4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
H4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
H67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
H45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
H6 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSIONS = (  # index from 0, size, path
    (0, 1, ()),
    (0, 8, (H1, H23, H4567)),
    (5, 8, (H4, H67, ROOTS[4])),
    (2, 3, (ROOTS[2],)),
    (1, 5, (ROOTS[1], H23, H4)),
)
CONSISTENCIES = (
    (1, 1, ()),
    (1, 8, (H1, H23, H4567)),
    (6, 8, (H45, H67, ROOTS[4])),
    (2, 5, (H23, H4)),
    (6, 7, (H45, H6, ROOTS[4])),
)
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
NOTE_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


def _bytes(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in path]


def _includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """What the enclosed verifier says of an inclusion proof."""
    try:
        return enclosed.climb(leaf, index, size, list(path)) == root
    except enclosed.Refused:
        return False


def _grew(earlier: int, later: int, path: Sequence[bytes], was: bytes, now: bytes) -> bool:
    """What the enclosed verifier says of a consistency proof."""
    try:
        return enclosed.both_roots(earlier, later, list(path), was) == (was, now)
    except enclosed.Refused:
        return False


def _of_service(earlier: int, later: int, path: Sequence[bytes], was: bytes, now: bytes) -> bool:
    return consistency_holds(earlier, later, path, earlier_root=was, later_root=now)


BOTH_INCLUDE: tuple[Callable[..., bool], ...] = (_includes, inclusion_holds)
BOTH_GREW: tuple[Callable[..., bool], ...] = (_grew, _of_service)


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_both_accept_the_published_inclusion_proofs_and_refuse_their_forgeries(
    index: int, size: int, path: tuple[str, ...]
) -> None:
    leaf, root, proof = leaf_hash(ENTRIES[index]), bytes.fromhex(ROOTS[size]), _bytes(path)
    junk = bytes(32)
    forged = [
        (leaf, index + 1, size, proof, root), (leaf, index - 1, size, proof, root),
        (leaf, index ^ 2, size, proof, root), (leaf, index, size * 2, proof, root),
        (leaf, index, size // 2, proof, root), (junk, index, size, proof, root),
        (leaf, index, size, proof, EMPTY_ROOT), (leaf, index, size, [*proof, junk], root),
        (leaf, index, size, [*proof, root], root), (leaf, index, size, [junk, *proof], root),
        (leaf, index, size, [root, *proof], root), *([(leaf, index, size, proof[1:], root)] if proof else []),
    ]  # fmt: skip

    for holds in BOTH_INCLUDE:
        assert holds(leaf, index, size, proof, root)
        assert [holds(*one) for one in forged] == [False] * len(forged)


@pytest.mark.parametrize(("earlier", "later", "path"), CONSISTENCIES)
def test_both_accept_the_published_consistency_proofs_and_refuse_their_forgeries(
    earlier: int, later: int, path: tuple[str, ...]
) -> None:
    was, now, proof = bytes.fromhex(ROOTS[earlier]), bytes.fromhex(ROOTS[later]), _bytes(path)
    junk = bytes(32)
    forged = [
        (earlier - 1, later, proof, was, now), (earlier, later * 2, proof, was, now),
        (earlier, later, proof, junk, now), (earlier, later, proof, was, junk),
        (earlier, later, [*proof, junk], was, now), (earlier, later, [junk, *proof], was, now),
        (0, later, proof, was, now), (later + 1, later, proof, was, now),
    ]  # fmt: skip
    if proof:
        forged += [(earlier, later, proof[:-1], was, now), (earlier, later, [], was, now)]
        forged += [(earlier, later, proof, now, was), (earlier + 1, later, proof, was, now)]

    for holds in BOTH_GREW:
        assert holds(earlier, later, proof, was, now)
        assert [holds(*one) for one in forged] == [False] * len(forged)


def test_the_service_hashes_the_published_trees() -> None:
    assert [root_of([leaf_hash(one) for one in ENTRIES[:size]]).hex() for size in range(9)] == list(ROOTS)


trees = st.lists(st.binary(max_size=8), min_size=1, max_size=600).map(lambda all_: [leaf_hash(one) for one in all_])


def _tiles(leaves: Sequence[bytes]) -> Callable[[int, int], Sequence[bytes]]:
    def read(level: int, tile: int) -> Sequence[bytes]:
        width = WIDTH**level
        whole = [root_of(leaves[at : at + width]) for at in range(0, len(leaves) - width + 1, width)]
        return whole[tile * WIDTH : (tile + 1) * WIDTH]

    return read


@given(leaves=trees, data=st.data())
def test_what_the_service_proves_the_enclosed_verifier_accepts(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    read = _tiles(leaves)
    path = [root_over(one, read) for one in inclusion_path(index, size)]

    assert enclosed.climb(leaves[index], index, size, path) == root_of(leaves)

    earlier = data.draw(st.integers(1, size))
    path = [root_over(one, read) for one in consistency_path(earlier, size)]
    roots = root_of(leaves[:earlier]), root_of(leaves)

    assert enclosed.both_roots(earlier, size, path, roots[0]) == roots


@given(leaves=trees, data=st.data())
def test_both_say_the_same_of_an_inclusion_proof_with_anything_changed(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    read = _tiles(leaves)
    path = [root_over(one, read) for one in inclusion_path(index, size)]
    changed = _changed(data, path, leaves)
    asked = (
        data.draw(st.sampled_from([leaves[index], *leaves[:3]])), data.draw(st.sampled_from([index, index ^ 1, size])),
        data.draw(st.sampled_from([size, size + 1, max(1, size - 1)])), changed, root_of(leaves),
    )  # fmt: skip

    is_genuine = asked[:4] == (leaves[index], index, size, path)
    assert _includes(*asked) == inclusion_holds(*asked)
    assert _includes(*asked) or not is_genuine
    if asked[1] < asked[2] == size:
        assert not _includes(*asked) or leaves[asked[1]] == asked[0]


@given(leaves=trees, data=st.data())
def test_both_say_the_same_of_a_consistency_proof_with_anything_changed(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    earlier = data.draw(st.integers(1, size))
    read = _tiles(leaves)
    path = [root_over(one, read) for one in consistency_path(earlier, size)]
    was = root_of(leaves[:earlier])
    asked = (
        data.draw(st.sampled_from([earlier, earlier + 1, max(0, earlier - 1)])), size,
        _changed(data, path, leaves), data.draw(st.sampled_from([was, root_of(leaves[::-1])])), root_of(leaves),
    )  # fmt: skip

    assert _grew(*asked) == _of_service(*asked)


def _changed(data: st.DataObject, path: list[bytes], leaves: list[bytes]) -> list[bytes]:
    """The proof as it is, cut, lengthened, reordered, or with one bit flipped."""
    how = data.draw(st.sampled_from(["same", "cut", "longer", "turned", "flipped"]))
    if how == "cut":
        return path[:-1]
    if how == "longer":
        return [*path, leaves[0]]
    if how == "turned":
        return path[::-1]
    if how == "flipped" and path:
        at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(path[at], "big") ^ 1 << bit).to_bytes(32, "big")
        return [*path[:at], flipped, *path[at + 1 :]]
    return path


def test_the_note_of_the_go_module_is_read_and_its_signature_holds() -> None:
    raw = f"{NOTE_TEXT}\n— PeterNeumann {NOTE_SIGNATURE}\n".encode()

    text, found = enclosed.split_note(raw)

    assert (text, [name for name, _ in found]) == (NOTE_TEXT, ["PeterNeumann"])
    assert enclosed.Key(VKEY).check(found[0][1], text) == 0


@given(at=st.integers(0, len(NOTE_TEXT) - 1))
def test_a_note_with_one_letter_changed_is_refused(at: int) -> None:
    text = NOTE_TEXT[:at] + chr(ord(NOTE_TEXT[at]) ^ 1) + NOTE_TEXT[at + 1 :]

    with pytest.raises(enclosed.Refused) as refused:
        enclosed.Key(VKEY).check(base64.b64decode(NOTE_SIGNATURE), text)

    assert refused.value.args[0] == enclosed.ALTERED


@given(begin=st.integers(0, len(VKEY)), end=st.integers(0, len(VKEY)))
def test_no_part_of_a_verifier_key_is_one(begin: int, end: int) -> None:
    part = VKEY[begin:end]
    if part in (VKEY, f"{VKEY}\n"):
        return

    with pytest.raises((enclosed.Refused, ValueError)):
        enclosed.Key(part)


def test_the_example_of_the_cosignature_standard_is_read() -> None:
    text, found = enclosed.split_note(COSIGNED.encode())

    assert text.splitlines()[:2] == ["example.com/behind-the-sofa", "20852163"]
    assert [(name, blob[:4].hex(), len(blob)) for name, blob in found] == [
        ("example.com/behind-the-sofa", "033de0ae", 68), ("witness.example.com/w1", "8d66cf3f", 76),
    ]  # fmt: skip
    assert int.from_bytes(found[1][1][4:12], "big") == 1679315147
