"""The desk of a service: everything its actions may reach for, made once at start and handed in.

Owns: the composition of one service's parts. Promises: nothing here is global; two desks can stand in one process.
Leaves to others: running them (`shared.service`), composing processes (`deploy`).
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from shared.accounts import Told
from shared.clock import Clock
from shared.config import Settings
from shared.db import Database
from shared.erasure import Erases, obeying
from shared.events.envelope import Actor, Trace
from shared.events.looks import Looks
from shared.events.refusal import IN_PART, Refusal, RefusedPart
from shared.events.repairs import Repair
from shared.events.terms import Role, Via
from shared.identity import TokenReader
from shared.ids import IdSource
from shared.inbox import Handlers
from shared.permissions import Permission
from shared.policy_book import PolicyBook
from shared.readings import Look, Readings, are_due, row_of, take_due, write_down
from shared.refusals import ONE_BY_ONE, Attempt, Refusals, Summed
from shared.work import Work, settle, working

_PARTS_TOGETHER = 200
STOPPING = "is_stopping"  # in Desk.extras: whoever takes long breaks off


@dataclass(frozen=True)
class Timer:
    """Something a service does every `seconds`, or as often as its settings say; one replica at a time does it."""

    name: str
    seconds: float | Callable[[Settings], float]
    act: Callable[[Desk], None]

    def pause(self, settings: Settings) -> float:
        """Seconds from one time to the next."""
        return self.seconds(settings) if callable(self.seconds) else self.seconds


@dataclass(frozen=True)
class Invariant:
    """A read-only check an operator and the test suite both run: returns one line per violation."""

    name: str
    violations: Callable[[Session], list[str]]


@dataclass(frozen=True, eq=False)
class Definition:
    """What a service is made of; `services/<name>/service.py` holds one.

    `patience`: the seconds its batch of events waits for more to come along while events keep coming.
    """

    name: str
    metadata: MetaData
    migrations: Path
    permissions: Mapping[str, Permission]
    refusal: type[Refusal]
    reading: type[Looks]
    repair: type[Repair]
    blueprints: tuple[Any, ...]
    handlers: Callable[[Desk], Handlers]
    timers: tuple[Timer, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    gauges: Callable[[Session], None] | None = None
    starts: Callable[[Desk], None] | None = None
    erases: Erases | None = None
    told: Told = field(default_factory=Told)
    patience: float = 0.02


@dataclass(frozen=True)
class Desk:
    """One service, set up."""

    definition: Definition
    settings: Settings
    database: Database
    clock: Clock
    new_id: IdSource
    tokens: TokenReader
    policies: PolicyBook
    extras: dict[str, Any] = field(default_factory=dict)
    refusals: Refusals = field(default_factory=Refusals)
    readings: Readings = field(default_factory=Readings)

    @property
    def service(self) -> str:
        return self.definition.name

    @property
    def handlers(self) -> Handlers:
        """What the service does on hearing events, its obedience to erasures included."""
        return obeying(self.definition.handlers(self), self.definition.erases)

    @property
    def permissions(self) -> Mapping[str, Permission]:
        return self.definition.permissions

    def working(self, actor: Actor, *, via: Via, trace: Trace | None = None) -> AbstractContextManager[Work]:
        """A transaction in which `actor` acts now; without a trace a new story begins."""
        trace = trace or Trace(via, self.new_id())
        return working(self.database, now=self.clock.now(), actor=actor, trace=trace, new_id=self.new_id)

    def record_refusal(self, actor: Actor | None, attempt: Attempt, trace: Trace) -> None:
        """Record a refused attempt in a transaction of its own, or count it for the next sum.

        Who did not sign in is nobody: those attempts are always summed, and said by the service itself.
        """
        who, most = (actor, ONE_BY_ONE) if actor is not None else (self.own_hand(), 0)
        if self.refusals.is_said_alone(who, attempt, time.monotonic(), most=most):
            self._say_refused([Summed(who, attempt, 1)], trace)

    def say_refused_parts(
        self, work: Work, action: str, parts: Sequence[RefusedPart], *, status: int, target: str | None = None
    ) -> None:
        """Say, with the act itself, what of a command was refused though the command was answered."""
        for at in range(0, len(parts), _PARTS_TOGETHER):
            some = tuple(parts[at : at + _PARTS_TOGETHER])
            refusal = self.definition.refusal(action=action, code=IN_PART, status=status, target=target, parts=some)
            work.emit(work.new_id(), refusal)

    def sum_up_refusals(self, *, all_of_them: bool = False) -> None:
        """Record the floods whose minute is over; `all_of_them` before a stop."""
        due = self.refusals.take_due(time.monotonic(), all_of_them=all_of_them)
        try:
            self._say_refused(due, Trace(Via.TIMER, self.new_id()))
        except Exception:
            self.refusals.put_back(due, time.monotonic())
            raise

    def _say_refused(self, refused: Sequence[Summed], trace: Trace) -> None:
        if not refused:
            return
        with self.database.transaction() as tx:
            for one in refused:
                doing = Work(tx, self.clock.now(), one.actor, trace, self.new_id)
                what = dataclasses.asdict(one.attempt)
                doing.emit(doing.new_id(), self.definition.refusal(**what, times=one.times))
                settle(tx, doing.said)

    def record_look(self, look: Look) -> None:
        """Write down that somebody is shown something, unless this reader's look at it stands already."""
        row = row_of(look, self.clock.now())
        if not self.readings.knows(row["key"]):
            with self.database.transaction() as tx:
                write_down(tx, row)
            self.readings.remember(row["key"])

    def say_looks(self) -> None:
        """Say the looks whose five minutes are over, those of one reader together; each once, by any replica."""
        with self.database.reading() as tx:
            if not are_due(tx, self.clock.now()):
                return
        with self.database.transaction() as tx:
            for one in take_due(tx, self.clock.now()):
                doing = Work(tx, self.clock.now(), one.reader, Trace(one.via, self.new_id()), self.new_id)
                doing.emit(doing.new_id(), self.definition.reading(looks=one.looks))
                settle(tx, doing.said)

    def own_hand(self) -> Actor:
        """The service acting by itself (timers): never to be mistaken for a person."""
        return Actor(f"service:{self.service}", Role.SERVICE, self.service)
