"""Signed notes and checkpoints as the specifications have them, against values other people's tools made."""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.errors import KeyUnusable
from services.audit.rules.checkpoints import Checkpoint, cosigned_by, read_checkpoint, signed_checkpoint
from services.audit.rules.notes import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteMalformed,
    PublicKey,
    holds_over_text,
    read_note,
    read_notes,
    read_signatures,
    read_vkey,
    signed_by,
)
from services.audit.rules.tile_paths import path_of, read_path
from services.audit.signing import PrivateKey, make_key, public_file, read_key, read_public, rotate_key

# The example of Go's package golang.org/x/mod/sumdb/note: a public key, and a note that key signed.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNED_BY_NEUMANN = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NEUMANN_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"

# The examples of C2SP tlog-checkpoint and tlog-cosignature; the keys behind them are not published.
BEHIND_THE_SOFA = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"  # noqa: E501 - a note is quoted as it was published
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"  # noqa: E501 - a note is quoted as it was published
)
LOG = PrivateKey("vinhdanh.local/ledger", ED25519, bytes(range(32)))
WITNESS = PrivateKey("chung.example/w1", COSIGNATURE, bytes(range(32, 64)))
HEAD = Checkpoint("vinhdanh.local/ledger", 7, hashlib.sha256(b"root").digest())


def test_a_note_of_another_tool_is_verified() -> None:
    key, note = read_vkey(NEUMANN), read_note(SIGNED_BY_NEUMANN.encode())
    assert key.vkey() == NEUMANN
    assert signed_by(note, [key], holds_over_text) == list(note.signatures)
    assert note.written() == SIGNED_BY_NEUMANN


def test_the_private_key_of_another_tool_makes_the_same_signature(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(NEUMANN_PRIVATE, encoding="utf-8")
    key = read_key(tmp_path / "key")
    assert key.public.vkey() == NEUMANN
    assert key.sign_text(read_note(SIGNED_BY_NEUMANN.encode()).text).written() == SIGNED_BY_NEUMANN


def test_the_checkpoint_of_the_specification_is_read_and_written_the_same() -> None:
    note = read_note(BEHIND_THE_SOFA.encode())
    head = read_checkpoint(note.text)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert head.text() == note.text
    assert note.written() == BEHIND_THE_SOFA
    assert [one.name for one in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    # The time stands in the first eight bytes of a cosignature: 1679315147 in the specification's own example.
    assert int.from_bytes(note.signatures[1].value[:8], "big") == 1679315147


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    stranger = PrivateKey("vinhdanh.local/ledger", ED25519, bytes(32))
    note = Note(HEAD.text(), (*stranger.sign(HEAD).signatures, *LOG.sign(HEAD).signatures))
    assert signed_checkpoint(note, [LOG.public]) == HEAD
    assert signed_checkpoint(Note(HEAD.text(), stranger.sign(HEAD).signatures), [LOG.public]) is None


def test_a_broken_signature_of_a_known_key_refuses_the_note() -> None:
    [made] = LOG.sign(HEAD).signatures
    other = replace(HEAD, size=8)
    with pytest.raises(NoteMalformed):
        signed_checkpoint(Note(other.text(), (made,)), [LOG.public])


def test_a_cosignature_covers_time_and_text() -> None:
    line = WITNESS.cosign(HEAD.text(), 1_790_000_000)
    cosigned = cosigned_by(Note(HEAD.text(), (line,)), WITNESS.public)
    assert cosigned is not None
    assert cosigned.at == 1_790_000_000
    message = b"cosignature/v1\ntime 1790000000\n" + HEAD.text().encode()
    assert WITNESS.public.made(message, line.value[8:])
    later = replace(line, value=struct.pack(">Q", 1_790_000_001) + line.value[8:])
    with pytest.raises(NoteMalformed):
        cosigned_by(Note(HEAD.text(), (later,)), WITNESS.public)


def test_a_key_that_signs_as_a_log_is_no_witness() -> None:
    """The same bytes under another algorithm have another id: neither passes for the other."""
    as_witness = PublicKey(LOG.public.name, COSIGNATURE, LOG.public.key)
    assert as_witness.key_id != LOG.public.key_id
    assert cosigned_by(LOG.sign(HEAD), as_witness) is None


@pytest.mark.parametrize(
    "vkey",
    ["", "a", "a+b", NEUMANN.replace("c74f20a3", "c74f20a4"), NEUMANN.replace("Peter", "Peter "), NEUMANN[:-1],
     NEUMANN + "=", NEUMANN.replace("ARpc", "Avpc")],
)  # fmt: skip
def test_what_is_no_vkey_is_refused(vkey: str) -> None:
    with pytest.raises(NoteMalformed):
        read_vkey(vkey)


@pytest.mark.parametrize(
    "text",
    ["", "o\n1\n", "o\n01\nAA==\n", f"o\n-1\n{'A' * 43}=\n", f"o\n1\n{'A' * 42}B=\n", f"\n1\n{'A' * 43}=\n",
     f"o\n1\n{'A' * 43}=", f"o\n٣\n{'A' * 43}=\n", f"o\n1\n{'A' * 43}=\n\n", f"o\n{'9' * 20}\n{'A' * 43}=\n"],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        read_checkpoint(text)


@pytest.mark.parametrize(
    "note",
    [b"", b"text\n", b"text\n\n", b"text\n\n\xe2\x80\x94 name AAAAAAA=", b"text\n\n- name AAAAAAA=\n",
     b"text\n\n\xe2\x80\x94 name AAAA\n", b"te\txt\n\n\xe2\x80\x94 name AAAAAAA=\n",
     b"\xff\n\n\xe2\x80\x94 name AAAAAAA=\n",
     b"text\n\n\xe2\x80\x94 na+me AAAAAAA=\n", b"x" * 70_000 + b"\n\n\xe2\x80\x94 name AAAAAAA=\n"],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: bytes) -> None:
    with pytest.raises(NoteMalformed):
        read_note(note)


def test_sixteen_signatures_are_read() -> None:
    lines = "".join(PrivateKey(f"w{n}", COSIGNATURE, bytes([n]) * 32).cosign(HEAD.text(), n).line() for n in range(16))
    assert len(read_signatures(lines)) == 16


@given(st.binary(max_size=400))
def test_reading_a_note_ends_in_a_note_or_a_refusal(raw: bytes) -> None:
    try:
        note = read_note(raw)
    except NoteMalformed:
        return
    assert note.written().encode() == raw


def test_a_key_file_is_its_owners_and_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "ledger.key"
    key = make_key(file, "vinhdanh.local/ledger", is_witness=False)
    assert file.stat().st_mode & 0o777 == 0o600
    assert public_file(file).read_text(encoding="utf-8") == key.vkey() + "\n"
    with pytest.raises(KeyUnusable):
        make_key(file, "vinhdanh.local/ledger", is_witness=False)
    assert read_key(file).public == key


def test_after_a_rotation_old_checkpoints_are_still_verified(tmp_path: Path) -> None:
    file = tmp_path / "ledger.key"
    make_key(file, "vinhdanh.local/ledger", is_witness=False)
    old = read_key(file)
    new = rotate_key(file)
    assert read_public(file) == (new, old.public)
    assert signed_checkpoint(old.sign(HEAD), read_public(file)) == HEAD


@pytest.mark.parametrize("written", ["", "PRIVATE+KEY+a", NEUMANN, NEUMANN_PRIVATE.replace("c74f20a3", "00000000")])
def test_what_is_no_private_key_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / "key").write_text(written, encoding="utf-8")
    with pytest.raises(KeyUnusable):
        read_key(tmp_path / "key")


@pytest.mark.parametrize(
    ("tile", "width", "path"),
    [(0, 256, "000"), (67, 256, "067"), (1234067, 256, "x001/x234/067"), (1067, 12, "x001/067.p/12"),
     (999, 1, "999.p/1")],
)  # fmt: skip
def test_a_tile_has_the_path_of_the_specification(tile: int, width: int, path: str) -> None:
    assert path_of(tile, width) == path
    assert read_path(path) == (tile, width)


@pytest.mark.parametrize(
    "path",
    ["", "0", "00", "0000", "x000/067", "001/067", "x001/x067", "067.p/0", "067.p/256", "067.p/01", "067.p", "067/",
     "../067", "x1/067", "٠٦٧", "067.p/300"],
)  # fmt: skip
def test_what_is_no_path_of_a_tile_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        read_path(path)


@given(st.integers(0, 10**15), st.integers(1, 256))
def test_each_tile_has_one_path(tile: int, width: int) -> None:
    assert read_path(path_of(tile, width)) == (tile, width)


def test_a_vkey_is_written_as_the_specification_says() -> None:
    name, key = "chung.example/w1", WITNESS.public.key
    key_id = hashlib.sha256(name.encode() + b"\n" + b"\x04" + key).hexdigest()[:8]
    assert WITNESS.public.vkey() == f"{name}+{key_id}+{base64.b64encode(bytes([4]) + key).decode()}"


@given(st.lists(st.integers(0, 3), min_size=1, max_size=5), st.booleans())
def test_notes_in_one_file_are_read_one_by_one(made: list[int], apart: bool) -> None:
    notes = [
        PrivateKey("a/b", ED25519, bytes([n]) * 32).sign_text(f"a/b\n{n}\n\nwith an empty line\n") for n in made
    ]

    assert list(read_notes(("\n" * apart).join(note.written() for note in notes).encode())) == notes


@pytest.mark.parametrize("raw", [b"", b"a\n", b"\xff", HEAD.text().encode(), f"{HEAD.text()}\n— a b\n".encode()])
def test_a_file_without_a_note_is_refused(raw: bytes) -> None:
    with pytest.raises(NoteMalformed):
        read_notes(raw)
