"""The order in which a story is told.

Owns: sorting events that several services said. Promises: by time; at one instant in the order heard; and never an
effect before its cause, however late the cause was heard. Leaves to others: what is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class Told(Protocol):
    @property
    def index(self) -> int: ...
    @property
    def event_id(self) -> str: ...
    @property
    def time(self) -> datetime: ...
    @property
    def causation(self) -> str | None: ...


T = TypeVar("T", bound=Told)


def in_story_order(events: Sequence[T]) -> list[T]:
    """Events by time and hearing, each after the event that caused it."""
    by_id = {event.event_id: event for event in events}
    ordered: dict[str, T] = {}
    for event in sorted(events, key=lambda one: (one.time, one.index)):
        line: list[T] = []
        at: T | None = event
        # A forged cause could run in a circle; the line stops where it meets itself.
        while at is not None and at.event_id not in ordered and at not in line:
            line.append(at)
            at = by_id.get(at.causation or "")
        ordered.update((one.event_id, one) for one in reversed(line))
    return list(ordered.values())
