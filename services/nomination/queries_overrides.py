"""Which closed chains a unit may still go, by an administrator's override.

Owns: reading them. Promises: nothing is asked where no unit stands under a district. Leaves to others: what follows
(G02), giving them (`actions_overrides`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.errors_overrides import NoSuchOverride
from services.nomination.models_overrides import Override, OverrideTakenBack
from services.nomination.queries_units import PathUp
from services.nomination.rules.lifecycle import ChainOverride
from shared.events.terms import UnitKind
from shared.web.paging import Page, page_of, read_cursor

_STANDS = ~select(OverrideTakenBack.override_id).where(OverrideTakenBack.override_id == Override.id).exists()
OfPlan = tuple[str, ChainOverride]
"""The plan it was given under, and the override."""


def overrides_for(tx: Session, paths: Mapping[str, PathUp], day: date) -> Mapping[str, tuple[OfPlan, ...]]:
    """By unit what is in force on a day and was not taken back, the one that reaches furthest first. Only districts'
    chains have closed."""
    under = [
        unit for unit, path in paths.items() if any(body.kind is UnitKind.DISTRICT for body in path.bodies)
    ]
    if not under:
        return {}
    asked = select(Override).where(Override.unit_id.in_(sorted(under)), Override.last_day >= day, _STANDS)
    found: dict[str, list[OfPlan]] = defaultdict(list)
    for row in tx.scalars(asked.order_by(Override.last_day.desc(), Override.id)):
        found[row.unit_id].append((row.plan, as_fact(row)))
    return {unit: tuple(given) for unit, given in found.items()}


def find_override(tx: Session, *, plan: str, unit: str, chain: str, day: date) -> Override | None:
    """The one in force on a day that reaches furthest."""
    same = select(Override).filter_by(plan=plan, unit_id=unit, chain=chain)
    return tx.scalar(same.where(Override.last_day >= day, _STANDS).order_by(Override.last_day.desc()).limit(1))


def hold_override(tx: Session, override_id: str) -> Override:
    """With what takes it back, if anything does; nobody else takes it back until the commit. `NoSuchOverride`."""
    # Alone, before the join: only a row can be held, not what may be missing beside it.
    tx.execute(select(Override.id).where(Override.id == override_id).with_for_update())
    found = tx.get(Override, override_id)
    if found is None:
        raise NoSuchOverride()
    return found


def list_overrides(tx: Session, *, cursor: str | None, limit: int, unit: str | None = None) -> Page[Override]:
    """Oldest first; ids grow with time."""
    asked = select(Override).order_by(Override.id).limit(limit + 1)
    if unit is not None:
        asked = asked.where(Override.unit_id == unit)
    after = read_cursor(cursor, (str,))
    if after is not None:
        asked = asked.where(Override.id > after[0])
    found: Sequence[Override] = tx.scalars(asked).all()
    return page_of(found, limit, lambda row: (row.id,))


def as_fact(row: Override) -> ChainOverride:
    return ChainOverride(
        chain=row.chain, by=row.given_by, document=row.document, dated=row.dated, reason=row.reason,
        last_day=row.last_day,
    )  # fmt: skip
