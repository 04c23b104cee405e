"""One way to write JSON, so that equal content has equal hashes, and the quick way to read back what was written so.

Owns: canonical text and content hashes. Promises: sorted keys, no spaces, UTF-8, no NaN; the bytes are those of
`json.dumps(…, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)`, whoever writes them, and
what is read back is what `json.loads` gives. Leaves to others: JSON that came from elsewhere (`events.envelope`).
"""

from __future__ import annotations

import gc
import hashlib
import json
from types import NoneType
from typing import Any

import orjson

# What the quick writer writes as the other does, or refuses. It would write a NaN as null and 1e16 without a sign.
_ALIKE = frozenset({dict, list, tuple, str, int, bool, NoneType})
# No deeper than the quick writer goes.
_MOST_LEVELS = 200
# Made once: json.dumps makes an encoder at each call with other options than its own.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: Any) -> str:
    written = _find_quickly_written(value)
    return _encode(value) if written is None else written.decode()


def canonical_bytes(value: Any) -> bytes:
    """`canonical_json` in UTF-8."""
    written = _find_quickly_written(value)
    return _encode(value).encode() if written is None else written


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON, as lower-case hex."""
    return sha256_hex(canonical_bytes(value))


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def find_written(raw: bytes) -> Any | None:
    """The value of JSON that has no spaces, no key twice, no needless escape, and no number but in its one form.

    None for any other, which may be JSON all the same, or not: `json` has the last word.
    """
    try:
        value = orjson.loads(raw)
        # Written again it is the same only where nothing was lost on reading. The order of keys does not matter here.
        return value if orjson.dumps(value) == raw else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None


def find_object(raw: bytes) -> dict[str, Any] | None:
    """The object these bytes are from the first to the last; None for whatever is none, or this reader refuses.

    Told apart from what stands around it, and not more: a number may have lost digits (`find_written`).
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if type(value) is dict and raw.startswith(b"{") else None


def find_all_written(raw: bytes) -> list[tuple[bytes, Any]] | None:
    """The items of a JSON array that is all as `find_written` reads it, each with its own bytes; None for any other."""
    try:
        values = orjson.loads(raw)
        if type(values) is not list:
            return None
        items = [orjson.dumps(value) for value in values]
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    return list(zip(items, values, strict=True)) if b"[" + b",".join(items) + b"]" == raw else None


def is_nested_within(value: Any, most: int) -> bool:
    """Whether there are fewer than `most` layers of arrays and objects; at `most` itself it may say no."""
    level = [value]
    for _ in range(most):
        level = gc.get_referents(*level)
        if not level:
            return True
    return False


def _find_quickly_written(value: Any) -> bytes | None:
    level = [value]
    for _ in range(_MOST_LEVELS):
        if not _ALIKE.issuperset(map(type, level)):
            return None
        # What they hold, keys and values, all at once: asked item by item it takes longer than writing.
        level = gc.get_referents(*level)
        if not level:
            break
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return None
