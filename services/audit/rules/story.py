"""The order in which a story is told.

Owns: sorting events that several services said. Promises: what one act said stands together; the acts of one service
stand in the order it said them, and those of several by time and hearing; never an effect before the acts that caused
it, however late those were heard. Leaves to others: what is told.
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
    """Acts by time and hearing, each after the acts that caused it and those its service said before."""
    acts = _acts(events)
    follows = _followed(acts)
    ordered: list[int] = []
    begun: set[int] = set()
    for number in range(len(acts)):
        line = [] if number in begun else [number]
        while line:
            begun.add(line[-1])
            # A forged cause could run in a circle; the line stops where it meets itself.
            first = follows[line[-1]] - begun
            if first:
                line.append(min(first))
            else:
                ordered.append(line.pop())
    return [event for number in ordered for event in acts[number]]


def _acts(events: Iterable[T]) -> list[list[T]]:
    """What was said together: by one service, at one instant, in one trace, for one cause; by time and hearing.

    A decision and its words on every case are heard one by one, and what the register answers may be heard between
    them; it follows all of them all the same.
    """
    acts: dict[object, list[T]] = {}
    for event in sorted(events, key=lambda one: (one.time, one.index)):
        acts.setdefault((event.source, event.time, event.correlation, event.causation), []).append(event)
    return [sorted(act, key=_place) for act in acts.values()]


def _followed(acts: Sequence[Sequence[T]]) -> list[set[int]]:
    """For each act the acts it must not stand before, by number."""
    act_of = {event.event_id: number for number, act in enumerate(acts) for event in act}
    follows = [
        {act_of[cause] for event in act for cause in event.causes if cause in act_of} - {number}
        for number, act in enumerate(acts)
    ]
    last: dict[str, int] = {}
    for number in sorted(range(len(acts)), key=lambda number: _place(acts[number][0])):
        source = acts[number][0].source
        if source in last:
            follows[number].add(last[source])
        last[source] = number
    return follows


def _place(event: Told) -> tuple[int, int]:
    return (event.position or 0, event.index)
