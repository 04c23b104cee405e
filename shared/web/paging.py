"""Pages by cursor: a list that grows while it is read neither skips nor repeats.

Owns: the form of cursors and page sizes. Promises: a cursor is opaque; a foreign or broken one is a 422.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from marshmallow import Schema, fields, validate

from shared.errors import InvalidInput, MalformedBody, Place
from shared.web.bodies import refuse_unreadable
from shared.words import Words

T = TypeVar("T")

_MOST = 2**63


class PageQuery(Schema):
    """Query parameters of every list."""

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; `next` is the cursor of the following page or None at the end."""

    items: Sequence[T]
    next: str | None


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], Sequence[Any]]) -> Page[T]:
    """Make a page from `limit + 1` rows read in order of `key`."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(shown, write_cursor(key(shown[-1])) if more else None)


def write_cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values), default=str).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, kinds: Sequence[type]) -> list[Any] | None:
    """The values of a cursor, checked against their types; None for the first page."""
    if cursor is None:
        return None
    try:
        written = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        refuse_unreadable(written)
        values = json.loads(written)
        if len(values) != len(kinds) or not all(map(_is_of, values, kinds)):
            raise ValueError
    except (ValueError, TypeError, MalformedBody) as error:
        words = Words("Vị trí trang không hợp lệ.", "the cursor is not one of ours")
        raise InvalidInput(places=[Place("cursor", words)]) from error
    return list(values)


def _is_of(value: Any, kind: type) -> bool:
    """Of that type, and no number a database has no place for."""
    return type(value) is kind and (not isinstance(value, int) or abs(value) < _MOST)
