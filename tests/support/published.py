"""Answers held against the contract a service publishes.

Owns: finding the operation an answer belongs to, and comparing status, kind and form. Promises: a keyword of a schema
it does not know is a fault of its own and never passed over. Leaves to others: asking (`people`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from email.message import Message
from typing import Any
from urllib.parse import unquote

_TOLD_ONLY = {"description", "title", "default", "deprecated", "readOnly", "example"}
_COMPARED = {
    "type", "enum", "properties", "additionalProperties", "required", "items", "anyOf", "oneOf", "allOf", "$ref",
    "format", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern",
}  # fmt: skip


class Published:
    """The OpenAPI document of one service."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._paths = [
            (re.compile(re.sub(r"\\\{\w+\\\}", _place, re.escape(path)) + r"\Z"), path) for path in document["paths"]
        ]

    def operation_of(self, method: str, path: str) -> str | None:
        """`GET /api/…/{id}`; None for what is no part of the contract. A path written out goes before others."""
        asked = unquote(path.partition("?")[0])
        paths = self._document["paths"]
        found = [told for pattern, told in self._paths if pattern.match(asked) and method.lower() in paths[told]]
        return f"{method} {min(found, key=lambda told: told.count('{'))}" if found else None

    def operations(self) -> Iterator[str]:
        for path, told in self._document["paths"].items():
            yield from (f"{one.upper()} {path}" for one in told if one in ("get", "post", "put", "patch", "delete"))

    def questions(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Every GET, and the type of each parameter its query must have."""
        for path, told in self._document["paths"].items():
            if "get" in told:
                asked = [one for one in told["get"].get("parameters", ()) if one["in"] == "query"]
                yield f"GET {path}", {one["name"]: one["schema"].get("type", "") for one in asked if one["required"]}

    def faults(self, operation: str, status: int, headers: Message | Mapping[str, str], body: Any) -> list[str]:
        """What an answer says that the contract does not; empty when it keeps to it."""
        method, path = operation.split()
        responses = self._document["paths"][path][method.lower()]["responses"]
        told = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        if told is None:
            return [f"{status} is not told of"]
        content = self._resolved(told).get("content", {})
        kind = headers.get("Content-Type", "").partition(";")[0]
        if not content:
            return [f"a body of {kind}, where none is told of"] if body not in ("", b"", None) else []
        kind = kind if kind in content else "*/*"
        if kind not in content:
            return [f"{headers.get('Content-Type')} is none of {', '.join(content)}"]
        schema = content[kind].get("schema")
        return list(self._unlike(schema, body, "")) if schema is not None and "json" in kind else []

    def _resolved(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in told:
            found: Any = self._document
            for step in told["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            told = found
        return told

    def _unlike(self, schema: Mapping[str, Any], value: Any, at: str) -> Iterator[str]:
        schema = self._resolved(schema)
        if strange := schema.keys() - _TOLD_ONLY - _COMPARED:
            raise NotImplementedError(f"{at}: {', '.join(strange)}")
        for several in ("anyOf", "oneOf"):
            if several in schema and all(any(self._unlike(one, value, at)) for one in schema[several]):
                yield f"{at}: {_shown(value)} is none of {several}"
        for one in schema.get("allOf", ()):
            yield from self._unlike(one, value, at)
        kinds = schema.get("type")
        allowed = [kinds] if isinstance(kinds, str) else kinds
        if allowed is not None and not any(_is_of(value, kind) for kind in allowed):
            yield f"{at}: {_shown(value)} is no {kinds}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{at}: {_shown(value)} is none of {schema['enum']}"
        if not _is_within(value, schema):
            yield f"{at}: {_shown(value)} is beyond the bounds told"
        if isinstance(value, str) and not _has_format(value, schema.get("format")):
            yield f"{at}: {value} is no {schema['format']}"
        if isinstance(value, list) and "items" in schema:
            for inner in value:
                yield from self._unlike(schema["items"], inner, f"{at}[]")
        if isinstance(value, dict):
            yield from self._unlike_in(schema, value, at)

    def _unlike_in(self, schema: Mapping[str, Any], value: Mapping[str, Any], at: str) -> Iterator[str]:
        declared = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, inner in value.items():
            if name in declared:
                yield from self._unlike(declared[name], inner, f"{at}.{name}")
            elif others is False:
                yield f"{at}.{name} is not told of"
            elif isinstance(others, dict):
                yield from self._unlike(others, inner, f"{at}.*")


def _place(found: re.Match[str]) -> str:
    """Only a place named `path` goes on over a slash."""
    return ".+" if "path" in found[0] else "[^/]+"


def _is_of(value: Any, kind: str) -> bool:
    kinds: dict[str, tuple[type, ...]] = {
        "null": (type(None),), "string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float),
        "array": (list,), "object": (dict,),
    }  # fmt: skip
    return isinstance(value, kinds[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _is_within(value: Any, schema: Mapping[str, Any]) -> bool:
    least, most, size = "minimum", "maximum", value
    if isinstance(value, str):
        least, most, size = "minLength", "maxLength", len(value)
    elif isinstance(value, list):
        least, most, size = "minItems", "maxItems", len(value)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return True
    if isinstance(value, str) and "pattern" in schema and re.search(schema["pattern"], value) is None:
        return False
    return schema.get(least, size) <= size <= schema.get(most, size)


def _has_format(value: str, form: str | None) -> bool:
    try:
        if form == "date":
            return date.fromisoformat(value).isoformat() == value
        if form == "date-time":
            return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    return True


def _shown(value: Any) -> str:
    return repr(value)[:80]
