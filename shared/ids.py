"""Identifiers: UUID version 7 (RFC 9562), so that ids sort by the time they were made; salts and keys, which are noise.

Owns: making them. Promises: ids are unique across processes, increasing within one; salts and keys cannot be guessed.
Leaves to others: what they name, what they hide.
"""

from __future__ import annotations

import base64
import os
import re
import time
import uuid
from collections.abc import Callable

IdSource = Callable[[], str]
SaltSource = Callable[[], str]
_SALT_BYTES = 16
_KEY_BYTES = 32
_VERSION_7 = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

_last = 0


def new_id() -> str:
    """A fresh UUIDv7 as 36 characters."""
    global _last
    stamp = time.time_ns()
    # 12 bits below the millisecond keep ids of one process in order (RFC 9562 §6.2, method 3).
    ticks = max((stamp // 1_000_000 << 12) | (stamp % 1_000_000 * 4096 // 1_000_000), _last + 1)
    _last = ticks
    value = (ticks >> 12 & (1 << 48) - 1) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2
    return str(uuid.UUID(int=value))


def new_salt() -> str:
    """16 random bytes as 22 characters of base64url."""
    return base64.urlsafe_b64encode(os.urandom(_SALT_BYTES)).rstrip(b"=").decode()


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(_KEY_BYTES)


def counting_ids(prefix: str = "00000000") -> IdSource:
    """Predictable ids for tests and recorded samples."""
    count = 0

    def make() -> str:
        nonlocal count
        count += 1
        return f"{prefix}-0000-7000-8000-{count:012d}"

    return make


def made_at(event_id: str) -> float | None:
    """Seconds since the epoch at which a UUIDv7 was made, by the wall clock of its maker; None for another id."""
    found = _VERSION_7.fullmatch(event_id)
    return int(found[1] + found[2], 16) / 1000 if found else None
