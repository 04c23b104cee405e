"""How the body of an event is kept at rest: the personal parts of each record enciphered under that record's key.

Owns: the text that stands in logs and leaves, made from what was said and read back. Promises: pure; the hash of a body
is the same kept and said; without the key of a record nobody reads its parts, and they count as erased. Leaves to
others: keys (`shared.keys`), which parts there are (`sealing`).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.canonical import canonical_json
from shared.errors import VinhDanhError
from shared.events.sealing import KEPT, OPENS, Part, front_of
from shared.words import Words

_NONCE_BYTES = 12

Keys = Mapping[str, bytes]
"""By record, the owner of parts."""


class PartUnreadable(VinhDanhError):
    """The parts of `record` do not open with its key."""

    code = "record.key_unfit"
    words = Words("Khóa của hồ sơ không mở được phần cá nhân.", "The key of a record does not open its parts.")

    def __init__(self, record: str) -> None:
        super().__init__()
        self.record = record


def kept_body(body: str, parts: Sequence[Part], keys: Keys) -> str:
    """What stands at rest of a body that was said; its open parts of records without a key are left out for good."""
    if not body.startswith(OPENS):
        return body
    opened, rest = front_of(body)
    of_record: dict[str, dict[str, object]] = {}
    for part in parts:
        if part.path in opened and part.owner in keys:
            of_record.setdefault(part.owner, {})[part.path] = opened[part.path]
    # The rest has the commitments to all that is enciphered: no two texts share a nonce under one key.
    nonce = _nonce(rest)
    kept = {
        record: base64.b64encode(AESGCM(keys[record]).encrypt(nonce, canonical_json(said).encode(), None)).decode()
        for record, said in of_record.items()
    }
    return f"{KEPT}{canonical_json(kept)},{rest}"


def said_body(kept: str, keys: Keys) -> str:
    """A body as it was said, from what stands at rest, without parts whose key is not given.

    `PartUnreadable` where a key does not fit: what is kept, or the key, was altered.
    """
    if not kept.startswith(KEPT):
        return kept
    ciphers, rest = front_of(kept)
    opened: dict[str, object] = {}
    nonce = _nonce(rest) if ciphers else b""
    for record, cipher in ciphers.items():
        if (key := keys.get(record)) is not None:
            opened |= _deciphered(record, key, nonce, cipher)
    return f"{OPENS}{canonical_json(opened)},{rest}"


def records_in(kept: str) -> frozenset[str]:
    """Whose parts stand enciphered in a body at rest."""
    return frozenset(front_of(kept)[0]) if kept.startswith(KEPT) else frozenset()


def _deciphered(record: str, key: bytes, nonce: bytes, cipher: str) -> dict[str, object]:
    try:
        said: dict[str, object] = json.loads(AESGCM(key).decrypt(nonce, base64.b64decode(cipher), None))
    except (InvalidTag, TypeError, ValueError) as error:
        raise PartUnreadable(record) from error
    return said


def _nonce(rest: str) -> bytes:
    return hashlib.sha256(rest.encode()).digest()[:_NONCE_BYTES]
