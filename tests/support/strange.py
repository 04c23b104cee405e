"""Strange values for every place of a request, found in the contract a service publishes.

Owns: a plausible request for a route, and the same with one strange value in one place. Promises: whatever route is
added is walked by itself; the choice among strange values follows from the place and a seed alone. Leaves to others:
sending, judging the answer.
"""

from __future__ import annotations

import base64
import copy
import itertools
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from shared.web.paging import bind_cursor

Step = str | int

_TEXTS: tuple[Any, ...] = (
    "", " \u200b", "ầ" * 5000, "a" * 201, "Hoa\u0300 \u202egnort", "😀😀", "../../etc/passwd", "' OR 1=1 --", "\x01",
    "2026-02-30", "\ud800", "a\u0000b", "9" * 40, None, 7, True, [], {}, 1e308,
)  # fmt: skip
_NUMBERS: tuple[Any, ...] = (2**63, -(2**63) - 1, 2**31, 10**25, -1, 0, 1.5, 1e308, "7", "x", True, None, [])
_DAYS: tuple[Any, ...] = (
    "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30", "2026-13-01",
    "2026-01-01T00:00:00", "hôm qua", 20260101, None,
)  # fmt: skip
_OTHERS: tuple[Any, ...] = (None, [], {}, "x", 1, True, [[[[]]]], [None], {"a": None})
_IN_A_PATH = ("%00", "..%2F..%2Fetc%2Fpasswd", "x" * 300, "ầ", "-1", str(2**63), "9" * 40, "%ED%A0%80", "😀")
_DAYS_IN_A_PATH = ("0001", "9999", "0001-01-01", "9999-12-31..9999-12-31", "2026-13", "2026-08-03..0001")
_BODIES = (b"{", b"[]", b"\xff", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"[" * 2000)


def _cursor(said: str) -> str:
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


_CURSORS = tuple(
    _cursor(said)
    for said in (
        '["a\\u0000b"]', '["\\ud800"]', "[" * 2000, f"[{2**63}]", f'["2026-08-03T00:00:00+00:00", {2**63}]',
        '["9999-12-31T23:59:59-14:00", "x"]', '["a\\u0000b", "x"]', '["\\ud800", "x"]', '["x", "x", "\\ud800"]', "7",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """`body` is JSON not yet written, or bytes as they are; `place` says where something strange stands."""

    method: str
    path: str
    body: Any = None
    place: str = ""

    @property
    def content(self) -> bytes | None:
        if self.body is None or isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


class Contract:
    """The OpenAPI document of a service. `known` are values by field name that stand for something real."""

    def __init__(self, document: Mapping[str, Any], known: Mapping[str, Any], seed: str) -> None:
        self._document = document
        self._known = known
        self._seed = seed

    def routes(self) -> Iterator[tuple[Request, tuple[Request, ...]]]:
        """Each route: a plausible request, and the strange ones."""
        for path, operations in self._document["paths"].items():
            for method, told in operations.items():
                if method in ("get", "post", "put", "patch", "delete"):
                    asked = [*operations.get("parameters", ()), *told.get("parameters", ())]
                    yield self._route(method.upper(), path, asked, told.get("requestBody", {}).get("content", {}))

    def sound(self, method: str, path: str) -> Request:
        """The plausible request for one route, by its address in the contract."""
        for known, strange in self._document["paths"].items():
            if known.endswith(path) and method.lower() in strange:
                told = strange[method.lower()]
                asked = [*strange.get("parameters", ()), *told.get("parameters", ())]
                return self._route(method, known, asked, told.get("requestBody", {}).get("content", {}))[0]
        raise KeyError(f"{method} {path}")

    def _route(
        self, method: str, path: str, asked: list[dict[str, Any]], content: Mapping[str, Any]
    ) -> tuple[Request, tuple[Request, ...]]:
        in_path = [one["name"] for one in asked if one["in"] == "path"]
        in_query = {one["name"]: one for one in asked if one["in"] == "query"}
        schema = content.get("application/json", {}).get("schema")
        required = {name: self._plausible(one["schema"], name) for name, one in in_query.items() if one.get("required")}
        body = None if schema is None else self._plausible(schema, "")
        sound = Request(method, self._address(path, in_path, {}, required), body)
        strange = [
            *(replace(sound, path=self._address(path, in_path, {name: value}, required), place=f"path.{name}")
              for name in in_path for value in (self._one_of(_IN_A_PATH, path + name), *_days_read(method))),
            *(replace(sound, path=self._address(path, in_path, {}, required | {name: value}), place=f"query.{name}")
              for name, one in in_query.items()
              for value in self._asked_strangely(name, one["schema"], path, sound.path)),
        ]  # fmt: skip
        if schema is not None:
            strange += [replace(sound, body=self._one_of(_BODIES, path), place="body")]
            strange += [
                replace(sound, body=changed, place=".".join(map(str, steps)))
                for steps, found in self._places(schema, ())
                for changed in (_with(body, steps, self._one_of(_strange_for(found), f"{path}{steps}")),)
            ]
        return sound, tuple(strange)

    def _asked_strangely(self, name: str, schema: Mapping[str, Any], path: str, soundly: str) -> Iterator[str]:
        if name == "cursor":
            # As if the list itself had given them: one that is none of its own is refused before it is read.
            address = urlsplit(soundly)
            yield from (bind_cursor(said, address.path, parse_qsl(address.query)) for said in _CURSORS)
            yield _CURSORS[0]
            return
        found = self._resolved(schema)
        values = _strange_for(self._resolved(found["items"]) if _kind(found) == "array" else found)
        # Every number and every day: few are asked for, and each goes its own way to the database.
        for value in values if values in (_NUMBERS, _DAYS) else (self._one_of(values, path + name),):
            yield str("" if value is None else value)[:700].encode("utf-8", "replace").decode()

    def _address(self, path: str, names: list[str], strange: Mapping[str, str], query: Mapping[str, Any]) -> str:
        for name in names:
            path = path.replace(f"{{{name}}}", strange.get(name, str(self._known.get(name, "khong-co"))))
        return path + "".join(
            f"{'&' if number else '?'}{name}={quote(str(value))}" for number, (name, value) in enumerate(query.items())
        )

    def _one_of(self, values: tuple[Any, ...], place: str) -> Any:
        return values[zlib.crc32(f"{self._seed}{place}".encode()) % len(values)]

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while True:
            if "$ref" in schema:
                schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            elif several := next((schema[key] for key in ("anyOf", "oneOf", "allOf") if key in schema), None):
                schema = next(one for one in several if one.get("type") != "null")
            else:
                return schema

    def _plausible(self, schema: Mapping[str, Any], name: str) -> Any:
        if name in self._known:
            return self._known[name]
        found = self._resolved(schema)
        if found.get("enum"):
            return next(value for value in found["enum"] if value is not None)
        kind = _kind(found)
        if kind == "object":
            return {key: self._plausible(inner, key) for key, inner in found.get("properties", {}).items()}
        if kind == "array":
            return [self._plausible(found["items"], name)] * max(1, found.get("minItems", 1))
        if kind in ("integer", "number"):
            return max(1, found.get("minimum", 1))
        days = {"date": "2026-08-03", "date-time": "2026-08-03T09:00:00+07:00"}
        return True if kind == "boolean" else days.get(found.get("format", ""), "Văn bản số 12 ngày 3/8")

    def _places(self, schema: Mapping[str, Any], steps: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], Any]]:
        found = self._resolved(schema)
        if steps:
            yield steps, found
        if len(steps) > 4:
            return
        if _kind(found) == "object":
            for name, inner in found.get("properties", {}).items():
                yield from self._places(inner, (*steps, name))
        elif _kind(found) == "array":
            yield from self._places(found["items"], (*steps, 0))


def _days_read(method: str) -> tuple[str, ...]:
    """For the paths that are read: a period may stand there."""
    return _DAYS_IN_A_PATH if method == "GET" else ()


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "any")
    return str(kind if isinstance(kind, str) else next(one for one in kind if one != "null"))


def _strange_for(schema: Mapping[str, Any]) -> tuple[Any, ...]:
    kind = _kind(schema)
    if kind in ("integer", "number"):
        return _NUMBERS
    if kind == "string":
        return _DAYS if schema.get("format") in ("date", "date-time") else _TEXTS
    return _OTHERS


def _with(body: Any, steps: tuple[Step, ...], value: Any) -> Any:
    """The body with another value there; what does not lead there is made so."""
    changed = at = copy.deepcopy(body)
    for step, following in itertools.pairwise(steps):
        fitting = list if isinstance(following, int) else dict
        if not isinstance(at[step], fitting) or (fitting is list and not at[step]):
            at[step] = [None] if fitting is list else {}
        at = at[step]
    at[steps[-1]] = value
    return changed
