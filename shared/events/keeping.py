"""How the body of an event is kept at rest: the personal parts of each record enciphered under that record's key.

Owns: the text that stands in logs and leaves, made from what was said and read back. Promises: pure; the hash of a body
is the same kept and said; without the key of a record nobody reads its parts, and they count as erased. Leaves to
others: keys (`shared.keys`), which parts there are (`sealing`).
"""

from __future__ import annotations

import hashlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.canonical import canonical_bytes, canonical_json
from shared.errors import VinhDanhError
from shared.events.sealing import KEPT, OPENS, Part, find_front, find_front_bytes, find_openings, written_anew
from shared.words import Words

_NONCE_BYTES = 12
_OPENS, _KEPT = OPENS.encode(), KEPT.encode()

Keys = Mapping[str, bytes]
"""By record, the owner of parts."""

Ciphers = tuple[Mapping[str, str], bytes]
"""By record what is under its key, and the text behind, without its brace."""


class PartUnreadable(VinhDanhError):
    """The parts of `record` do not open with its key."""

    code = "record.key_unfit"
    words = Words("Khóa của hồ sơ không mở được phần cá nhân.", "The key of a record does not open its parts.")

    def __init__(self, record: str) -> None:
        super().__init__()
        self.record = record


@dataclass(frozen=True, slots=True)
class Opened:
    """What a kept body says: by path the text `[salt, value]` of each part that opens, and the text its hash covers.

    All in UTF-8, as it is hashed and read. `openings` is None where the event has no parts at all.
    """

    openings: Mapping[str, bytes] | None
    sealed: bytes

    def body(self) -> str:
        """As it was said."""
        if self.openings is None:
            return self.sealed.decode()
        front = b",".join(canonical_bytes(path) + b":" + self.openings[path] for path in sorted(self.openings))
        return b"".join((OPENS.encode(), b"{", front, b"},", self.sealed[1:])).decode()


def kept_body(body: str, parts: Sequence[Part], keys: Keys) -> str:
    """What stands at rest of a body that was said; its open parts of records without a key are left out for good."""
    if not body.startswith(OPENS):
        return body
    openings, rest = find_openings(body) or written_anew(body)
    of_record: dict[str, list[str]] = {}
    for part in parts:
        if part.path in openings and part.owner in keys:
            of_record.setdefault(part.owner, []).extend((part.path, openings[part.path]))
    # The rest has the commitments to all that is enciphered: no two texts share a nonce under one key.
    nonce = _nonce(rest.encode())
    kept = {record: _enciphered(keys[record], nonce, lines) for record, lines in of_record.items()}
    return f"{KEPT}{canonical_json(kept)},{rest}"


def opened(kept: bytes, keys: Keys) -> Opened:
    """What stands at rest, opened as far as keys are given; as it stands where its front was spoiled.

    `PartUnreadable` where a key does not fit: what is kept, or the key, was altered.
    """
    found = find_ciphers(kept)
    if found is not None:
        return deciphered(found, keys)
    return _never_kept(kept) if kept.startswith(_OPENS) else Opened(None, kept)


def find_ciphers(kept: bytes) -> Ciphers | None:
    """What stands enciphered in a body at rest; None where nothing does, or its front was spoiled."""
    if not kept.startswith(_KEPT):
        return None
    if (found := find_front_bytes(kept)) is not None:
        return found
    try:
        read = find_front(kept.decode())
    except UnicodeDecodeError:
        return None
    return read and (read[0], read[1].encode())


def deciphered(found: Ciphers, keys: Keys) -> Opened:
    """Opened as far as keys are given; errors as `opened`."""
    ciphers, rest = found
    openings: dict[str, bytes] = {}
    nonce = _nonce(rest) if ciphers else b""
    for record, cipher in ciphers.items():
        if (key := keys.get(record)) is not None:
            openings |= _deciphered(record, key, nonce, cipher)
    return Opened(openings, b"{" + rest)


def said_body(kept: str, keys: Keys) -> str:
    """A body as it was said, from what stands at rest, without parts whose key is not given; errors as `opened`.

    What was spoiled in front counts as a part that does not open.
    """
    if not kept.startswith(KEPT):
        return kept
    found = opened(kept.encode(), keys)
    if found.openings is None:
        raise PartUnreadable("")
    return found.body()


def records_in(kept: str) -> frozenset[str]:
    """Whose parts stand enciphered in a body at rest."""
    found = find_ciphers(kept.encode())
    return frozenset() if found is None else frozenset(found[0])


def _never_kept(said: bytes) -> Opened:
    try:
        found = find_openings(said.decode())
    except UnicodeDecodeError:
        return Opened(None, said)
    if found is None:
        return Opened(None, said)
    return Opened({path: opening.encode() for path, opening in found[0].items()}, b"{" + found[1].encode())


def _enciphered(key: bytes, nonce: bytes, lines: Sequence[str]) -> str:
    """Path and opening in turn, a line each: JSON has no line breaks of its own."""
    return _as_text(AESGCM(key).encrypt(nonce, "\n".join(lines).encode(), None))


def _deciphered(record: str, key: bytes, nonce: bytes, cipher: str) -> dict[str, bytes]:
    try:
        enciphered = a2b_base64(cipher, strict_mode=True)
        # Strictly read, all but length and last letters can be written in one way only.
        last = enciphered[len(enciphered) // 3 * 3 :]
        if len(cipher) != (len(enciphered) + 2) // 3 * 4 or not cipher.endswith(_as_text(last)):
            raise ValueError("one cipher has one text")
        lines = AESGCM(key).decrypt(nonce, enciphered, None).split(b"\n")
        return {path.decode(): opening for path, opening in zip(lines[::2], lines[1::2], strict=True)}
    except (InvalidTag, TypeError, ValueError) as error:
        raise PartUnreadable(record) from error


def _as_text(enciphered: bytes) -> str:
    return b2a_base64(enciphered, newline=False).decode()


def _nonce(rest: bytes) -> bytes:
    return hashlib.sha256(rest).digest()[:_NONCE_BYTES]
