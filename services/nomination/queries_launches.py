"""Reading launches, and how unions stand with a plan.

Owns: the statements. Promises: what was withdrawn counts nowhere; an ended movement ran until its last day.
Leaves to others: launching (`actions_launches`), registrations (`queries_registrations`), what a plan's clauses say
(`rules.launching`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchLaunch
from services.nomination.models import Nomination, Unit
from services.nomination.models_known import KnownReport
from services.nomination.models_launches import Launch
from services.nomination.queries_heirs import all_before, followed_by, forerunners_of
from services.nomination.queries_registrations import Registered, standing_of_units
from services.nomination.queries_units import PathUp
from services.nomination.rules import asked
from services.nomination.rules.grounds import Launched
from services.nomination.rules.launching import Other, Shown, nearest, of_duty
from services.nomination.rules.routes import stage_of
from shared.events.codec import from_plain
from shared.events.launches import Settled
from shared.events.terms import RegistrationKind, UnitKind
from shared.holding import held
from shared.policy import Policy
from shared.verdicts import Evaluation
from shared.web.paging import Page, page_of, read_cursor

WITHDRAWN, ENDED = "withdrawn", "ended"
_STANDS = Launch.outcome.is_distinct_from(WITHDRAWN)
_RAN_UNTIL = func.coalesce(Launch.last_day, Launch.last)


@dataclass(frozen=True, slots=True)
class KnownLaunch:
    """A launch a proposal may rest on, by whom, and what was settled."""

    other: Other
    settled: Settled


def get_launch(tx: Session, launch_id: str, *, lock: bool = False) -> Launch:
    wanted = select(Launch).where(Launch.id == launch_id)
    found = tx.scalar(held(wanted) if lock else wanted)
    if found is None:
        raise NoSuchLaunch()
    return found


def pilots_of(tx: Session, plan: str, owner: str) -> tuple[Other, ...]:
    """The pilot launches of a plan that stand, oldest first; `owner` has the plan, or follows who had it."""
    owners = followed_by(tx, [owner])[owner]
    return _others(tx, select(Launch).where(Launch.plan == plan, Launch.owner_id.in_(sorted(owners)), Launch.is_pilot))


def running_beside(tx: Session, unit: str, first: date, last: date, *, pilots: bool | None = None) -> tuple[Other, ...]:
    """The unit's launches, and those it goes on with, that run on any day between two; `pilots` asks for those that
    are, or are none."""
    wanted = select(Launch).where(_is_of(tx, unit), Launch.first <= last, first <= _RAN_UNTIL)
    return _others(tx, wanted if pilots is None else wanted.where(Launch.is_pilot == pilots))


def _is_of(tx: Session, unit: str) -> ColumnElement[bool]:
    """Launched by the unit, or by a union that it follows."""
    return Launch.unit_id.in_(sorted(followed_by(tx, [unit])[unit]))


def _others(tx: Session, wanted: Select[Launch]) -> tuple[Other, ...]:
    found = tx.scalars(wanted.where(_STANDS).order_by(Launch.launched_on, Launch.id))
    return tuple(_other(row) for row in found)


def _other(row: Launch) -> Other:
    return Other(
        launch=row.id, movement=row.movement, name=row.name, union_name=row.unit_name, launched_on=row.launched_on,
        first=row.first, last=row.last_day or row.last,
    )  # fmt: skip


def launches_for(
    tx: Session, nominations: Iterable[Nomination], paths: Mapping[str, PathUp]
) -> Mapping[str, KnownLaunch]:
    """By nomination the launch its movement goes by: the unit's own or the nearest above, or of a union one of these
    follows. Asked only where a movement is named."""
    named = [row for row in nominations if row.draft.get("movement")]
    if not named:
        return {}
    follows = followed_by(tx, {body.unit for row in named for body in paths[row.unit_id].bodies})
    unions = {before for ones in follows.values() for before in ones}
    movements = {row.draft["movement"] for row in named}
    wanted = select(Launch).where(Launch.movement.in_(sorted(movements)), Launch.unit_id.in_(sorted(unions)), _STANDS)
    by_movement: dict[tuple[str, str], dict[str, list[Other]]] = defaultdict(lambda: defaultdict(list))
    settled: dict[str, Settled] = {}
    for launch in tx.scalars(wanted):
        for union in (union for union, ones in follows.items() if launch.unit_id in ones):
            by_movement[launch.plan, launch.movement][union].append(_other(launch))
        settled[launch.id] = from_plain(Settled, launch.settled)
    found: dict[str, KnownLaunch] = {}
    for row in named:
        path = [body.unit for body in paths[row.unit_id].bodies]
        one = nearest(path, by_movement.get((row.plan, row.draft["movement"]), {}))
        if one is not None:
            found[row.id] = KnownLaunch(one, settled[one.launch])
    return found


def launched_as_asked(policy: Policy, known: KnownLaunch | None) -> Launched | None:
    """The launch as G21 takes it."""
    if known is None:
        return None
    other = known.other
    return Launched(
        launch=other.launch, union_name=other.union_name, launched_on=other.launched_on,
        stated=asked.settled_by(policy, known.settled.fields),
    )  # fmt: skip


def list_launches(
    tx: Session, *, cursor: str | None, limit: int, plan: str | None, unit: str | None, movement: str | None
) -> Page[Launch]:
    """Newest first, withdrawn ones included; `unit`: of it, and what it goes on with."""
    wanted = select(Launch).order_by(Launch.id.desc()).limit(limit + 1)
    for column, value in ((Launch.plan, plan), (Launch.movement, movement)):
        wanted = wanted if value is None else wanted.where(column == value)
    wanted = wanted if unit is None else wanted.where(_is_of(tx, unit))
    after = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(Launch.id < after[0])
    return page_of(tx.scalars(wanted).all(), limit, lambda row: [row.id])


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionStanding:
    """How a union stands with a plan: launches that stand, contents of its registered plan and of its pledge, those of
    unions it follows included; and its duties."""

    unit: Unit
    launches: int
    registered_with: Sequence[Mapping[str, Any]]
    contents: Sequence[str]
    pledged: Sequence[str]
    duties: Sequence[Evaluation]


def standings_of(tx: Session, policy: Policy, units: Sequence[Unit]) -> list[UnionStanding]:
    """In the order given; as many statements for one as for many."""
    plan, ids = policy.plan, [unit.id for unit in units]
    forerunners = forerunners_of(tx, ids)
    follows = all_before(forerunners, ids)
    of_any = Launch.unit_id.in_(sorted({before for ones in follows.values() for before in ones}))
    counted = select(Launch.unit_id, func.count()).where(Launch.plan == plan.id, of_any, _STANDS)
    launches = {unit: number for unit, number in tx.execute(counted.group_by(Launch.unit_id))}
    registered = standing_of_units(tx, plan.id, ids, forerunners)
    reports = _received(tx, plan.id, ids)
    return [
        _standing(
            policy, unit, sum(launches.get(one, 0) for one in follows[unit.id]),
            registered[unit.id, RegistrationKind.PLAN], registered[unit.id, RegistrationKind.PLEDGE], reports[unit.id],
        )
        for unit in units
    ]


def _received(tx: Session, plan: str, units: Collection[str]) -> Mapping[str, Mapping[str, int]]:
    """By unit how many of each report came in; the register takes one for a period."""
    wanted = select(KnownReport.unit, KnownReport.report, func.count()).where(
        KnownReport.plan == plan, KnownReport.unit.in_(units)
    )
    found: dict[str, dict[str, int]] = {unit: {} for unit in units}
    for unit, report, number in tx.execute(wanted.group_by(KnownReport.unit, KnownReport.report)):
        found[unit][report] = number
    return found


def _standing(
    policy: Policy, unit: Unit, launches: int, plans: Registered, pledges: Registered, reports: Mapping[str, int]
) -> UnionStanding:
    stage = stage_of(UnitKind(unit.kind))
    owed = policy.plan.duties_counted_of(stage) if stage else ()
    shown = Shown(
        contents=len(plans.contents), registrations=plans.count, pledges=pledges.count, reports=reports
    )
    return UnionStanding(
        unit=unit, launches=launches, registered_with=plans.registered_with, contents=plans.contents,
        pledged=pledges.contents, duties=[of_duty(duty, shown) for duty in owed],
    )  # fmt: skip
