"""Values of rows in one form, whether a driver, an event or the books of expected rows have them.

Owns: that form, and what stands for a value nobody tells. Promises: a value nobody can read is one that differs.
Leaves to others: which values belong together (`shared.accounts`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

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


def comparable(column: Column[Any], value: Any) -> Any:
    """A value as a driver gives it, as an event has it, or in this form already."""
    if value is None or value is UNTOLD or value == _UNREADABLE:
        return value
    try:
        return _form_of(column, value)
    except (ValueError, TypeError):
        return _UNREADABLE


def _form_of(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if isinstance(kind, Instant):
        at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()
    if isinstance(kind, Date):
        return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()
    if isinstance(kind, JSON):
        return _hash_of(value)
    if isinstance(kind, Boolean):
        return value if isinstance(value, bool) else {0: False, 1: True}.get(value, _UNREADABLE)
    return value


def _hash_of(value: Any) -> str | None:
    """JSON by its hash: a dossier need not be kept to be compared. What is one already stays as it is."""
    if isinstance(value, str) and value.startswith("#"):
        return value
    parsed = json.loads(value) if isinstance(value, (str, bytes)) else value
    return None if parsed is None else "#" + content_hash(parsed)


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


encoded = json.JSONEncoder(ensure_ascii=False, default=_written).encode
decoded = json.JSONDecoder(object_hook=_revived).decode
