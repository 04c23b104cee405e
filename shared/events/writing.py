"""Dataclass to plain JSON: what a process needs that only writes.

Owns: the plain form of each type. Promises: imports nothing but the standard library and the clock, since a process
starts for each workbook that is read. Leaves to others: the way back, which needs schemas (`codec`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from shared.clock import aware

Plain = Any  # what json.dumps takes: dict, list, str, int, float, bool, None


def to_plain(value: Any) -> Plain:
    """Plain JSON value of dataclasses, enums, dates (ISO), instants (ISO, UTC), tuples and mappings."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    write = _WRITERS.get(kind)
    if write is None:
        write = _WRITERS[kind] = _writer_for(kind)
    return write(value)


_AS_IT_IS = frozenset({type(None), bool, int, float, str})
_WRITERS: dict[type, Callable[[Any], Plain]] = {}


def _writer_for(kind: type) -> Callable[[Any], Plain]:
    """How values of this very type are written; asked once per type. What is plain already is not asked again."""
    if issubclass(kind, (int, float)):
        return lambda value: value
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, str):
        return lambda value: value
    if issubclass(kind, (set, frozenset)):
        return lambda value: sorted(to_plain(item) for item in value)
    if issubclass(kind, (list, tuple)):
        return lambda value: [item if type(item) in _AS_IT_IS else to_plain(item) for item in value]
    if issubclass(kind, Mapping):
        return lambda value: {
            str(key): item if type(item) in _AS_IT_IS else to_plain(item) for key, item in value.items()
        }
    if dataclasses.is_dataclass(kind):
        names = tuple(item.name for item in dataclasses.fields(kind))
        return lambda value: {
            name: found if type(found := getattr(value, name)) in _AS_IT_IS else to_plain(found) for name in names
        }
    if issubclass(kind, datetime):
        return lambda value: aware(value).isoformat()
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, Decimal):
        return str
    raise TypeError(f"{kind.__name__} has no plain form")
