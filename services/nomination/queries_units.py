"""Reading the tree of units as it stood on a day.

Owns: finding units, parents and the path upwards. Promises: at most two statements for a path.
Leaves to others: changing the tree (`actions_units`), choosing a chain (`rules.routes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, literal, or_, select
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchUnit
from services.nomination.models import Unit, UnitParent
from services.nomination.rules.routes import Body
from shared.events.terms import UnitKind
from shared.names import fold
from shared.web.paging import Page, page_of, read_cursor

_DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PathUp:
    """A unit with the bodies above it on a day. `parents` may be none or several where the tree is wrong."""

    bodies: tuple[Body, ...]
    parents: tuple[str, ...]
    is_registered: bool
    dissolved: tuple[str, ...]
    block: str | None


def get_unit(tx: Session, unit_id: str, *, lock: bool = False) -> Unit:
    wanted = select(Unit).where(Unit.id == unit_id)
    found = tx.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NoSuchUnit(f"Không có đơn vị “{unit_id}”.", f"There is no unit “{unit_id}”.")
    return found


def stands_on(row: type[UnitParent], day: date) -> ColumnElement[bool]:
    return and_(row.valid_from <= day, or_(row.valid_to.is_(None), row.valid_to >= day))


def parents_of(tx: Session, unit_id: str) -> Sequence[UnitParent]:
    """Every parent the unit ever had, oldest first."""
    return tx.scalars(
        select(UnitParent).where(UnitParent.unit_id == unit_id).order_by(UnitParent.valid_from, UnitParent.id)
    ).all()


def find_parent(tx: Session, unit_id: str, day: date) -> Unit | None:
    """The body the unit stood under on the day; None for a root or an unknown unit."""
    return tx.scalar(
        select(Unit)
        .join(UnitParent, UnitParent.parent_id == Unit.id)
        .where(UnitParent.unit_id == unit_id, stands_on(UnitParent, day))
        .order_by(UnitParent.valid_from.desc())
        .limit(1)
    )


def path_up(tx: Session, unit_id: str, day: date) -> PathUp:
    """The unit and the bodies above it, bottom up, with what is wrong about them that day."""
    edges = _edges_up(tx, unit_id, day)
    units = {unit.id: unit for unit in tx.scalars(select(Unit).where(Unit.id.in_({unit_id, *dict(edges).values()})))}
    first = units.get(unit_id)
    bodies: list[Unit] = [] if first is None else [first]
    above = dict(edges)
    while bodies and (parent := above.get(bodies[-1].id)) is not None and len(bodies) < _DEEPEST:
        bodies.append(units[parent])
    return PathUp(
        bodies=tuple(Body(unit=unit.id, name=unit.name, kind=UnitKind(unit.kind)) for unit in bodies),
        parents=tuple(units[parent].name for child, parent in edges if child == unit_id),
        is_registered=first is not None and _exists_on(first, day),
        dissolved=tuple(unit.name for unit in bodies[1:] if not _exists_on(unit, day)),
        block=None if first is None else first.block,
    )


def _edges_statement() -> Select[str, str]:
    first = (
        select(UnitParent.unit_id, UnitParent.parent_id, literal(1).label("depth"))
        .where(UnitParent.unit_id == bindparam("unit"), _stands_on_asked_day())
        .cte("up", recursive=True)
    )
    further = select(UnitParent.unit_id, UnitParent.parent_id, first.c.depth + 1).where(
        UnitParent.unit_id == first.c.parent_id, _stands_on_asked_day(), first.c.depth < _DEEPEST
    )
    up = first.union_all(further)
    return select(up.c.unit_id, up.c.parent_id).order_by(up.c.depth)


def _stands_on_asked_day() -> ColumnElement[bool]:
    day = bindparam("day", type_=Date())
    return and_(UnitParent.valid_from <= day, or_(UnitParent.valid_to.is_(None), UnitParent.valid_to >= day))


# Built once: it is asked at every submission, and putting it together costs more than running it.
_EDGES = _edges_statement()


def _edges_up(tx: Session, unit_id: str, day: date) -> list[tuple[str, str]]:
    """(unit, parent) pairs upwards in one statement."""
    rows = tx.execute(_EDGES, {"unit": unit_id, "day": day})
    return list(dict.fromkeys((child, parent) for child, parent in rows))


def _exists_on(unit: Unit, day: date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or day <= unit.valid_to)


def list_units(
    tx: Session, *, cursor: str | None, limit: int, search: str | None, kind: UnitKind | None, parent: str | None,
    day: date,
) -> Page[Unit]:  # fmt: skip
    """Units by id; `search` without marks, `parent` as of the day."""
    wanted = select(Unit).order_by(Unit.id).limit(limit + 1)
    after: list[Any] | None = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(Unit.id > after[0])
    if search:
        wanted = wanted.where(Unit.folded.contains(fold(search), autoescape=True))
    if kind is not None:
        wanted = wanted.where(Unit.kind == kind.value)
    if parent is not None:
        below = select(UnitParent.unit_id).where(UnitParent.parent_id == parent, stands_on(UnitParent, day))
        wanted = wanted.where(Unit.id.in_(below))
    return page_of(tx.scalars(wanted).all(), limit, lambda unit: [unit.id])
