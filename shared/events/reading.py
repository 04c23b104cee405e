"""The quick way from plain JSON to dataclasses, for what is as it should be: nearly everything that is ever read.

Owns: readers made once per type. Promises: accepts nothing the schema of that type would refuse, and gives the same
value; whatever is unusual raises, and the schema is asked instead. Leaves to others: saying what is wrong (`codec`).
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union

from shared.clock import aware

Reader = Callable[[Any], Any]


class Unusual(Exception):
    """Not the quick way's business."""


@cache
def reader_for(kind: Any) -> Reader:
    """A function from the plain form to a value of `kind`.

    It raises `Unusual`, `LookupError`, `TypeError` or `ValueError` on anything it does not know well.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        inner = [item for item in arguments if item is not type(None)]
        return _optional(reader_for(inner[0])) if len(inner) == 1 else _refuse
    if kind in (str, int, bool):
        return _exactly(kind)
    if kind is date:
        return _day
    if kind is datetime:
        return _instant
    if origin in (tuple, list):
        return _sequence(reader_for(arguments[0]))
    if origin in (dict, Mapping) or kind in (dict, Mapping):
        return _exactly(dict)
    if kind in (Any, object):
        return _as_it_is
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind)
    if dataclasses.is_dataclass(kind):
        return _fields(typing.cast(type, kind))
    return _refuse


def _refuse(value: Any) -> Any:
    raise Unusual


def _as_it_is(value: Any) -> Any:
    return value


def _exactly(kind: type) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise Unusual
        return value

    return read


def _optional(inner: Reader) -> Reader:
    return lambda value: None if value is None else inner(value)


def _sequence(inner: Reader) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise Unusual
        return tuple([inner(item) for item in value])

    return read


def _member(kind: type[Enum]) -> Reader:
    by_value = {item.value: item for item in kind}
    return by_value.__getitem__


def _day(value: Any) -> Any:
    if type(value) is not str or len(value) != 10 or value[4] != "-" or value[7] != "-":
        raise Unusual
    return date.fromisoformat(value)


def _instant(value: Any) -> Any:
    if type(value) is not str or not value.endswith("+00:00"):
        raise Unusual
    return aware(datetime.fromisoformat(value))


def _fields(kind: type) -> Reader:
    hints = typing.get_type_hints(kind)
    readers = {item.name: reader_for(hints[item.name]) for item in dataclasses.fields(kind)}
    is_needed = [
        item.name
        for item in dataclasses.fields(kind)
        if item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
    ]

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise Unusual
        given = {name: readers[name](inner) for name, inner in value.items() if name in readers}
        for name in is_needed:
            if name not in given:
                raise Unusual
        return kind(**given)

    return read
