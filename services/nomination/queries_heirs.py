"""Which unions another one follows, through mergers and splits that nobody took back, over any number of them.

Owns: walking along the successions. Promises: a union without any costs one statement; what was entered in error and
taken back leads nowhere. Leaves to others: the tree (`queries_units`), what passes along it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Date, cast, null, select
from sqlalchemy.orm import Session

from services.nomination.models import Unit, UnitSuccession
from services.nomination.queries_units import SUCCESSION_STANDS

Forerunners = Mapping[str, Mapping[str, datetime]]
"""By union those that merged or split into it, with when that was entered."""


def forerunners_of(tx: Session, units: Collection[str]) -> Forerunners:
    """Those of the units, of their forerunners, and so on; a union that follows nobody is left out."""
    found: dict[str, dict[str, datetime]] = {}
    frontier = set(units)
    while frontier:
        wanted = select(UnitSuccession.successor_id, UnitSuccession.unit_id, UnitSuccession.ordered_at)
        rows = tx.execute(wanted.where(UnitSuccession.successor_id.in_(sorted(frontier)), SUCCESSION_STANDS)).all()
        for after, before, ordered_at in rows:
            found.setdefault(after, {})[before] = ordered_at
        frontier = {before for _, before, _ in rows} - found.keys()
    return found


def followed_by(tx: Session, units: Collection[str]) -> Mapping[str, frozenset[str]]:
    """By unit itself and every union that merged into it or split into it and others, however long ago."""
    return all_before(forerunners_of(tx, units), units)


def all_before(forerunners: Forerunners, units: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The same, where the forerunners are at hand."""
    found: dict[str, frozenset[str]] = {}
    for unit in units:
        reached, frontier = {unit}, {unit}
        while frontier:
            frontier = {before for one in frontier for before in forerunners.get(one, ())} - reached
            reached |= frontier
        found[unit] = frozenset(reached)
    return found


def going_on_with(tx: Session, unit: str) -> tuple[str, ...]:
    """Who goes on with what a union began: itself while it exists, otherwise the last of those that follow it."""
    last, frontier = set(), {unit}
    while frontier:
        wanted = select(UnitSuccession.unit_id, UnitSuccession.successor_id)
        rows = tx.execute(wanted.where(UnitSuccession.unit_id.in_(sorted(frontier)), SUCCESSION_STANDS)).all()
        last |= frontier - {before for before, _ in rows}
        frontier = {after for _, after in rows}
    return tuple(sorted(last))


def unions_before(asked: ColumnElement[bool]) -> CTE:
    """Units asked about and every union each follows, as (`start`, `union`, `ended_from`: the first day it was no more,
    None of the unit itself), for a statement that asks other things of them too."""
    none = cast(null(), Date())
    itself = select(Unit.id.label("start"), Unit.id.label("union"), none.label("ended_from"))
    first = itself.where(asked).cte("before", recursive=True)
    further = select(first.c.start, UnitSuccession.unit_id, UnitSuccession.valid_from).where(
        UnitSuccession.successor_id == first.c.union, SUCCESSION_STANDS
    )
    return first.union_all(further)
