"""Reading what units registered with the bodies above: their plans and their pledges.

Owns: which registrations stand for a unit. Promises: nothing is written when a union merges or splits: who follows it
goes on with what it had registered until it registers anew, and a merger taken back gives it back. Leaves to others:
registering (`actions_unit_plans`), what duties say of it (`rules.launching`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.nomination.models_launches import Registration
from services.nomination.queries_heirs import Forerunners, all_before, followed_by
from shared.events.terms import RegistrationKind


@dataclass(frozen=True, slots=True)
class Registered:
    """What of one kind stands for a unit: the latest registration of its own, then those it goes on with; `count` is of
    all that led there."""

    latest: tuple[Registration, ...]
    count: int

    @property
    def contents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(content for row in self.latest for content in row.contents))

    @property
    def registered_with(self) -> tuple[Mapping[str, Any], ...]:
        return tuple({body["id"]: body for row in self.latest for body in row.registered_with}.values())


def registrations_by(tx: Session, plan: str, unit: str) -> Sequence[Registration]:
    """Those the unit made itself, oldest first."""
    wanted = _of(plan, [unit]).order_by(Registration.number)
    return tx.scalars(wanted).all()


def registrations_of(tx: Session, plan: str, unit: str) -> Sequence[Registration]:
    """Every registration of a unit and of the unions it follows, oldest first."""
    wanted = _of(plan, followed_by(tx, [unit])[unit])
    return tx.scalars(wanted.order_by(Registration.registered_at, Registration.id)).all()


def standing_of_units(
    tx: Session, plan: str, units: Collection[str], forerunners: Forerunners
) -> Mapping[tuple[str, RegistrationKind], Registered]:
    """What stands by unit and kind, in one statement for them all."""
    known = {one for ones in all_before(forerunners, units).values() for one in ones}
    rows: dict[RegistrationKind, dict[str, list[Registration]]] = {kind: defaultdict(list) for kind in RegistrationKind}
    for row in tx.scalars(_of(plan, known).order_by(Registration.number)):
        rows[RegistrationKind(row.kind)][row.unit_id].append(row)
    return {
        (unit, kind): _registered(list(_standing(unit, of_kind, forerunners)))
        for unit in units
        for kind, of_kind in rows.items()
    }


def _registered(standing: Sequence[Sequence[Registration]]) -> Registered:
    return Registered(tuple(own[-1] for own in standing), sum(len(own) for own in standing))


def _standing(
    unit: str, rows: Mapping[str, Sequence[Registration]], forerunners: Forerunners
) -> Iterator[Sequence[Registration]]:
    """Union by union what it registered. Who registers anew after a merger was entered says what it now does itself."""
    own = rows.get(unit, ())
    if own:
        yield own
    for before, entered_at in sorted(forerunners.get(unit, {}).items()):
        if not own or own[-1].registered_at <= entered_at:
            yield from _standing(before, rows, forerunners)


def _of(plan: str, units: Collection[str]) -> Select[Registration]:
    return select(Registration).where(Registration.plan == plan, Registration.unit_id.in_(sorted(units)))
