"""Movements of a plan: for whom, when, and what has to be settled before one is launched.

Owns: movements, campaigns, pilots, the gate on launching. Promises: a field the plan's text does not settle is None,
never filled in. Leaves to others: launching, and the warning itself (G21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from shared.events.terms import Block, LaunchField, MovementScope
from shared.policy.marks import Stated
from shared.verdicts import Consequence
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """The five fields as far as the plan itself settles them; whoever launches the movement settles the rest."""

    goal: Words | None = None
    targets: Words | None = None
    content: Words | None = None
    measures: Words | None = None
    audience: Words | None = None

    def said(self) -> Mapping[str, str]:
        """What is settled, in Vietnamese, by field: as it goes into the record of a launch."""
        stated = {item.name: getattr(self, item.name) for item in fields(self)}
        return {field: words.vi for field, words in stated.items() if words is not None}

    @property
    def stated(self) -> tuple[LaunchField, ...]:
        return tuple(LaunchField(name) for name in self.said())


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchGate(Stated):
    """Which fields must be settled before a movement is launched, and what follows if they are not (G21)."""

    fields: tuple[LaunchField, ...]
    consequence: Consequence

    def unsettled(self, stated: Iterable[LaunchField]) -> tuple[LaunchField, ...]:
        settled = set(stated)
        return tuple(field for field in LaunchField if field in self.fields and field not in settled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement(Stated):
    """A movement or a campaign; `blocks` empty means every block, no days mean the plan's whole window."""

    id: str
    name: Words
    scope: MovementScope
    blocks: tuple[Block, ...] = ()
    launch: Launch
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLimit(Stated):
    """How many movements may run at one time, and what follows beyond it."""

    most_at_once: int
    consequence: Consequence

    def is_exceeded(self, running: Iterable[str]) -> bool:
        """Whether the movements running on one day (ids) are too many."""
        return len(set(running)) > self.most_at_once


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot(Stated):
    """Pilot launches: from `least` to `most` of them between two days, both included; `consequence` beyond that."""

    id: str
    text: Words
    least: int
    most: int
    first: date
    last: date
    consequence: Consequence

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def is_kept(self, launched_on: Iterable[date]) -> bool:
        return self.least <= sum(self.holds(day) for day in launched_on) <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalRegistry(Stated):
    """A register of somebody else that a target counts entries of, e.g. the portal of "1 triệu sáng kiến"."""

    id: str
    name: Words
    first: date
    last: date

    def was_open_on(self, day: date) -> bool:
        return self.first <= day <= self.last
