"""A small ledger to be witnessed: keys, leaves, a forked history, and requests as a log sends them.

Owns: their making. Promises: the same at every run. Leaves to others: what a witness says to it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from services.audit.rules.checkpoints import Checkpoint
from services.audit.rules.merkle import EMPTY_ROOT, leaf_hash, root_of
from services.audit.rules.notes import COSIGNATURE, ED25519
from services.audit.rules.tiles import consistency_path, root_over
from services.audit.signing import PrivateKey

ORIGIN = "vinhdanh.local/ledger"
LOG = PrivateKey(ORIGIN, ED25519, bytes(range(32)))
OTHER_LOG = PrivateKey("other.example/log", ED25519, bytes(32))
KEY = PrivateKey("chung.example/w1", COSIGNATURE, bytes(range(32, 64)))
HASHES = [leaf_hash(bytes([n])) for n in range(40)]
FORKED = [*HASHES[:5], *(leaf_hash(b"other" + bytes([n])) for n in range(35))]


def signed(size: int, hashes: Sequence[bytes] = HASHES, by: PrivateKey = LOG, origin: str = ORIGIN) -> str:
    root = root_of(hashes[:size]) if size else EMPTY_ROOT
    return by.sign(Checkpoint(origin, size, root)).written()


def proof(old: int, size: int, hashes: Sequence[bytes] = HASHES) -> list[str]:
    if not 0 < old < size:
        return []
    path = consistency_path(old, size)
    found = [root_over(one, lambda level, _: hashes[:size] if level == 0 else []) for one in path]
    return [base64.b64encode(one).decode() for one in found]


def request(old: int, size: int, hashes: Sequence[bytes] = HASHES, note: str | None = None) -> bytes:
    lines = [f"old {old}", *proof(old, size, hashes), ""]
    return ("\n".join(lines) + "\n" + (note or signed(size, hashes))).encode()
