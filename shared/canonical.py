"""One way to write JSON, so that equal content has equal hashes.

Owns: canonical text and content hashes. Promises: sorted keys, no spaces, UTF-8, no NaN.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

# Made once: json.dumps makes an encoder at each call with other options than its own.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: Any) -> str:
    return _encode(value)


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON, as lower-case hex."""
    return sha256_hex(canonical_json(value).encode())


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
