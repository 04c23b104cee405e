"""Keeping what targets that count unions need: the tree of units and the launches under plans, as nomination tells.

Owns: these rows. Promises: as they were told, nothing decided here. Leaves to others: counting (`queries_unions`).
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete

from services.registry.models_unions import KnownLaunch, KnownSuccession, KnownUnion, UnionPlace
from shared.events.launches import LaunchWithdrawn, MovementLaunched
from shared.events.nomination import SuccessionTakenBack, UnitClosed, UnitMoved, UnitRegistered, UnitSucceeded
from shared.work import Work


def know_union(work: Work, event: UnitRegistered) -> None:
    block = event.block.value if event.block else None
    work.tx.add(
        KnownUnion(
            id=event.unit, kind=event.kind.value, name=event.name, block=block, valid_from=event.valid_from,
            valid_to=None,
        )
    )  # fmt: skip
    work.tx.add(UnionPlace(union=event.unit, valid_from=event.valid_from, parent=event.parent))


def move_union(work: Work, event: UnitMoved) -> None:
    work.tx.add(UnionPlace(union=event.unit, valid_from=event.valid_from, parent=event.parent))


def close_union(work: Work, event: UnitClosed) -> None:
    _ends(work, event.unit, event.last_day)


def succeed_union(work: Work, event: UnitSucceeded) -> None:
    """One that was closed before keeps its last day."""
    _ends(work, event.unit, event.valid_from - timedelta(days=1))
    work.tx.add_all(
        KnownSuccession(union=event.unit, successor=successor, valid_from=event.valid_from)
        for successor in event.successors
    )


def revive_union(work: Work, event: SuccessionTakenBack) -> None:
    work.tx.get_one(KnownUnion, event.unit).valid_to = event.valid_to
    work.tx.execute(delete(KnownSuccession).where(KnownSuccession.union == event.unit))


def _ends(work: Work, union: str, last_day: date) -> None:
    row = work.tx.get_one(KnownUnion, union)
    row.valid_to = last_day if row.valid_to is None else min(row.valid_to, last_day)


def know_launch(work: Work, event: MovementLaunched) -> None:
    work.tx.add(
        KnownLaunch(
            id=event.launch, plan=event.plan, union=event.union.id, owner=event.owner, launched_on=event.launched_on,
            is_withdrawn=False,
        )
    )  # fmt: skip


def forget_launch(work: Work, event: LaunchWithdrawn) -> None:
    work.tx.get_one(KnownLaunch, event.launch).is_withdrawn = True
