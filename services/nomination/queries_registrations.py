"""Reading what units registered with the bodies above: their plans.

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

from services.nomination.models_launches import RegisteredPlan
from services.nomination.queries_heirs import Forerunners, all_before, followed_by


@dataclass(frozen=True, slots=True)
class Registered:
    """What stands for a unit: the latest registration of its own, then those it goes on with; `count` is of all that
    led there."""

    latest: tuple[RegisteredPlan, ...]
    count: int

    @property
    def contents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(content for row in self.latest for content in row.contents))

    @property
    def registered_with(self) -> tuple[Mapping[str, Any], ...]:
        return tuple({body["id"]: body for row in self.latest for body in row.registered_with}.values())


def registrations_by(tx: Session, plan: str, unit: str) -> Sequence[RegisteredPlan]:
    """Those the unit made itself, oldest first."""
    wanted = _of(plan, [unit]).order_by(RegisteredPlan.number)
    return tx.scalars(wanted).all()


def registrations_of(tx: Session, plan: str, unit: str) -> Sequence[RegisteredPlan]:
    """Every registration of a unit and of the unions it follows, oldest first."""
    wanted = _of(plan, followed_by(tx, [unit])[unit])
    return tx.scalars(wanted.order_by(RegisteredPlan.registered_at, RegisteredPlan.id)).all()


def standing_of_units(
    tx: Session, plan: str, units: Collection[str], forerunners: Forerunners
) -> Mapping[str, Registered]:
    """What stands for each unit, in one statement for them all."""
    known = {one for ones in all_before(forerunners, units).values() for one in ones}
    rows: dict[str, list[RegisteredPlan]] = defaultdict(list)
    for row in tx.scalars(_of(plan, known).order_by(RegisteredPlan.number)):
        rows[row.unit_id].append(row)
    found: dict[str, Registered] = {}
    for unit in units:
        standing = list(_standing(unit, rows, forerunners))
        found[unit] = Registered(tuple(own[-1] for own in standing), sum(len(own) for own in standing))
    return found


def _standing(
    unit: str, rows: Mapping[str, Sequence[RegisteredPlan]], forerunners: Forerunners
) -> Iterator[Sequence[RegisteredPlan]]:
    """Union by union what it registered. Who registers anew after a merger was entered says what it now does itself."""
    own = rows.get(unit, ())
    if own:
        yield own
    for before, entered_at in sorted(forerunners.get(unit, {}).items()):
        if not own or own[-1].registered_at <= entered_at:
            yield from _standing(before, rows, forerunners)


def _of(plan: str, units: Collection[str]) -> Select[RegisteredPlan]:
    return select(RegisteredPlan).where(RegisteredPlan.plan == plan, RegisteredPlan.unit_id.in_(sorted(units)))
