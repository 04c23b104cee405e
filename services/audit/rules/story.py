"""The order in which a story is told.

Owns: sorting events that several services said. Promises: by time; at one instant in the order heard; and never an
effect before its cause, however late the cause was heard. Leaves to others: what is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from services.audit.rules.concerns import TOLD


class Told(Protocol):
    @property
    def index(self) -> int: ...
    @property
    def event_id(self) -> str: ...
    @property
    def time(self) -> datetime: ...
    @property
    def causes(self) -> Sequence[str]: ...


T = TypeVar("T", bound=Told)


def causes_of(event_type: str, causation: str | None, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The events one follows: the cause its envelope names, or those its notices tell of."""
    told = [one["cause"] for one in data["tellings"]] if event_type == TOLD and data else []
    return tuple(dict.fromkeys([causation, *told] if causation else told))


def in_story_order(events: Sequence[T]) -> list[T]:
    """Events by time and hearing, each after the events that caused it."""
    by_id = {event.event_id: event for event in events}
    ordered: dict[str, T] = {}
    begun: set[str] = set()
    for event in sorted(events, key=lambda one: (one.time, one.index)):
        line = [event]
        while line:
            at = line[-1]
            begun.add(at.event_id)
            # A forged cause could run in a circle; the line stops where it meets itself.
            first = [by_id[cause] for cause in at.causes if cause in by_id and cause not in begun]
            if first:
                line.append(min(first, key=lambda one: (one.time, one.index)))
            else:
                line.pop()
                ordered.setdefault(at.event_id, at)
    return list(ordered.values())
