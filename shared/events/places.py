"""The places of a dossier: the fields and papers a return may name, a supplement may change, a comparison shows.

Owns: the closed list, read off the shapes of `dossier`, and what differs between two dossiers place by place.
Promises: pure; every fact of a dossier lies in exactly one place. Leaves to others: their names (`place_names`).
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Union

from shared.events.dossier import Dossier
from shared.events.terms import PaperKind

Plain = Mapping[str, Any]

COMPUTED = frozenset({"nominee.key", "figures.rows_in_list", "figures.reports_attached"})
"""What nobody states: a key made from the name, and counts of what is there."""


def _inner(kind: Any) -> type | None:
    """The dataclass a field holds one of, if it does."""
    if typing.get_origin(kind) in (Union, types.UnionType):
        kind = next(item for item in typing.get_args(kind) if item is not type(None))
    return kind if isinstance(kind, type) and dataclasses.is_dataclass(kind) else None


def _read_off() -> Iterator[str]:
    for name, kind in typing.get_type_hints(Dossier).items():
        inner = _inner(kind)
        if name == "papers":
            yield from (f"papers.{paper.value}" for paper in PaperKind)
        elif inner is not None:
            yield from (f"{name}.{item.name}" for item in dataclasses.fields(inner))
        else:
            yield name


PLACES: tuple[str, ...] = tuple(_read_off())
"""Every place, computed ones included, in the order of the dossier. A list of things (titles, initiatives) is one."""

FROZEN = frozenset({"decided_at"})
"""What stands since the first submission, for the road was laid by it."""

_GROUPS = tuple(dict.fromkeys(place.split(".")[0] for place in PLACES if "." in place and "papers." not in place))

NAMEABLE: tuple[str, ...] = tuple(place for place in (*_GROUPS, *PLACES) if place not in COMPUTED | FROZEN)
"""What a return may name: every stated place that is not frozen, and a group of fields as a whole (`minutes`). Papers
go by their kind."""


def covers(part: str, place: str) -> bool:
    """Whether naming `part` names this place."""
    return part == place or place.startswith(f"{part}.")


def value_at(dossier: Plain, place: str) -> Any:
    """What a plain dossier has at a place; for a kind of paper the papers of it. A part left out has nothing in it."""
    group, _, name = place.partition(".")
    found = dossier.get(group)
    if group == "papers":
        return [paper for paper in found or () if paper["kind"] == name]
    if not name:
        return found
    return found.get(name) if found else None


def changed_places(before: Plain, after: Plain) -> tuple[str, ...]:
    """The places at which two plain dossiers differ, in the order of the dossier. Papers differ by their content."""
    return tuple(place for place in PLACES if _content(before, place) != _content(after, place))


def with_value(dossier: Plain, place: str, value: Any) -> dict[str, Any]:
    """The plain dossier with another value at one place."""
    group, _, name = place.partition(".")
    if group == "papers":
        others = [paper for paper in dossier["papers"] if paper["kind"] != name]
        return {**dossier, "papers": sorted((*others, *value), key=lambda paper: str(paper["id"]))}
    if not name:
        return {**dossier, group: value}
    if dossier[group] is None and value in (None, []):
        return dict(dossier)
    return {**dossier, group: {**(dossier[group] or {}), name: value}}


def _content(dossier: Plain, place: str) -> Any:
    found = value_at(dossier, place)
    if place.startswith("papers."):
        return {paper["sha256"] for paper in found}
    return found if found != [] else None
