"""Which unions another one follows, through mergers and splits that nobody took back, over any number of them.

Owns: walking along the successions. Promises: a union without any costs one statement; what was entered in error and
taken back leads nowhere. Leaves to others: the tree (`queries_units`), what passes along it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import UnitSuccession
from services.nomination.queries_units import SUCCESSION_STANDS


def followed_by(tx: Session, units: Collection[str]) -> Mapping[str, frozenset[str]]:
    """By unit itself and every union that merged into it or split into it and others, however long ago."""
    found = {unit: {unit} for unit in units}
    frontier = {unit: {unit} for unit in units}  # whose forerunners are asked for, and for whom
    while frontier:
        wanted = select(UnitSuccession.unit_id, UnitSuccession.successor_id)
        rows = tx.execute(wanted.where(UnitSuccession.successor_id.in_(sorted(frontier)), SUCCESSION_STANDS)).all()
        further: dict[str, set[str]] = {}
        for before, after in rows:
            for unit in frontier[after]:
                if before not in found[unit]:
                    found[unit].add(before)
                    further.setdefault(before, set()).add(unit)
        frontier = further
    return {unit: frozenset(ones) for unit, ones in found.items()}


def going_on_with(tx: Session, unit: str) -> tuple[str, ...]:
    """Who goes on with what a union began: itself while it exists, otherwise the last of those that follow it."""
    last, frontier = set(), {unit}
    while frontier:
        wanted = select(UnitSuccession.unit_id, UnitSuccession.successor_id)
        rows = tx.execute(wanted.where(UnitSuccession.unit_id.in_(sorted(frontier)), SUCCESSION_STANDS)).all()
        last |= frontier - {before for before, _ in rows}
        frontier = {after for _, after in rows}
    return tuple(sorted(last))
