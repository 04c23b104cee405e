"""The catalogue of everything that can be said: one entry per event, with its stream and versions.

Owns: registering events, finding them by wire name, lifting old versions one step at a time.
Promises: a wire name is never reused; every version ever sent stays readable.
Leaves to others: the events themselves (one module per emitting service), transport.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shared.errors import VinhDanhError
from shared.events.codec import from_plain, to_plain
from shared.events.envelope import Envelope
from shared.events.sealing import Part, parts_at
from shared.ids import SaltSource
from shared.words import Words

T = TypeVar("T")
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(VinhDanhError):
    code = "event.unknown"
    words = Words("Không biết loại sự kiện này.", "This type of event is not known.")


@dataclass(frozen=True)
class Personal:
    """`paths` of an event's data that tell of a person (`reason`, `items/*/birth`), dropped when that person is erased.

    Whose they are says the field `owner` beside them: the record they tell of, as a rule the case. `stays_with_award`:
    the law keeps it as long as the award, so that it has an owner of its own.
    """

    paths: tuple[str, ...]
    owner: str = "case"
    stays_with_award: bool = False


@dataclass(frozen=True)
class Kind:
    """One event of the published language.

    `stream` names what its subject is (`case`, `session`, …). Sequence numbers run per subject, so whoever listens
    to one event of a stream listens to the whole stream: only then is a gap in the numbers a missing event.
    """

    name: str
    version: int
    stream: str
    shape: type
    upcasts: Mapping[int, Upcast] = field(default_factory=dict)
    personal: tuple[Personal, ...] = ()

    @property
    def source(self) -> str:
        return self.name.split(".")[0]


CATALOG: dict[str, Kind] = {}
_KIND_OF: dict[type, Kind] = {}


def event(
    name: str,
    *,
    stream: str,
    version: int = 1,
    upcasts: Mapping[int, Upcast] | None = None,
    personal: tuple[Personal, ...] = (),
) -> Callable[[type[T]], type[T]]:
    """Declare a frozen dataclass as an event. `upcasts[n]` lifts data of version n to n + 1."""

    def declare(shape: type[T]) -> type[T]:
        if name in CATALOG:
            raise ValueError(f"{name} is declared twice")
        missing = set(range(1, version)) - set(upcasts or {})
        if missing:
            raise ValueError(f"{name}: no way up from version {sorted(missing)}")
        kind = Kind(name, version, stream, shape, dict(upcasts or {}), personal)
        CATALOG[name] = kind
        _KIND_OF[shape] = kind
        return shape

    return declare


def kind_of(shape: type) -> Kind:
    return _KIND_OF[shape]


def data_of(fact: Any) -> dict[str, Any]:
    """The plain data of an event object."""
    plain: dict[str, Any] = to_plain(fact)
    return plain


def parts_of(kind: Kind, data: Mapping[str, Any], new_salt: SaltSource) -> tuple[Part, ...]:
    """The personal parts of an event's data by path, each with a salt of its own. What nobody stated needs no seal."""
    found = (
        Part(path, award_owner(around[one.owner]) if one.stays_with_award else around[one.owner], new_salt())
        for one in kind.personal
        for pattern in one.paths
        for path, value, around in parts_at(data, pattern)
        if value is not None and around[one.owner] is not None
    )
    return tuple(sorted(found, key=lambda part: part.path))


def award_owner(case: str) -> str:
    """The owner of what stays as long as the award of a case does."""
    return f"award:{case}"


def read(envelope: Envelope) -> Any:
    """The event object in an envelope, lifted to the present version; unknown or newer ones are refused."""
    kind = CATALOG.get(envelope.type)
    if kind is None or envelope.version > kind.version:
        raise UnknownEvent(
            f"Không biết sự kiện {envelope.type} phiên bản {envelope.version}.",
            f"{envelope.type} version {envelope.version} is not known here",
        )
    data = envelope.data
    for version in range(envelope.version, kind.version):
        data = kind.upcasts[version](data)
    return from_plain(kind.shape, data)


def streams_of(source: str) -> frozenset[str]:
    return frozenset(kind.stream for kind in CATALOG.values() if kind.source == source)


def names_in(source: str, stream: str) -> tuple[str, ...]:
    return tuple(sorted(kind.name for kind in CATALOG.values() if kind.source == source and kind.stream == stream))
