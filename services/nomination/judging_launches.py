"""What is asked at a launch and a registration: where the unit stands, which days, G21, the clauses of the plan.

Owns: gathering it and refusing what blocks. Promises: the plan in force on the day of the act is asked. Leaves to
others: the rule (`rules.grounds`), the clauses (`rules.launching`), writing (`actions_launches`, `actions_unit_plans`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.nomination.errors import (
    LaunchBlocked,
    LaunchedBefore,
    LaunchOutsidePlan,
    NoSuchMovement,
    NotUnderPlan,
)
from services.nomination.queries_launches import pilots_of, running_beside
from services.nomination.queries_policies import in_force
from services.nomination.queries_units import PathUp, get_unit, path_up, refuse_succeeded
from services.nomination.rules.asked import settled_by
from services.nomination.rules.grounds import movement_was_launched_whole
from services.nomination.rules.launching import of_limit, of_pilots
from services.nomination.rules.routes import stage_of
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Place
from shared.events.launches import Settled, UnionRef
from shared.events.terms import MovementScope
from shared.policy import Policy
from shared.policy.movements import Movement
from shared.verdicts import Consequence, Evaluation
from shared.words import Words
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is to be launched: a movement of the plan (`movement`), or one of the union's own (`name`, `scope`).

    `first` None: from the day of the launch; `last` None: to the end of the plan, or of its movement.
    """

    settled: Settled
    document: str
    movement: str | None = None
    name: str | None = None
    scope: MovementScope | None = None
    is_pilot: bool = False
    launched_on: date | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """A launch as it would be recorded: the plan's words and days put in where the form leaves them out."""

    movement: str
    name: str
    scope: MovementScope
    settled: Settled
    is_pilot: bool
    launched_on: date
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A unit in the tree on the day: itself, who is right above, whose plan it is."""

    policy: Policy
    union: UnionRef
    above: tuple[UnionRef, ...]
    owner: str


def standing_of(desk: Desk, work: Work, plan: str, unit_id: str) -> Standing:
    """Where the unit stands today under the plan in force; `NotUnderPlan` where the plan is not for it."""
    today = office_day(work.now)
    policy = in_force(desk.policies, work.tx, plan, today)
    refuse_succeeded(work.tx, get_unit(work.tx, unit_id))
    path = path_up(work.tx, unit_id, today)
    refs = unions_on(path)
    owner = next((ref for ref in refs if ref.kind is policy.plan.paperwork.issued_at), None)
    if not path.is_registered or owner is None:
        raise NotUnderPlan()
    return Standing(policy=policy, union=refs[0], above=refs[1:], owner=owner.id)


def unions_on(path: PathUp) -> tuple[UnionRef, ...]:
    """The unit and the bodies above it up to the province."""
    return tuple(
        UnionRef(id=body.unit, name=body.name, kind=kind)
        for body in path.bodies
        if (kind := stage_of(body.kind)) is not None
    )


def intend(policy: Policy, form: Form, launch_id: str, today: date) -> Intended:
    """The launch a form means; `NoSuchMovement` or `LaunchOutsidePlan` where the plan has no such movement or days."""
    listed, window = _find_movement(policy, form), policy.plan.window
    launched_on = form.launched_on or today
    begins = (listed and listed.first) or window.first
    intended = Intended(
        movement=form.movement or launch_id, name=listed.name.vi if listed else str(form.name),
        scope=listed.scope if listed else MovementScope(str(form.scope)), settled=_settled(form.settled, listed),
        is_pilot=form.is_pilot, launched_on=launched_on,
        first=form.first or (launched_on if form.is_pilot else max(launched_on, begins)),
        last=form.last or (listed and listed.last) or window.last,
    )  # fmt: skip
    _refuse_days(policy, intended, today)
    return intended


def _find_movement(policy: Policy, form: Form) -> Movement | None:
    """The plan's movement that is named; None where the union launches one of its own."""
    if form.movement is None:
        return None
    found = policy.plan.find_movement(form.movement)
    if found is None:
        raise NoSuchMovement(places=[Place("movement", NoSuchMovement.words, NoSuchMovement.code)])
    return found


def _settled(given: Settled, listed: Movement | None) -> Settled:
    """What whoever launches settles, and for the rest what the plan's own text says."""
    plan = dict(listed.launch.said()) if listed else {}
    own = {name: value for name, value in dataclasses.asdict(given).items() if value}
    return Settled(**{**plan, **own})


def _refuse_days(policy: Policy, intended: Intended, today: date) -> None:
    window, first, last = policy.plan.window, intended.first, intended.last
    is_pilots_time = intended.is_pilot and any(one.holds(first) for one in policy.plan.pilots)
    is_early = first < window.first and not is_pilots_time
    wrong = [
        (intended.launched_on > today, "launched_on", "Ngày phát động ở tương lai.", "the launch lies in the future"),
        (last < first, "last", "Kết thúc trước khi bắt đầu.", "it ends before it begins"),
        (is_early, "first", f"Kế hoạch bắt đầu ngày {window.first:%d/%m/%Y}.", f"the plan begins on {window.first}"),
        (last > window.last, "last", f"Kế hoạch hết ngày {window.last:%d/%m/%Y}.", f"the plan ends on {window.last}"),
    ]
    places = [Place(at, Words(vi, en), LaunchOutsidePlan.code) for is_wrong, at, vi, en in wrong if is_wrong]
    if places:
        raise LaunchOutsidePlan(places=places)


def ask(work: Work, place: Standing, intended: Intended) -> list[Evaluation]:
    """G21 and what the plan's clauses say; `LaunchBlocked` where one of them blocks."""
    plan = place.policy.plan
    said = [
        movement_was_launched_whole(
            consequence=plan.launch_gate.consequence if plan.launch_gate else Consequence.BLOCK,
            movement=intended.movement, is_in_plan=True, stated=settled_by(place.policy, intended.settled.fields),
        )
    ]  # fmt: skip
    if plan.movement_limit is not None:
        beside = running_beside(work.tx, place.union.id, intended.first, intended.last)
        said.append(of_limit(plan.movement_limit, intended.movement, intended.first, beside))
    if intended.is_pilot:
        others = pilots_of(work.tx, plan.id, place.owner)
        said += [of_pilots(pilot, intended.launched_on, others) for pilot in plan.pilots]
    _refuse_blocked(said)
    return said


def refuse_twice(work: Work, place: Standing, intended: Intended) -> None:
    """A pilot is followed by the whole; two launches of one movement at a time are one too many."""
    beside = running_beside(
        work.tx, place.union.id, intended.first, intended.last, pilots=intended.is_pilot
    )
    same = next((one for one in beside if one.movement == intended.movement), None)
    if same is not None:
        raise LaunchedBefore(
            f"Đơn vị đã phát động “{same.name}” ngày {same.launched_on:%d/%m/%Y}, đến {same.last:%d/%m/%Y}.",
            f"“{same.name}” was launched on {same.launched_on} and runs until {same.last}: {same.launch}",
        )


_PART = {"G21": "settled", "plan:pilots": "is_pilot", "plan:movement_limit": "first"}


def _refuse_blocked(said: Sequence[Evaluation]) -> None:
    blocking = [one for one in said if one.consequence is Consequence.BLOCK]
    if blocking:
        raise LaunchBlocked(places=[Place(_PART[one.rule], one.words, one.rule) for one in blocking])
