"""The order in which a story is told.

Owns: sorting events that several services said. Promises: by time; at one instant in the order heard; what one act said
stands together, in the order its service said it; and never an effect before the acts that caused it, however late
those were heard. Leaves to others: what is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from services.audit.rules.concerns import TOLD


class Told(Protocol):
    @property
    def index(self) -> int: ...
    @property
    def event_id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def position(self) -> int | None: ...
    @property
    def time(self) -> datetime: ...
    @property
    def correlation(self) -> str: ...
    @property
    def causation(self) -> str | None: ...
    @property
    def causes(self) -> Sequence[str]: ...


T = TypeVar("T", bound=Told)


def causes_of(event_type: str, causation: str | None, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The events one follows: the cause its envelope names, or those its notices tell of."""
    told = [one["cause"] for one in data["tellings"]] if event_type == TOLD and data else []
    return tuple(dict.fromkeys([causation, *told] if causation else told))


def in_story_order(events: Sequence[T]) -> list[T]:
    """Acts by time and hearing, each after the acts that caused it."""
    acts = _acts(events)
    act_of = {event.event_id: number for number, act in enumerate(acts) for event in act}
    ordered: dict[int, list[T]] = {}
    begun: set[int] = set()
    for number in range(len(acts)):
        line = [number]
        while line:
            at = line[-1]
            begun.add(at)
            causes = {act_of[cause] for event in acts[at] for cause in event.causes if cause in act_of}
            # A forged cause could run in a circle; the line stops where it meets itself.
            first = causes - begun
            if first:
                line.append(min(first))
            else:
                line.pop()
                ordered.setdefault(at, acts[at])
    return [event for act in ordered.values() for event in act]


def _acts(events: Iterable[T]) -> list[list[T]]:
    """What was said together: by one service, at one instant, in one trace, for one cause; by time and hearing.

    A decision and its words on every case are heard one by one, and what the register answers may be heard between
    them; it follows all of them all the same.
    """
    acts: dict[object, list[T]] = {}
    for event in sorted(events, key=lambda one: (one.time, one.index)):
        acts.setdefault((event.source, event.time, event.correlation, event.causation), []).append(event)
    return [sorted(act, key=lambda one: (one.position or 0, one.index)) for act in acts.values()]
