"""Signed notes: a text with signature lines below it, as other people's tools write and read them (C2SP).

Owns: the form of notes, of their signatures and of public keys (vkeys; C2SP signed-note). Promises: pure; read is what
the specification allows; a signature of an unknown key is passed over, a broken one of a known key refuses the note.
Leaves to others: private keys (`services/audit/signing.py`), what a text means (`checkpoints`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04

_DASH = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_END_OF_NOTE = re.compile(rf"\n\n(?:{_DASH}[^\n]*\n)+")
_ID_BYTES = 4
_KEY_BYTES = 32
_MOST_SIGNATURES = 64
_MOST_BYTES = 64 * 1024


class NoteMalformed(ValueError):
    """It is no signed note, or no key, as the specification has them."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name and id, and what that key's algorithm made."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a newline; `signatures` in the order they stand."""

    text: str
    signatures: tuple[Signature, ...]

    def written(self) -> str:
        return self.text + "\n" + "".join(one.line() for one in self.signatures)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key somebody trusts: its name, its algorithm byte and the 32 bytes of Ed25519."""

    name: str
    algorithm: int
    key: bytes

    @property
    def key_id(self) -> bytes:
        """SHA-256(name || newline || algorithm || key)[:4]."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.algorithm]) + self.key).digest()[:_ID_BYTES]

    def vkey(self) -> str:
        """`name+id+base64(algorithm || key)`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.algorithm]) + self.key).decode()}"

    def made(self, message: bytes, value: bytes) -> bool:
        """Whether this key made the Ed25519 signature `value` of `message`."""
        try:
            _ready(self.key).verify(value, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@lru_cache(64)
def _ready(key: bytes) -> Ed25519PublicKey:
    """A key as signatures are checked with it, made once: a ledger has as many of them as checkpoints."""
    return Ed25519PublicKey.from_public_bytes(key)


def read_vkey(written: str) -> PublicKey:
    """The key of a vkey; `NoteMalformed` when it is none, or its id is not its own."""
    name, _, rest = written.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = _from_base64(encoded)
    if not is_key_name(name) or len(material) != 1 + _KEY_BYTES or material[0] not in (ED25519, COSIGNATURE):
        raise NoteMalformed("a vkey is name+id+key of Ed25519")
    key = PublicKey(name, material[0], material[1:])
    if key_id != key.key_id.hex():
        raise NoteMalformed("the id of the vkey is not that of its key")
    return key


def is_key_name(name: str) -> bool:
    """Not empty, no space of any script, no plus and no control character."""
    # Of all spaces the one of ASCII alone counts as printable.
    return bool(name) and name.isprintable() and " " not in name and "+" not in name


def read_note(raw: bytes) -> Note:
    """The note of a file or answer; `NoteMalformed`."""
    if len(raw) > _MOST_BYTES:
        raise NoteMalformed("the note is too long")
    try:
        written = raw.decode()
    except UnicodeDecodeError as error:
        raise NoteMalformed("the note is not UTF-8") from error
    if _CONTROL.search(written):
        raise NoteMalformed("the note has a control character")
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteMalformed("a note has a text, an empty line and signature lines")
    return Note(text + "\n", read_signatures(lines))


def read_notes(raw: bytes) -> tuple[Note, ...]:
    """The notes of a file one after another, with or without an empty line between; `NoteMalformed`."""
    try:
        written = raw.decode()
    except UnicodeDecodeError as error:
        raise NoteMalformed("the notes are not UTF-8") from error
    ends = [found.end() for found in _END_OF_NOTE.finditer(written)]
    if not ends or written[ends[-1] :].strip("\n"):
        raise NoteMalformed("a note has a text, an empty line and signature lines")
    begins = [0, *ends]
    return tuple(read_note(written[at:end].lstrip("\n").encode()) for at, end in zip(begins, ends, strict=False))


def read_signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines as they stand under a note, or as a witness answers; `NoteMalformed`."""
    found = tuple(_signature(line) for line in lines.removesuffix("\n").split("\n"))
    if not lines.endswith("\n") or len(found) > _MOST_SIGNATURES:
        raise NoteMalformed("signature lines end with a newline and are not beyond counting")
    return found


def _signature(line: str) -> Signature:
    if not line.startswith(_DASH):
        raise NoteMalformed("a signature line begins with a dash")
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    value = _from_base64(encoded)
    if not is_key_name(name) or len(value) <= _ID_BYTES:
        raise NoteMalformed("a signature line has a key name and a signature")
    return Signature(name, value[:_ID_BYTES], value[_ID_BYTES:])


Holds = Callable[[PublicKey, Note, bytes], bool]


def signed_by(note: Note, keys: Iterable[PublicKey], holds: Holds) -> list[Signature]:
    """The signatures of these keys, each checked by `holds`; `NoteMalformed` when one of a known key does not hold."""
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        if not holds(key, note, one.value):
            raise NoteMalformed(f"the signature of {one.name} does not hold")
        found.append(one)
    return found


def holds_over_text(key: PublicKey, note: Note, value: bytes) -> bool:
    """Signature type 0x01: Ed25519 over the text."""
    return key.algorithm == ED25519 and key.made(note.text.encode(), value)


def _from_base64(encoded: str) -> bytes:
    """Standard alphabet, padded, and the one way to write those bytes."""
    try:
        value = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteMalformed("not base64") from error
    if base64.b64encode(value).decode() != encoded:
        raise NoteMalformed("not the one base64 of these bytes")
    return value
