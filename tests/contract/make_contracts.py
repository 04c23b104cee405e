"""Save what is said today: a sample of each new event version, and the contract. Saved samples are never rewritten.

Run by `make contracts`; the difference belongs in the commit that changed the event.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Union

from shared.events.asyncapi import document
from shared.events.catalog import CATALOG, Kind, data_of, parts_of
from shared.events.envelope import GENESIS, Actor, Envelope, Trace
from shared.events.terms import Role, Via

HERE = Path(__file__).parent

_WORDS = {"name": "CĐCS Công ty TNHH May Minh Anh", "full_name": "Nguyễn Thị Hương", "reason": "Thiếu biên bản họp xét"}


def example(kind: Any, name: str = "") -> Any:
    """A value of a type, in the words of the field where the name is known."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return example(next(item for item in arguments if item is not type(None)), name)
    if origin in (tuple, list):
        return (example(arguments[0], name),)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{item.name: example(hints[item.name], item.name) for item in dataclasses.fields(kind)})
    simple: dict[Any, Any] = {
        str: _WORDS.get(name, f"{name or 'text'}-1"),
        int: 8,
        bool: True,
        date: date(2026, 8, 3),
        datetime: datetime(2026, 8, 3, 2, 0, tzinfo=UTC),
    }
    return simple.get(kind, {"câu": "trả lời"})


def sample(kind: Kind) -> bytes:
    data = data_of(example(kind.shape))
    envelope = Envelope(
        id="01987000-0000-7000-8000-000000000001",
        source=kind.source,
        type=kind.name,
        version=kind.version,
        subject="01987000-0000-7000-8000-0000000000aa",
        sequence=1,
        time=datetime(2026, 8, 3, 2, 0, tzinfo=UTC),
        actor=Actor("nguyen-thi-huong", Role.GRASSROOTS_OFFICER, "cdcs-may-minh-anh"),
        trace=Trace(Via.API, "01987000-0000-7000-8000-0000000000bb"),
        data=data,
        salt="AAECAwQFBgcICQoLDA0ODw",
        parts=parts_of(kind, data, lambda: "EBESExQVFhcYGRobHB0eHw"),
    ).placed(1, GENESIS)
    return json.dumps(json.loads(envelope.wire()), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def main() -> None:
    (HERE / "samples").mkdir(exist_ok=True)
    for kind in CATALOG.values():
        path = HERE / "samples" / f"{kind.name}.v{kind.version}.json"
        if not path.exists():
            path.write_bytes(sample(kind))
    text = json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True)
    (HERE / "asyncapi.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
