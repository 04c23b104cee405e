"""The desk of a service: everything its actions may reach for, made once at start and handed in.

Owns: the composition of one service's parts. Promises: nothing here is global; two desks can stand in one process.
Leaves to others: running them (`shared.service`), composing processes (`deploy`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from shared.clock import Clock
from shared.config import Settings
from shared.db import Database
from shared.events.envelope import Actor, Trace
from shared.events.refusal import Refusal
from shared.events.terms import Role, Via
from shared.identity import TokenReader
from shared.ids import IdSource
from shared.inbox import Handlers
from shared.permissions import Permission
from shared.policy_book import PolicyBook
from shared.work import Work, working


@dataclass(frozen=True)
class Timer:
    """Something a service does every `seconds`; one replica at a time does it."""

    name: str
    seconds: float
    act: Callable[[Desk], None]


@dataclass(frozen=True)
class Invariant:
    """A read-only check an operator and the test suite both run: returns one line per violation."""

    name: str
    violations: Callable[[Session], list[str]]


@dataclass(frozen=True, eq=False)
class Definition:
    """What a service is made of; `services/<name>/service.py` holds one."""

    name: str
    metadata: MetaData
    migrations: Path
    permissions: Mapping[str, Permission]
    refusal: type[Refusal]
    blueprints: tuple[Any, ...]
    handlers: Callable[[Desk], Handlers]
    timers: tuple[Timer, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    gauges: Callable[[Session], None] | None = None
    starts: Callable[[Desk], None] | None = None


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

    @property
    def service(self) -> str:
        return self.definition.name

    @property
    def permissions(self) -> Mapping[str, Permission]:
        return self.definition.permissions

    def working(self, actor: Actor, *, via: Via, trace: Trace | None = None) -> AbstractContextManager[Work]:
        """A transaction in which `actor` acts now; without a trace a new story begins."""
        trace = trace or Trace(via, self.new_id())
        return working(self.database, now=self.clock.now(), actor=actor, trace=trace, new_id=self.new_id)

    def own_hand(self) -> Actor:
        """The service acting by itself (timers): never to be mistaken for a person."""
        return Actor(f"service:{self.service}", Role.SERVICE, self.service)
