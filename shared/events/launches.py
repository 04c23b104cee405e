"""What nomination says of movements and of what units register. Streams: `launch`, `unit_plan`.

Owns: launched, ended, withdrawn, a unit's plan or pledge registered. Promises: no nominee stands in them; who acts is
an officer. Leaves to others: what follows from a launch for a proposal (rule G21), for a plan's targets (the registry).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.terms import LaunchField, MovementScope, RegistrationKind, StageKind
from shared.verdicts import Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionRef:
    """A union of any level under the name it had then."""

    id: str
    name: str
    kind: StageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The five fields in the launching union's words; None was not settled (plan Gia Lâm 2023; LAW22 Art 17)."""

    goal: str | None = None
    targets: str | None = None
    content: str | None = None
    measures: str | None = None
    audience: str | None = None

    @property
    def fields(self) -> tuple[LaunchField, ...]:
        return tuple(field for field in LaunchField if getattr(self, field.value))


@event("nomination.movement_launched", stream="launch")
@dataclass(frozen=True, kw_only=True)
class MovementLaunched:
    """A union launched a movement of a plan, or one of its own within it.

    `movement` is the plan's id of it, otherwise the id of this launch. `settled` are the fields as they were settled.
    `owner` is the body whose plan it is; `told` the body right above the union, None for the topmost. `evaluations` are
    G21 and what clauses of the plan say.
    """

    launch: str
    plan: str
    union: UnionRef
    owner: str
    told: UnionRef | None
    movement: str
    name: str
    scope: MovementScope
    settled: Settled
    is_pilot: bool
    launched_on: date
    first: date
    last: date
    document: str
    evaluations: tuple[Evaluation, ...]


@event("nomination.launch_ended", stream="launch")
@dataclass(frozen=True, kw_only=True)
class LaunchEnded:
    """The movement runs until `last_day` instead of its last day; that it was launched stays true."""

    launch: str
    plan: str
    union: UnionRef
    name: str
    told: UnionRef | None
    last_day: date
    reason: str
    document: str


@event("nomination.launch_withdrawn", stream="launch")
@dataclass(frozen=True, kw_only=True)
class LaunchWithdrawn:
    """It counts for nothing any more: launched in error."""

    launch: str
    plan: str
    union: UnionRef
    name: str
    told: UnionRef | None
    reason: str
    document: str


@event("nomination.unit_plan_registered", stream="unit_plan")
@dataclass(frozen=True, kw_only=True)
class UnitPlanRegistered:
    """A union registered its plan and characteristic contents, or its pledge, with the bodies it owes that to; `number`
    counts its registrations under the plan, the latest of a kind stands."""

    registration: str
    plan: str
    union: UnionRef
    number: int
    contents: tuple[str, ...]
    document: str
    registered_with: tuple[UnionRef, ...]
    evaluations: tuple[Evaluation, ...]
    kind: RegistrationKind = RegistrationKind.PLAN
