"""Unions that launched a movement under a plan, of all the plan is for.

Owns: counting them. Promises: a union counts while it exists and stands under the body whose plan it is; who was closed
or moved away counts on neither side, so no share passes 100 %; what a union launched that merged or split counts for
who follows it. Leaves to others: the verdict (`rules.targets`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.registry.models_unions import KnownLaunch, KnownSuccession, KnownUnion, UnionPlace
from services.registry.rules.targets import Unions
from shared.events.terms import UnitKind
from shared.policy.periods import Period
from shared.policy.plans import Plan
from shared.policy.targets import Denominator

_ABOVE_THE_BASE = frozenset(UnitKind) - {UnitKind.GRASSROOTS, UnitKind.CONFEDERATION}
_KINDS: Mapping[Denominator, frozenset[UnitKind]] = {
    Denominator.GRASSROOTS_UNIONS: frozenset({UnitKind.GRASSROOTS}),
    Denominator.UPPER_UNIONS: _ABOVE_THE_BASE,
}


def unions_of(tx: Session, plan: Plan, period: Period, on: date) -> Mapping[Denominator, Unions]:
    """By level; empty as long as nobody launched anything under the plan, for then nobody knows whose it is.

    Who exists and where is asked of the day `on`, or of the period's day nearest to it.
    """
    owners = set(tx.scalars(select(KnownLaunch.owner).where(KnownLaunch.plan == plan.id).distinct()))
    if not owners:
        return {}
    day, days = min(max(on, period.first), period.last), plan.decided_in(period)
    found = select(KnownLaunch.union).where(
        KnownLaunch.plan == plan.id, KnownLaunch.is_withdrawn.is_(False),
        KnownLaunch.launched_on.between(days.first, days.last),
    )  # fmt: skip
    heirs = _heirs(tx, day)
    launching, there = _with_heirs(set(tx.scalars(found)), heirs), _under(tx, _with_heirs(owners, heirs), day)
    return {level: _of_kinds(there, launching, kinds) for level, kinds in _KINDS.items()}


def _heirs(tx: Session, day: date) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    wanted = select(KnownSuccession.union, KnownSuccession.successor).where(KnownSuccession.valid_from <= day)
    for union, successor in tx.execute(wanted):
        found[union].add(successor)
    return found


def _with_heirs(unions: set[str], heirs: Mapping[str, set[str]]) -> set[str]:
    """These unions and whoever follows them, over any number of mergers and splits."""
    found, frontier = set(unions), set(unions)
    while frontier:
        frontier = {heir for union in frontier for heir in heirs.get(union, ())} - found
        found |= frontier
    return found


def _of_kinds(there: Mapping[str, UnitKind], launching: Collection[str], kinds: Collection[UnitKind]) -> Unions:
    of_level = {union for union, kind in there.items() if kind in kinds}
    return Unions(launching=len(of_level.intersection(launching)), there=len(of_level))


def _under(tx: Session, owners: Collection[str], day: date) -> Mapping[str, UnitKind]:
    """Bodies that exist on the day and are an owner or stand under one, with their kind."""
    exists = (KnownUnion.valid_from <= day, or_(KnownUnion.valid_to.is_(None), KnownUnion.valid_to >= day))
    kinds = {union: UnitKind(kind) for union, kind in tx.execute(select(KnownUnion.id, KnownUnion.kind).where(*exists))}
    placed = select(UnionPlace.union, UnionPlace.parent).where(UnionPlace.valid_from <= day)
    parents = {union: parent for union, parent in tx.execute(placed.order_by(UnionPlace.valid_from))}

    def stands_under(union: str | None) -> bool:
        while union is not None and union not in owners:
            union = parents.get(union)
        return union is not None

    return {union: kind for union, kind in kinds.items() if stands_under(union)}
