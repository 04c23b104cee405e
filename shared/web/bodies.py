"""What a request says, before anybody reads it: JSON that means one thing, text every database can keep.

Owns: refusing doubled keys, numbers that are none, bottomless nesting, nought bytes and halves of characters.
Promises: a refusal is a 400 and never found out by a parser's stack or a database. Leaves to others: what it means.
"""

from __future__ import annotations

import json
from typing import Any

from flask import request

from shared.errors import MalformedBody

_MAX_DEPTH = 40


def refuse_unreadable_request() -> None:
    """Look at path, query and JSON body of this request before its view does; `MalformedBody`."""
    if "\x00" in request.path or b"%00" in request.query_string:
        raise MalformedBody("Đường dẫn có ký tự không hợp lệ.", "the path or query has a nought byte")
    if request.is_json:
        refuse_unreadable(request.get_data(cache=True))


def refuse_unreadable(raw: bytes) -> None:
    """`MalformedBody` says what is wrong with a JSON text; an empty one is the view's to judge."""
    if not raw:
        return
    try:
        _refuse_strange(json.loads(raw, object_pairs_hook=_unique, parse_constant=_not_a_number), _MAX_DEPTH)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise MalformedBody("", f"the body could not be read: {why}") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError("a key stands twice")
    return keys


def _not_a_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _refuse_strange(value: Any, left: int) -> None:
    if left == 0:
        raise ValueError("it is nested too deep")
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("a text has a nought byte")
        value.encode()  # half a surrogate pair is a UnicodeEncodeError, a ValueError
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_strange(name, left - 1)
            _refuse_strange(inner, left - 1)
    elif isinstance(value, list):
        for inner in value:
            _refuse_strange(inner, left - 1)
