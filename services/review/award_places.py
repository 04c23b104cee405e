"""With whom an award's place in a limit counts since its union merged or split: worked out from the orders that stand.

Owns: that, and saying where it changes. Promises: an award stays with its union; its place follows every further merger
and comes back with the order that took it, whatever was ordered in between; nothing is kept beside the orders.
Leaves to others: the orders (`migrating`), counting (nomination, which hears of it).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.review.cases import answered_by, lock_found, unit_of
from services.review.migration_models import Migration
from services.review.migration_record import wanted_of
from services.review.models import Case, Transition
from services.review.models_after import CancelledAward
from services.review.rerouting import Wanted, heirs_alone, passings
from shared.events.dossier import SuccessorUnit, UnitRef
from shared.events.migration import PlacesPassed
from shared.events.terms import CaseState
from shared.work import Work


@dataclass(frozen=True, slots=True)
class _Order:
    id: str
    at: datetime
    wanted: Wanted


def say_places_passed(work: Work, record: Migration) -> None:
    """Of each award of the plan that counts with another union by this order, or again by its being taken back."""
    before, after = _orders_before_and_after(work.tx, record)
    changed = {one.id for one in before} ^ {one.id for one in after}
    ended = {union for one in (*before, *after) if one.id in changed for union, _, _ in passings(one.wanted)}
    awarded = _awarded(work.tx, record.plan, _leading_to(ended, (*before, *after)))
    for case in lock_found(work.tx, awarded, with_dossier=False).values():
        was, now = (_heir_of(case, awarded[case.id], orders) for orders in (before, after))
        if was == now:
            continue
        own = unit_of(case)
        passed = PlacesPassed(
            case=case.id, from_unit=_with(own, was), unit=_with(own, now), migration=record.id,
            is_back=record.reverts is not None,
        )  # fmt: skip
        work.emit(case.id, passed, policy=case.policy)


def _orders_before_and_after(tx: Session, record: Migration) -> tuple[list[_Order], list[_Order]]:
    """The orders of the plan that stood before this record, and those that stand with it, oldest first."""
    wanted = select(Migration).where(Migration.plan == record.plan).order_by(Migration.at, Migration.id)
    rows = tx.scalars(wanted).all()
    taken_back = {row.reverts for row in rows}
    orders = [_Order(row.id, row.at, wanted_of(row)) for row in rows if row.reverts is None]
    before = [one for one in orders if one.id != record.id and one.id not in taken_back - {record.reverts}]
    return before, [one for one in orders if one.id not in taken_back]


def _leading_to(unions: Collection[str], orders: Sequence[_Order]) -> set[str]:
    """These unions and all whose awards an order may have brought to one of them."""
    found, frontier = set(unions), set(unions)
    steps = [(union, heir.unit) for order in orders for union, heir, _ in passings(order.wanted)]
    while frontier:
        frontier = {union for union, heir in steps if heir in frontier} - found
        found |= frontier
    return found


def _awarded(tx: Session, plan: str, unions: Collection[str]) -> dict[str, datetime]:
    """Cases of these unions with an award that stands, and since when."""
    if not unions:
        return {}
    found = select(Case.id, func.min(Transition.at)).join(Transition, Transition.case_id == Case.id).where(
        Case.plan == plan, Case.state == CaseState.AWARDED.value, or_(*(answered_by(one) for one in sorted(unions))),
        Transition.to_state == CaseState.AWARDED.value, Case.id.not_in(select(CancelledAward.case_id)),
    )  # fmt: skip
    return {case: at for case, at in tx.execute(found.group_by(Case.id))}


def _heir_of(case: Case, awarded_at: datetime, orders: Sequence[_Order]) -> SuccessorUnit | None:
    """With whom its place counts after these orders; None: with who answers for the case. What was ordered before the
    award moved the case itself."""
    holder, heir = case.answering, None
    for order in orders:
        if awarded_at <= order.at:
            bodies = heirs_alone(order.wanted.of_case(case.id)).bodies
            heir = bodies.get(holder, heir)
            holder = heir.unit if heir is not None else holder
    return None if heir is None else SuccessorUnit(id=heir.unit, name=heir.name)


def _with(own: UnitRef, heir: SuccessorUnit | None) -> UnitRef:
    return own if heir is None else replace(own, successor=heir)
