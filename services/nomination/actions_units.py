"""The tree of union bodies: register, move under another parent, close, merge into another, split into several.

Owns: changing units. Promises: a unit has at most one parent on any day, no circles; every move names its document.
Leaves to others: reading the tree (`queries_units`); open cases keep road and proposer until a migration is ordered
(review), drafts until it is heard of (`actions_mergers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from services.nomination.changes import first_change, mark_changed
from services.nomination.errors import UnitExists, UnitTreeRefused
from services.nomination.models import Unit, UnitParent, UnitSuccession
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_units import get_unit, last_succession, parents_of, path_up, successions_of
from shared.clock import office_day
from shared.desk import Desk
from shared.events.nomination import UnitClosed, UnitMoved, UnitRegistered, UnitSucceeded
from shared.events.terms import Block, UnitKind
from shared.names import fold
from shared.permissions import authorize
from shared.versions import refuse_stale
from shared.work import Work


def register_unit(
    desk: Desk, work: Work, *, name: str, kind: UnitKind, valid_from: date, unit_id: str | None = None,
    block: Block | None = None, parent: str | None = None, document: str | None = None,
) -> Unit:  # fmt: skip
    """A new body under `parent` (None for a root: a provincial federation). Grassroots unions belong to a block."""
    authorize(PERMISSIONS, "register_unit", work.actor)
    if kind is UnitKind.GRASSROOTS and (block is None or parent is None):
        raise UnitTreeRefused(
            "Công đoàn cơ sở phải có khối và công đoàn cấp trên.", "a grassroots union has a block and a parent"
        )
    unit_id = unit_id or work.new_id()
    if work.tx.get(Unit, unit_id) is not None:
        raise UnitExists(f"Mã “{unit_id}” đã dùng.", f"the id “{unit_id}” is taken")
    unit = Unit(
        id=unit_id, name=name, folded=fold(name), kind=kind.value, block=block.value if block else None,
        valid_from=valid_from, valid_to=None, document=document, **first_change(work, "register_unit"),
    )  # fmt: skip
    work.tx.add(unit)
    work.tx.flush()
    if parent is not None:
        _refuse_closed(get_unit(work.tx, parent), valid_from)
        _place(work, unit_id, parent, valid_from, document)
    work.emit(
        unit_id,
        UnitRegistered(
            unit=unit_id, name=name, kind=kind, block=block, parent=parent, valid_from=valid_from, document=document
        ),
    )
    return unit


def move_unit(
    desk: Desk, work: Work, unit_id: str, *, seen: int | None, parent: str, valid_from: date, document: str
) -> Unit:
    """From `valid_from` the unit stands under another parent; what was before stays readable."""
    authorize(PERMISSIONS, "move_unit", work.actor)
    unit = get_unit(work.tx, unit_id, lock=True)
    refuse_stale(unit, seen)
    _refuse_closed(unit, valid_from)
    _refuse_closed(get_unit(work.tx, parent), valid_from)
    if unit_id in {body.unit for body in path_up(work.tx, parent, valid_from).bodies}:
        raise UnitTreeRefused("Đơn vị không thể thuộc chính cấp dưới của mình.", "a unit cannot stand under itself")
    _end_present_parent(work, unit_id, valid_from - timedelta(days=1))
    _place(work, unit_id, parent, valid_from, document)
    mark_changed(unit, work, "move_unit")
    work.emit(unit_id, UnitMoved(unit=unit_id, parent=parent, valid_from=valid_from, document=document))
    return unit


def close_unit(desk: Desk, work: Work, unit_id: str, *, seen: int | None, last_day: date, document: str) -> Unit:
    """The unit exists until `last_day`, included."""
    authorize(PERMISSIONS, "close_unit", work.actor)
    unit = get_unit(work.tx, unit_id, lock=True)
    refuse_stale(unit, seen)
    _refuse_closed(unit, last_day)
    unit.valid_to = last_day
    mark_changed(unit, work, "close_unit")
    work.emit(unit_id, UnitClosed(unit=unit_id, last_day=last_day, document=document))
    return unit


def merge_unit(
    desk: Desk, work: Work, unit_id: str, *, seen: int | None, successor: str, valid_from: date, document: str
) -> Unit:
    """The unit is no more from `valid_from` on, a day that has come; `successor`, of its kind, has its tasks.

    A unit that was closed the day before or earlier may be merged belatedly.
    """
    return _end(work, "merge_unit", unit_id, seen, [successor], valid_from, document)


def split_unit(
    desk: Desk, work: Work, unit_id: str, *, seen: int | None, successors: Sequence[str], valid_from: date,
    document: str,
) -> Unit:  # fmt: skip
    """The unit is no more from `valid_from` on, a day that has come; each of `successors` has some of its tasks.

    They are of its kind and registered before; which of them goes on with what is said when its cases are moved.
    """
    return _end(work, "split_unit", unit_id, seen, sorted(set(successors)), valid_from, document)


def _end(
    work: Work, act: str, unit_id: str, seen: int | None, successors: Sequence[str], valid_from: date, document: str
) -> Unit:
    authorize(PERMISSIONS, act, work.actor)
    unit = get_unit(work.tx, unit_id, lock=True)
    refuse_stale(unit, seen)
    if successions_of(work.tx, unit.id):
        raise UnitTreeRefused(f"“{unit.name}” đã có đơn vị kế thừa.", f"{unit.id} has successors already")
    if act == "split_unit" and len(successors) < 2:
        raise UnitTreeRefused("Chia tách cần ít nhất hai đơn vị kế thừa.", "a unit splits into two or more")
    number = last_succession(work.tx, unit.id) + 1
    for successor in successors:
        _refuse_heir(work, unit, get_unit(work.tx, successor), valid_from)
        row = UnitSuccession(
            unit_id=unit_id, number=number, successor_id=successor, valid_from=valid_from, document=document,
            unit_valid_to=unit.valid_to, ordered_by=work.actor.subject, ordered_at=work.now,
        )  # fmt: skip
        work.tx.add(row)
    if unit.valid_to is None or unit.valid_to >= valid_from:
        _refuse_closed(unit, valid_from - timedelta(days=1))
        unit.valid_to = valid_from - timedelta(days=1)
    mark_changed(unit, work, act)
    succeeded = UnitSucceeded(unit=unit_id, successors=tuple(successors), valid_from=valid_from, document=document)
    work.emit(unit_id, succeeded)
    return unit


def _refuse_heir(work: Work, unit: Unit, heir: Unit, valid_from: date) -> None:
    if heir.id == unit.id or heir.kind != unit.kind:
        raise UnitTreeRefused(
            f"“{heir.name}” không phải đơn vị khác cùng loại.", f"{heir.id} is no other unit of the kind of {unit.id}"
        )
    if valid_from > office_day(work.now):
        raise UnitTreeRefused("Chỉ ghi nhận khi quyết định đã có hiệu lực.", "a succession is entered when it holds")
    for day in (valid_from, office_day(work.now)):
        _refuse_closed(heir, day)


def _place(work: Work, unit_id: str, parent: str, valid_from: date, document: str | None) -> None:
    work.tx.add(UnitParent(unit_id=unit_id, parent_id=parent, valid_from=valid_from, valid_to=None, document=document))
    work.tx.flush()


def _end_present_parent(work: Work, unit_id: str, last_day: date) -> None:
    for placed in parents_of(work.tx, unit_id):
        if placed.valid_from > last_day:
            raise UnitTreeRefused(
                f"Đã có thay đổi từ ngày {placed.valid_from:%d/%m/%Y}; chỉ chuyển tiếp về sau.",
                f"the unit was placed from {placed.valid_from}; a move comes after that",
            )
        if placed.valid_to is None or placed.valid_to > last_day:
            placed.valid_to = last_day
    work.tx.flush()


def _refuse_closed(unit: Unit, day: date) -> None:
    if day < unit.valid_from or (unit.valid_to is not None and day > unit.valid_to):
        raise UnitTreeRefused(
            f"Đơn vị “{unit.name}” không tồn tại vào ngày {day:%d/%m/%Y}.",
            f"the unit {unit.id} does not exist on {day}",
        )
