"""The targets of a plan with their figures.

Owns: collecting what the arithmetic needs, of the period a day falls into. Promises: a unit the plan is for that states
no figures counts as missing, with awardees or without, so that a percentage never looks better than what is known; an
award counts on the day it was first decided, also after a correction. Leaves to others: arithmetic (`rules.targets`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from services.registry.models import Award, Figures
from services.registry.models_unions import KnownUnion
from services.registry.queries_progress import initiatives_of
from services.registry.queries_unions import unions_beside, unions_of
from services.registry.rules.progress import Counted, persons_that_count
from services.registry.rules.targets import (
    COUNTS_UNIONS,
    STATED,
    AwardedPerson,
    Reached,
    UnitFigures,
    concerns,
    direct_worker_share,
    measure,
)
from shared.events.terms import Standing, SubjectKind, UnitKind
from shared.policy.periods import Period
from shared.policy.plans import Plan
from shared.policy.targets import Numerator, Target
from shared.tombstones import erased_records


@dataclass(frozen=True, slots=True)
class TargetStanding:
    target: Target
    reached: Reached


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan's targets over one of its periods."""

    plan: Plan
    period: Period
    targets: tuple[TargetStanding, ...]
    direct_workers: Reached


@dataclass(frozen=True, slots=True)
class _OfBlock:
    """`is_grassroots` is None of whom the tree does not have."""

    block: str | None
    figures: UnitFigures
    is_grassroots: bool | None


def standing_of(tx: Session, plan: Plan, on: date) -> PlanStanding:
    """Every target of the plan over the period `on` falls into, by what is known now."""
    period = plan.period_of(on)
    persons, units = _persons(tx, plan, period), _units(tx, plan, period, on)
    unions = unions_of(tx, plan, period, on) if any(one.numerator in COUNTS_UNIONS for one in plan.targets) else {}
    targets = tuple(
        TargetStanding(
            target,
            measure(
                target, _concerned(units, target), persons, _counted(tx, plan, period, target),
                unions.get(target.denominator) if target.denominator else None,
            ),
        )
        for target in plan.targets
    )
    return PlanStanding(plan, period, targets, direct_worker_share(persons))


def _counted(tx: Session, plan: Plan, period: Period, target: Target) -> Counted | None:
    """Who counts person by person, where the target asks for that."""
    if target.numerator is not Numerator.PERSONS_WITH_INITIATIVE_IN_REGISTRY:
        return None
    return persons_that_count(target, plan, period, initiatives_of(tx, plan.id, target.blocks))


def figures_of(tx: Session, plan: Plan, on: date) -> Sequence[Figures]:
    """What the units stated for the period `on` falls into, by unit name."""
    stated = select(Figures).where(Figures.plan == plan.id, Figures.counted_from == plan.period_of(on).first)
    return tx.scalars(stated.order_by(Figures.unit_name, Figures.unit)).all()


_First = aliased(Award)
"""The first entry of a case: a correction dates from its own decision; the person was rewarded by the first one."""


def _decided_in(wanted: Any, plan: Plan, period: Period) -> Any:
    """Of a choice of awards those in force that count in the period."""
    days = plan.decided_in(period)
    return wanted.join(_First, (_First.case_id == Award.case_id) & (_First.entry == 1)).where(
        Award.plan == plan.id, Award.standing == Standing.IN_FORCE.value, _First.dated.between(days.first, days.last)
    )


def _persons(tx: Session, plan: Plan, period: Period) -> list[AwardedPerson]:
    """Individuals rewarded in the period, first decision first, whatever was corrected since."""
    rewarded = select(
        Award.case_id, Award.nominee_key, Award.award_code, Award.is_direct_worker, Award.is_leader
    ).where(Award.nominee_kind == SubjectKind.INDIVIDUAL.value)
    found = tx.execute(_decided_in(rewarded, plan, period).order_by(_First.dated, _First.id)).all()
    # An erasure leaves no status, so only of who has none it is asked.
    bare = [row for row in found if row.is_direct_worker is None and row.is_leader is None]
    erased = erased_records(tx, {row.case_id for row in bare})
    return [
        AwardedPerson(key=key, award=award, is_direct_worker=direct, is_leader=leader, is_erased=case in erased)
        for case, key, award, direct, leader in found
    ]


def _units(tx: Session, plan: Plan, period: Period, on: date) -> list[_OfBlock]:
    tree = tx.execute(select(KnownUnion.id, KnownUnion.kind))
    is_base = {union: kind == UnitKind.GRASSROOTS.value for union, kind in tree}
    stated = {
        row.unit: _OfBlock(
            row.block,
            UnitFigures(
                unit=row.unit, unit_name=row.unit_name, **{name: getattr(row, name) for name in STATED}
            ),
            is_base.get(row.unit),
        )
        for row in figures_of(tx, plan, period.first)
    }
    rewarded = _decided_in(select(Award.unit_id, Award.unit_name, Award.unit_block), plan, period)
    for unit, name, block in tx.execute(rewarded.distinct().order_by(Award.unit_id)):
        stated.setdefault(unit, _OfBlock(block, UnitFigures(unit=unit, unit_name=name), is_base.get(unit)))
    silent = [
        _OfBlock(one.block, UnitFigures(unit=one.id, unit_name=one.name), is_base.get(one.id))
        for one in unions_beside(tx, plan, period, on, frozenset(stated))
        if one.name is not None
    ]
    return [*stated.values(), *silent]


def _concerned(units: Iterable[_OfBlock], target: Target) -> list[UnitFigures]:
    """Those of the target's blocks whom it is asked of, or who stated a part of it unasked."""
    wanted = {block.value for block in target.blocks}
    return [
        one.figures
        for one in units
        if (not wanted or one.block in wanted)
        and concerns(target, one.figures, is_grassroots=one.is_grassroots)
    ]
