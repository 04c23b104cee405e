"""The targets of a plan with their figures.

Owns: collecting what the arithmetic needs. Promises: a unit that has awardees but stated no figures is counted as
missing, so that a percentage never looks better than what is known. Leaves to others: the arithmetic (`rules.targets`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models import Award, Figures
from services.registry.queries_progress import initiatives_of
from services.registry.rules.progress import Counted, persons_that_count
from services.registry.rules.targets import AwardedPerson, Reached, UnitFigures, direct_worker_share, measure
from shared.events.terms import Block, Standing, SubjectKind
from shared.policy.plans import Plan
from shared.policy.targets import Numerator, Target


@dataclass(frozen=True, slots=True)
class TargetStanding:
    target: Target
    reached: Reached


@dataclass(frozen=True, slots=True)
class PlanStanding:
    plan: Plan
    targets: tuple[TargetStanding, ...]
    direct_workers: Reached


@dataclass(frozen=True, slots=True)
class _OfBlock:
    block: str
    figures: UnitFigures


def standing_of(tx: Session, plan: Plan) -> PlanStanding:
    """Every target of the plan, measured now."""
    persons = _persons(tx, plan.id)
    units = _units(tx, plan.id)
    targets = tuple(
        TargetStanding(target, measure(target, _in_blocks(units, target.blocks), persons, _counted(tx, plan, target)))
        for target in plan.targets
    )
    return PlanStanding(plan, targets, direct_worker_share(persons))


def _counted(tx: Session, plan: Plan, target: Target) -> Counted | None:
    """Who counts person by person, where the target asks for that."""
    if target.numerator is not Numerator.PERSONS_WITH_INITIATIVE_IN_REGISTRY:
        return None
    return persons_that_count(target, plan, initiatives_of(tx, plan.id, target.blocks))


def figures_of(tx: Session, plan: str) -> Sequence[Figures]:
    """What the units stated, by unit name."""
    return tx.scalars(select(Figures).where(Figures.plan == plan).order_by(Figures.unit_name, Figures.unit)).all()


def _persons(tx: Session, plan: str) -> list[AwardedPerson]:
    """Individuals rewarded under the plan by awards in force, oldest decision first."""
    found = tx.execute(
        select(Award.nominee_key, Award.award_code, Award.is_direct_worker, Award.is_leader)
        .where(
            Award.plan == plan,
            Award.nominee_kind == SubjectKind.INDIVIDUAL.value,
            Award.standing == Standing.IN_FORCE.value,
        )
        .order_by(Award.dated, Award.id)
    )
    return [
        AwardedPerson(key=key, award=award, is_direct_worker=is_direct, is_leader=is_leader)
        for key, award, is_direct, is_leader in found
    ]


def _units(tx: Session, plan: str) -> list[_OfBlock]:
    stated = {
        row.unit: _OfBlock(
            row.block,
            UnitFigures(
                unit=row.unit,
                unit_name=row.unit_name,
                headcount=row.headcount,
                initiatives_recognised=row.initiatives_recognised,
                persons_with_initiative=row.persons_with_initiative,
            ),
        )
        for row in figures_of(tx, plan)
    }
    rewarded = tx.execute(
        select(Award.unit_id, Award.unit_name, Award.unit_block)
        .where(Award.plan == plan, Award.standing == Standing.IN_FORCE.value)
        .distinct()
        .order_by(Award.unit_id)
    )
    for unit, name, block in rewarded:
        stated.setdefault(unit, _OfBlock(block, UnitFigures(unit=unit, unit_name=name)))
    return list(stated.values())


def _in_blocks(units: Iterable[_OfBlock], blocks: Sequence[Block]) -> list[UnitFigures]:
    wanted = {block.value for block in blocks}
    return [unit.figures for unit in units if not wanted or unit.block in wanted]
