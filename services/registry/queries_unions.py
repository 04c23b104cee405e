"""Unions that launched a movement under a plan, of all the plan is for; and those that stand beside who stated figures.

Owns: counting them. Promises: a union counts while it exists and stands under the body whose plan it is; who was closed
or moved away counts on neither side, so no share passes 100 %; what a union launched that merged or split counts for
who follows it. Leaves to others: the verdict (`rules.targets`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.registry.models_unions import KnownLaunch, KnownSuccession, KnownUnion, UnionPlace
from services.registry.rules.figures import InTree
from services.registry.rules.targets import Unions
from shared.events.terms import Block, UnitKind
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
    day, days = _day_in(period, on), plan.decided_in(period)
    found = select(KnownLaunch.union).where(
        KnownLaunch.plan == plan.id, KnownLaunch.is_withdrawn.is_(False),
        KnownLaunch.launched_on.between(days.first, days.last),
    )  # fmt: skip
    heirs = _heirs(tx, day)
    launching, there = _with_heirs(set(tx.scalars(found)), heirs), _under(tx, _with_heirs(owners, heirs), day)
    of_kind = {union: UnitKind(row.kind) for union, row in there.items()}
    return {level: _of_kinds(of_kind, launching, kinds) for level, kinds in _KINDS.items()}


def unions_beside(tx: Session, plan: Plan, period: Period, on: date, stated: Collection[str]) -> Sequence[KnownUnion]:
    """Who stands on the day under the bodies of the plan's own level that `stated` stand under, these left out."""
    if not stated:
        return ()
    day = _day_in(period, on)
    parents = _parents(tx, day)
    level = UnitKind[plan.paperwork.issued_at.name]  # stages are named as the bodies they lie with
    issuers = set(tx.scalars(select(KnownUnion.id).where(KnownUnion.kind == level.value)))
    above = {body for unit in stated for body in _way_up(unit, parents) if body in issuers}
    there = _under(tx, _with_heirs(above, _heirs(tx, day)), day) if above else {}
    return [row for union, row in sorted(there.items()) if union not in stated]


def owners_above(tx: Session, plan: Plan, on: date, units: Collection[str]) -> Sequence[KnownUnion]:
    """Who owns the plan: for whom it was launched, whoever follows them, and the bodies of its issuer's level above
    these units, as the tree stands on the day."""
    owners = set(tx.scalars(select(KnownLaunch.owner).where(KnownLaunch.plan == plan.id).distinct()))
    if not owners and not units:
        return ()
    level = UnitKind[plan.paperwork.issued_at.name]
    there = {row.id: row for row in tx.scalars(select(KnownUnion).where(*_exists(on)))}
    parents, heirs = _parents(tx, on), _heirs(tx, on)
    above = {body for unit in _with_heirs(set(units), heirs) for body in _way_up(unit, parents)}
    issuers = {body for body in above if body in there and there[body].kind == level.value}
    return [there[body] for body in sorted(_with_heirs(owners, heirs) | issuers) if body in there]


def place_in_tree(tx: Session, unit: str) -> InTree | None:
    """What the tree has about a unit; None as long as nobody told of any."""
    row = tx.get(KnownUnion, unit)
    if row is not None:
        return InTree(is_there=True, block=None if row.block is None else Block(row.block))
    return None if tx.scalar(select(KnownUnion.id).limit(1)) is None else InTree(is_there=False, block=None)


def unions_under(tx: Session, owners: Collection[str], on: date) -> Sequence[KnownUnion]:
    """Bodies that exist on the day and are one of these or stand under it."""
    return list(_under(tx, owners, on).values())


def _exists(day: date) -> tuple[ColumnElement[bool], ...]:
    return KnownUnion.valid_from <= day, or_(KnownUnion.valid_to.is_(None), KnownUnion.valid_to >= day)


def _day_in(period: Period, on: date) -> date:
    return min(max(on, period.first), period.last)


def _way_up(union: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The union and every body above it."""
    while union is not None:
        yield union
        union = parents.get(union)


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


def _parents(tx: Session, day: date) -> Mapping[str, str | None]:
    placed = select(UnionPlace.union, UnionPlace.parent).where(UnionPlace.valid_from <= day)
    return {union: parent for union, parent in tx.execute(placed.order_by(UnionPlace.valid_from))}


def _under(tx: Session, owners: Collection[str], day: date) -> Mapping[str, KnownUnion]:
    """Bodies that exist on the day and are an owner or stand under one."""
    parents = _parents(tx, day)
    return {
        one.id: one
        for one in tx.scalars(select(KnownUnion).where(*_exists(day)))
        if any(body in owners for body in _way_up(one.id, parents))
    }
