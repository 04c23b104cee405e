"""Values of rows in one form, whether a driver, an event or the books of expected rows have them.

Owns: that form, and what stands for a value nobody tells. Promises: a value nobody can read is one that differs.
Leaves to others: which values belong together (`shared.accounts`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Column, Date

from shared.canonical import content_hash
from shared.tables import Instant

_UNREADABLE = "\x00unreadable"
_UNTOLD_IN_JSON = {"\x00": "untold"}


class Untold:
    """Stands for what no event tells (any more): it is compared with nothing, and so is whatever is taken from it."""

    def __getitem__(self, key: Any) -> Untold:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def get(self, key: Any, default: Any = None) -> Untold:
        return self


UNTOLD = Untold()


Form = Callable[[Any], Any]


def form_of(column: Column[Any]) -> Form | None:
    """How values of a column come into their one form; None where they are in it however they come."""
    kind = column.type
    return next((form for of, form in _FORMS if isinstance(kind, of)), None)


def comparable(form: Form | None, value: Any) -> Any:
    """A value as a driver gives it, as an event has it, or in this form already."""
    if form is None or value is None or value is UNTOLD or value == _UNREADABLE:
        return value
    try:
        return form(value)
    except (ValueError, TypeError):
        return _UNREADABLE


def _instant(value: Any) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()


def _day(value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def _truth(value: Any) -> Any:
    return value if isinstance(value, bool) else {0: False, 1: True}.get(value, _UNREADABLE)


def _hash_of(value: Any) -> str | None:
    """JSON by its hash: a dossier need not be kept to be compared. What is one already stays as it is."""
    if isinstance(value, str) and value.startswith("#"):
        return value
    parsed = json.loads(value) if isinstance(value, (str, bytes)) else value
    return None if parsed is None else "#" + content_hash(parsed)


_FORMS: tuple[tuple[type, Form], ...] = ((Instant, _instant), (Date, _day), (JSON, _hash_of), (Boolean, _truth))


def kept_hash(table: Any, **columns: Any) -> str:
    """The hash by which an event binds what these columns of a row keep and it does not tell."""
    return content_hash({name: comparable(form_of(table.c[name]), value) for name, value in columns.items()})


def agree(expected: Any, actual: Any) -> bool:
    """Both in this form; with what nobody tells everything agrees."""
    return expected is UNTOLD or expected == actual


def _written(value: Any) -> Any:
    if value is UNTOLD:
        return _UNTOLD_IN_JSON
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the books")


def _revived(value: dict[str, Any]) -> Any:
    return UNTOLD if value == _UNTOLD_IN_JSON else value


_write = json.JSONEncoder(ensure_ascii=False, default=_written).encode
_revive = json.JSONDecoder(object_hook=_revived).decode
_HAS_UNTOLD = b'{"\\u0000"'


def encoded(row: Any) -> bytes:
    """For the books; `decoded` gives it back."""
    try:
        return orjson.dumps(row, default=_written, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except orjson.JSONEncodeError:
        return _write(row).encode("utf-8", "surrogatepass")  # a number or text the quick writer does not know


def decoded(written: bytes) -> Any:
    try:
        return _revive(written.decode()) if _HAS_UNTOLD in written else orjson.loads(written)
    except ValueError:
        return _revive(written.decode("utf-8", "surrogatepass"))
