"""Dataclass to plain JSON and back, through marshmallow schemas derived from the type hints.

Owns: the plain form of every event, fact and evaluation. Promises: round trip; enums and types refused when wrong;
unknown keys ignored on the way in (a newer sender may know more). Leaves to others: envelopes and versions; the way to
JSON (`writing`), which needs no schema; the quick way back (`reading`).
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from shared.errors import InvalidInput, Place
from shared.events.reading import Unusual, reader_for
from shared.events.writing import Plain
from shared.events.writing import to_plain as to_plain
from shared.words import Words

T = TypeVar("T")


def from_plain(kind: type[T], value: Plain) -> T:
    """The value of type `kind` that `to_plain` wrote as `value`; `InvalidInput` names the offending places."""
    try:
        return cast(T, reader_for(cast(Any, kind))(value))
    except (Unusual, LookupError, TypeError, ValueError):
        # The schema has the last word: it takes what is merely unusual, and names what is wrong.
        pass
    try:
        return cast(T, _field(kind).deserialize(value))
    except ValidationError as error:
        raise InvalidInput(places=places_of(error.messages)) from error


def from_plain_arguments(function: Callable[..., Any], facts: Mapping[str, Plain]) -> dict[str, Any]:
    """Keyword arguments for `function` from stored plain facts, converted by its type hints."""
    hints = _hints_of(function)
    return {name: from_plain(hints.get(name, object), value) for name, value in facts.items()}


@cache
def _hints_of(function: Callable[..., Any]) -> Mapping[str, Any]:
    """Rules are few and are asked often: a hint written as text is compiled each time it is looked up."""
    return typing.get_type_hints(function)


def places_of(messages: Any, at: str = "") -> tuple[Place, ...]:
    """marshmallow's nested messages as flat places (`nominee.birth_date`, `rows[3].name`)."""
    if isinstance(messages, Mapping):
        found: list[Place] = []
        for key, inner in messages.items():
            step = f"[{key}]" if isinstance(key, int) else f".{key}" if at else str(key)
            found.extend(places_of(inner, "" if key == "_schema" and not at else at + step))
        return tuple(found)
    if isinstance(messages, (list, tuple)):
        return tuple(place for message in messages for place in places_of(message, at))
    if isinstance(messages, Words):
        return (Place(at, messages),)
    return (Place(at, Words(_vietnamese(str(messages)), str(messages))),)


_VIETNAMESE = {
    "Missing data for required field.": "Thiếu mục bắt buộc.",
    "Unknown field.": "Mục này không có trong biểu mẫu.",
    "Field may not be null.": "Mục này không được để trống.",
    "Not a valid string.": "Cần là chữ.",
    "Not a valid integer.": "Cần là số nguyên.",
    "Not a valid date.": "Cần là ngày dạng năm-tháng-ngày.",
    "Not a valid datetime.": "Cần là thời điểm có múi giờ.",
    "Neither a day nor a datetime.": "Cần là ngày (2026-08-03), hoặc thời điểm có múi giờ.",
    "Not a valid boolean.": "Cần là có hoặc không.",
    "Not a valid list.": "Cần là một danh sách.",
    "Invalid input type.": "Kiểu dữ liệu không đúng.",
    "Invalid value.": "Giá trị không hợp lệ.",
    "Shorter than minimum length 1.": "Không được để trống.",
    "Not a valid mapping type.": "Cần là một nhóm mục.",
    "Not a valid number.": "Cần là số.",
    "Number too large.": "Số quá lớn.",
    "Invalid literal.": "Giá trị không hợp lệ.",
    "String does not match expected pattern.": "Viết chưa đúng mẫu.",
}
# What marshmallow says with numbers or words of its own in it.
_VIETNAMESE_AROUND = tuple(
    (re.compile(english), vietnamese)
    for english, vietnamese in (
        (r"Must be one of: (.+)\.?", r"Chỉ nhận một trong các giá trị: \1"),
        (r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.", r"Phải từ \1 đến \2."),
        (r"Must be greater than or equal to (\S+)\.", r"Ít nhất là \1."),
        (r"Must be less than or equal to (\S+)\.", r"Nhiều nhất là \1."),
        (r"Length must be between (\d+) and (\d+)\.", r"Phải có từ \1 đến \2 ký tự hoặc mục."),
        (r"Length must be (\d+)\.", r"Phải có đúng \1 ký tự hoặc mục."),
        (r"Shorter than minimum length (\d+)\.", r"Phải có ít nhất \1 ký tự hoặc mục."),
        (r"Longer than maximum length (\d+)\.", r"Nhiều nhất \1 ký tự hoặc mục."),
    )
)


def _vietnamese(message: str) -> str:
    for english, vietnamese in _VIETNAMESE_AROUND:
        if found := english.fullmatch(message):
            return found.expand(vietnamese)
    return _VIETNAMESE.get(message, "Giá trị không hợp lệ: " + message)


@cache
def schema_for(kind: type) -> Schema:
    """The marshmallow schema of a dataclass: names, types and defaults as declared there."""
    hints = typing.get_type_hints(kind)
    declared: dict[str, Any] = {}
    for item in dataclasses.fields(kind):
        optional: dict[str, Any] = {}
        if item.default is not dataclasses.MISSING:
            optional["load_default"] = item.default
        elif item.default_factory is not dataclasses.MISSING:
            optional["load_default"] = item.default_factory
        else:
            optional["required"] = True
        declared[item.name] = _field(hints[item.name], **optional)

    def build(self: Schema, data: dict[str, Any], **_: Any) -> Any:
        return kind(**data)

    declared["build"] = post_load(build)
    declared["Meta"] = type("Meta", (), {"unknown": EXCLUDE, "register": False})
    return cast(Schema, type(f"{kind.__name__}Schema", (Schema,), declared)())


_SIMPLE: dict[Any, Callable[..., fields.Field[Any]]] = {
    str: fields.String,
    int: lambda **options: fields.Integer(strict=True, **options),
    float: fields.Float,
    bool: fields.Boolean,
    date: fields.Date,
    datetime: lambda **options: fields.AwareDateTime(format="iso", **options),
    Decimal: lambda **options: fields.Decimal(as_string=True, **options),
}


class _Sequence(fields.List[Any]):
    """A JSON list that is a tuple in Python, so that what holds it can be frozen."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **options))


def _field(kind: Any, **options: Any) -> fields.Field[Any]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        inner = [item for item in arguments if item is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"a field has one type or none: {kind}")
        return _field(inner[0], allow_none=True, **options)
    if kind in _SIMPLE:
        return _SIMPLE[kind](**options)
    if origin in (tuple, list):
        return _Sequence(_field(arguments[0]), **options)
    if origin in (dict, Mapping) or kind in (dict, Mapping):
        return fields.Dict(keys=fields.String(), **options)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return fields.Enum(kind, by_value=True, **options)
    if dataclasses.is_dataclass(kind):
        return fields.Nested(schema_for(cast(type, kind)), **options)
    return fields.Raw(**{"allow_none": True, **options})
