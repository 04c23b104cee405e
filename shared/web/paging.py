"""Pages by cursor: a list that grows while it is read neither skips nor repeats.

Owns: the form of cursors and page sizes. Promises: a cursor is opaque; a broken one, and one of another list or of
other filters, is a 422. Leaves to others: what is read, and in which order.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import has_request_context, request
from marshmallow import Schema, fields, validate

from shared.canonical import content_hash
from shared.errors import InvalidInput, MalformedBody, Place
from shared.web.bodies import refuse_unreadable
from shared.words import Words

T = TypeVar("T")

_MOST = 2**63
# No secret: it keeps a cursor from going on with another list by mistake.
_MARK = 16
# What may differ from page to page.
_OF_THE_PAGE = ("cursor", "limit")

TOLD_OF_CURSORS = (
    "Vị trí trang, chỉ dùng tiếp cho chính danh sách này với cùng bộ lọc. "
    "The place of a page; it goes on with this list and the same filters only."
)


class Cursor(fields.String):
    """A cursor as it goes over HTTP: it says which list it belongs to, by address and filters.

    At a terminal there is no address, and a cursor is what was written.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"description": TOLD_OF_CURSORS}, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str | None:
        if value is None or not has_request_context():
            return None if value is None else str(value)
        return bind_cursor(value, request.path, request.args.items(multi=True))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        bound = super()._deserialize(value, attr, data, **options)
        if (written := unbind_cursor(bound, request.path, request.args.items(multi=True))) is None:
            raise _refusal()
        return written


class PageQuery(Schema):
    """Query parameters of every list."""

    cursor = Cursor(load_default=None)
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


def bind_cursor(written: str, path: str, asked: Iterable[tuple[str, str]]) -> str:
    """A cursor of the list at `path` that was narrowed by the parameters `asked`."""
    return f"{_mark(path, asked)}.{written}"


def unbind_cursor(bound: str, path: str, asked: Iterable[tuple[str, str]]) -> str | None:
    """What `bind_cursor` was given; None when it was another list, or no cursor of ours."""
    mark, _, written = bound.partition(".")
    return written if written and mark == _mark(path, asked) else None


def _mark(path: str, asked: Iterable[tuple[str, str]]) -> str:
    filters = sorted([name, value] for name, value in asked if name not in _OF_THE_PAGE)
    return content_hash([path, filters])[:_MARK]


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
        raise _refusal() from error
    return list(values)


def _refusal() -> InvalidInput:
    words = Words("Vị trí trang không phải của danh sách này.", "the cursor is none of this list")
    return InvalidInput(places=[Place("cursor", words)])


def _is_of(value: Any, kind: type) -> bool:
    """Of that type, and no number a database has no place for."""
    return type(value) is kind and (not isinstance(value, int) or abs(value) < _MOST)
