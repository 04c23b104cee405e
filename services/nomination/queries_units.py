"""Reading the tree of units as it stood on a day.

Owns: finding units, parents and the path upwards. Promises: one statement for a path.
Leaves to others: changing the tree (`actions_units`), choosing a chain (`rules.routes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchUnit, UnitSucceededBefore
from services.nomination.models import SuccessionTakenBack, Unit, UnitParent, UnitSuccession
from services.nomination.rules.routes import Body
from shared.events.terms import UnitKind
from shared.holding import held
from shared.names import fold
from shared.rows import among, as_object
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
    found = tx.scalar(held(wanted) if lock else wanted)
    if found is None:
        raise NoSuchUnit(f"Không có đơn vị “{unit_id}”.", f"There is no unit “{unit_id}”.")
    return found


def get_going_on(tx: Session, unit_id: str) -> Unit:
    """A unit whose end nobody enters until the commit; `UnitSucceededBefore` where it is entered.

    Others begin something there beside it: it is held no harder than by whatever row is inserted that names it.
    """
    lightly = {"read": True, "key_share": True}
    found = tx.get(Unit, unit_id, with_for_update=lightly, populate_existing=True)
    if found is None:
        raise NoSuchUnit(f"Không có đơn vị “{unit_id}”.", f"There is no unit “{unit_id}”.")
    refuse_succeeded(tx, found)
    return found


SUCCESSION_STANDS = ~exists().where(
    SuccessionTakenBack.unit_id == UnitSuccession.unit_id, SuccessionTakenBack.number == UnitSuccession.number
)
"""A merger or split that nobody took back as entered in error."""


def last_succession(tx: Session, unit_id: str) -> int:
    """The number of the unit's latest merger or split, taken back or not; 0 where there was none."""
    return tx.scalar(select(func.max(UnitSuccession.number)).where(UnitSuccession.unit_id == unit_id)) or 0


def successions_of(tx: Session, unit_id: str) -> Sequence[UnitSuccession]:
    """Who follows a unit that ended: one where it merged, several where it split, none while it goes on."""
    wanted = select(UnitSuccession).where(UnitSuccession.unit_id == unit_id, SUCCESSION_STANDS)
    return tx.scalars(wanted.order_by(UnitSuccession.successor_id)).all()


def refuse_succeeded(tx: Session, unit: Unit) -> None:
    """`UnitSucceededBefore` where the unit is no more: who goes on prepares what is new."""
    followed = select(Unit.name).join(UnitSuccession, UnitSuccession.successor_id == Unit.id)
    names = tx.scalars(followed.where(UnitSuccession.unit_id == unit.id, SUCCESSION_STANDS).order_by(Unit.id)).all()
    if names:
        heirs = ", ".join(f"“{name}”" for name in names)
        raise UnitSucceededBefore(f"Kế thừa “{unit.name}” là {heirs}.", f"{unit.id} ended; {heirs} go on")


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
    return path_of([fact for _, _, fact in tx.execute(_PATH, {"units": [unit_id], "day": day})], day)


def path_of(steps: Sequence[Mapping[str, Any]], day: date) -> PathUp:
    """The path of one unit from the facts of `steps_up`."""
    ordered = sorted(steps, key=lambda step: (step["depth"], step["id"]))
    bodies = ordered[:1]
    while bodies and len(bodies) < _DEEPEST:
        above = next((step for step in ordered if step["below"] == bodies[-1]["id"]), None)
        if above is None:
            break
        bodies.append(above)
    return PathUp(
        bodies=tuple(Body(unit=body["id"], name=body["name"], kind=UnitKind(body["kind"])) for body in bodies),
        parents=tuple({step["id"]: step["name"] for step in ordered if step["depth"] == 1}.values()),
        is_registered=bool(bodies) and _exists_on(bodies[0], day),
        dissolved=tuple(body["name"] for body in bodies[1:] if not _exists_on(body, day)),
        block=bodies[0]["block"] if bodies else None,
    )


def steps_up(asked: ColumnElement[bool]) -> Select[Any]:
    """Units asked about (depth 0) and every body above them on the day `:day`: (`step`, the unit asked about, fact)."""
    day = bindparam("day", type_=Date())
    none = cast(null(), String(60))
    itself = select(Unit.id.label("start"), none.label("below"), Unit.id.label("unit"), literal(0).label("depth"))
    first = itself.where(asked).cte("up", recursive=True)
    further = select(first.c.start, UnitParent.unit_id, UnitParent.parent_id, first.c.depth + 1).where(
        UnitParent.unit_id == first.c.unit, UnitParent.valid_from <= day,
        or_(UnitParent.valid_to.is_(None), UnitParent.valid_to >= day), first.c.depth < _DEEPEST,
    )  # fmt: skip
    up = first.union_all(further)
    fact = as_object(
        id=Unit.id, below=up.c.below, depth=up.c.depth, name=Unit.name, kind=Unit.kind, block=Unit.block,
        valid_from=Unit.valid_from, valid_to=Unit.valid_to,
    )  # fmt: skip
    return select(literal_column("'step'").label("kind"), up.c.start.label("of"), fact.label("fact")).join(
        Unit, Unit.id == up.c.unit
    )


_PATH = steps_up(among(Unit.id, "units"))


def _exists_on(unit: Mapping[str, Any], day: date) -> bool:
    valid_to = unit["valid_to"]
    return date.fromisoformat(unit["valid_from"]) <= day and (valid_to is None or day <= date.fromisoformat(valid_to))


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
