"""AsyncAPI 3 of the published language, generated from the same classes that are sent.

Owns: the document and the comparison of two of them. Promises: what the document says is what is on the wire; a change
that an old listener could not read is named. Leaves to others: transport (`shared.topology`).
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Union

from shared.events.batch import BATCH_CONTENT_TYPE
from shared.events.catalog import CATALOG, Kind
from shared.events.envelope import CONTENT_TYPE
from shared.topology import consumers_of, exchange_of

_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def document() -> dict[str, Any]:
    """The whole language: one channel per exchange, one message per event."""
    kinds = sorted(CATALOG.values(), key=lambda kind: kind.name)
    sources = sorted({kind.source for kind in kinds})
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Vinh Danh events",
            "version": "1",
            "description": "CloudEvents 1.0 in structured JSON; several events of one name may come as one message, a"
            f" JSON batch ({BATCH_CONTENT_TYPE}). `sequence` counts the events of one subject,"
            " `position` those of one service; a listener takes whole streams, so that a gap is a missing event."
            " `salt` (16 random bytes, base64url) makes SHA-256 of the event without `position` and `chain` a"
            " commitment that tells nothing; `chain` is SHA-256 over the chain before, `position` and that hash, with"
            " a newline between. What tells of a person (`x-personal`, steps joined by `/`, `*` for every item) is null"
            " in `data`: `sealed` gives by path the record it tells of and SHA-256 of the canonical JSON of [salt,"
            " value]; `personal` gives by path [salt, value] and is not covered by the hash, since erasing a person"
            " drops it.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {
            source: {
                "address": exchange_of(source),
                "messages": {
                    kind.name: {"$ref": f"#/components/messages/{kind.name}"} for kind in kinds if kind.source == source
                },
                "bindings": {"amqp": {"is": "routingKey", "exchange": {"type": "topic", "durable": True}}},
            }
            for source in sources
        },
        "operations": {
            f"{source}.says": {"action": "send", "channel": {"$ref": f"#/channels/{source}"}} for source in sources
        },
        "components": {"messages": {kind.name: _message(kind) for kind in kinds}},
    }


def breaking_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What a listener written for `old` could not read in `new`; empty when compatible."""
    found: list[str] = []
    for name, message in old["components"]["messages"].items():
        after = new["components"]["messages"].get(name)
        if after is None:
            found.append(f"{name}: no longer said")
        elif after["x-version"] == message["x-version"]:
            if after["x-stream"] != message["x-stream"]:
                found.append(f"{name}: moved to another stream")
            hidden = set(after.get("x-personal", ())) - set(message.get("x-personal", ()))
            found.extend(f"{name}.{path}: now personal, and null in the data" for path in sorted(hidden))
            found.extend(_narrowed(message["payload"], after["payload"], name))
        elif after["x-version"] < message["x-version"]:
            found.append(f"{name}: its version went back")
    return found


def _message(kind: Kind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "summary": (kind.shape.__doc__ or "").strip().split("\n")[0],
        "x-version": kind.version,
        "x-stream": kind.stream,
        **({"x-personal": sorted(path for one in kind.personal for path in one.paths)} if kind.personal else {}),
        "x-heard-by": list(consumers_of(kind.name)),
        "payload": schema_of(kind.shape),
    }


def schema_of(kind: Any) -> dict[str, Any]:
    """JSON Schema of a type as `shared.events.codec` writes it."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        inner = next(item for item in arguments if item is not type(None))
        return {"oneOf": [schema_of(inner), {"type": "null"}]}
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    if origin in (tuple, list):
        return {"type": "array", "items": schema_of(arguments[0])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [item.value for item in kind]}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        needed = [item.name for item in dataclasses.fields(kind) if _is_required(item)]
        properties = {item.name: schema_of(hints[item.name]) for item in dataclasses.fields(kind)}
        return {"type": "object", "properties": properties, "required": needed}
    return {"type": "object"} if origin in (dict, Mapping) or kind is dict else {}


def _is_required(item: dataclasses.Field[Any]) -> bool:
    return item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING


def _narrowed(old: Mapping[str, Any], new: Mapping[str, Any], at: str) -> Iterator[str]:
    if old.get("type") != new.get("type") or old.get("format") != new.get("format"):
        yield f"{at}: another type"
        return
    for word in new.get("enum", []):
        if word not in old.get("enum", []):
            yield f"{at}: a new word {word!r} that old listeners refuse"
    if "items" in old:
        yield from _narrowed(old["items"], new.get("items", {}), f"{at}[]")
    for before, after in zip(old.get("oneOf", []), new.get("oneOf", []), strict=False):
        yield from _narrowed(before, after, at)
    for name, field in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{at}.{name}: gone"
        else:
            yield from _narrowed(field, new["properties"][name], f"{at}.{name}")
    # Consumers replay old events with new code: a field that became required is missing in every stored one.
    for name in set(new.get("required", [])) - set(old.get("required", [])):
        yield f"{at}.{name}: became required; give it a default, or a new version with an upcast"
