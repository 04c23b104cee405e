"""Plain values into frozen dataclasses, by their type hints, with nothing let through.

Owns: the fit between a file (or a stored document) and the shapes. Promises: unknown keys, missing keys, blank
texts and wrong words are each refused at their place, all at once. Leaves to others: contradictions (`checks`).
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from shared.policy.yaml_source import SourceFile
from shared.words import nfc

T = TypeVar("T")

_REFUSED: Any = object()
_MOST_DIGITS = 15  # more than any amount in đồng, and as much as every reader of JSON keeps whole
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def bind(kind: type[T], source: SourceFile) -> T | None:
    """The file's content as `kind`; None where anything did not fit (`source.problems` says what)."""
    before = len(source.problems)
    value = _bind(kind, source.content, "", source)
    return None if value is _REFUSED or len(source.problems) > before else cast(T, value)


def _bind(kind: Any, value: Any, path: str, source: SourceFile) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = next(item for item in arguments if item is not type(None))
        # A file says `null` in words (`yaml_source` resolves nothing), a stored document has it as such.
        return None if value in (None, "null") else _bind(inner, value, path, source)
    if origin is tuple:
        return _tuple(arguments[0], value, path, source)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(arguments[1], value, path, source)
    if dataclasses.is_dataclass(kind):
        return _dataclass(cast(type, kind), value, path, source)
    if issubclass(kind, Enum):
        return _word(kind, value, path, source)
    return {str: _text, int: _whole_number, bool: _truth, date: _day}[kind](value, path, source)


def _dataclass(kind: type, value: Any, path: str, source: SourceFile) -> Any:
    if not isinstance(value, Mapping):
        source.refuse(path, "Cần một nhóm khóa.", "A mapping of keys is needed here.")
        return _REFUSED
    hints = _hints(kind)
    declared = {item.name: item for item in dataclasses.fields(kind)}
    for key in value:
        if key not in declared:
            source.refuse(_step(path, key), f"Không có khóa “{key}”.", f"There is no key “{key}” here.")
    given: dict[str, Any] = {}
    for name, item in declared.items():
        if name in value:
            given[name] = _bind(hints[name], value[name], _step(path, name), source)
        elif item.default is dataclasses.MISSING:
            source.refuse(_step(path, name), f"Thiếu khóa “{name}”.", f"The key “{name}” is missing.")
            given[name] = _REFUSED
    return _REFUSED if any(item is _REFUSED for item in given.values()) else kind(**given)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _tuple(kind: Any, value: Any, path: str, source: SourceFile) -> Any:
    if not isinstance(value, (list, tuple)):
        source.refuse(path, "Cần một danh sách.", "A list is needed here.")
        return _REFUSED
    items = tuple(_bind(kind, item, f"{path}[{index}]", source) for index, item in enumerate(value))
    return _REFUSED if any(item is _REFUSED for item in items) else items


def _mapping(kind: Any, value: Any, path: str, source: SourceFile) -> Any:
    if not isinstance(value, Mapping):
        source.refuse(path, "Cần một nhóm khóa.", "A mapping of keys is needed here.")
        return _REFUSED
    items = {str(key): _bind(kind, item, _step(path, str(key)), source) for key, item in value.items()}
    return _REFUSED if any(item is _REFUSED for item in items.values()) else items


def _word(kind: type[Enum], value: Any, path: str, source: SourceFile) -> Any:
    known = {str(item.value): item for item in kind}
    if isinstance(value, str) and value in known:
        return known[value]
    listed = ", ".join(known)
    source.refuse(path, f"“{value}” không thuộc: {listed}.", f"“{value}” is none of: {listed}.")
    return _REFUSED


def _text(value: Any, path: str, source: SourceFile) -> Any:
    if isinstance(value, str) and value.strip():
        return nfc(value.strip())
    source.refuse(path, "Cần ghi rõ, không để trống.", "A text is needed here, not a blank.")
    return _REFUSED


def _whole_number(value: Any, path: str, source: SourceFile) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    # Of a file: a stored document has numbers as such, however long.
    if isinstance(value, str) and value.isascii() and value.isdigit():
        if len(value) <= _MOST_DIGITS:
            return int(value)
        vi, en = f"chỉ đến {_MOST_DIGITS} chữ số", f"a number has at most {_MOST_DIGITS} digits"
        source.refuse(path, f"{value[:_MOST_DIGITS]}…: {vi}.", f"{value[:_MOST_DIGITS]}…: {en}.")
        return _REFUSED
    source.refuse(path, f"“{value}” không phải số nguyên ≥ 0.", f"“{value}” is not a whole number ≥ 0.")
    return _REFUSED


def _truth(value: Any, path: str, source: SourceFile) -> Any:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    source.refuse(path, f"“{value}” không phải true hay false.", f"“{value}” is neither true nor false.")
    return _REFUSED


def _day(value: Any, path: str, source: SourceFile) -> Any:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            source.refuse(path, f"Không có ngày {value}.", f"There is no day {value}: {error}.")
            return _REFUSED
    source.refuse(path, f"“{value}” không phải ngày năm-tháng-ngày.", f"“{value}” is not a day like 2026-12-15.")
    return _REFUSED


def _step(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
