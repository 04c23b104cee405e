"""Who answers today for what a union proposed, or a body decided, that has merged or split since.

Owns: following the tree as nomination tells of it, onwards and back. Promises: who exists answers for itself; nothing
is written, so a merger taken back gives its awards back. Leaves to others: what each role may do (`permissions`), acts.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models_unions import KnownSuccession
from shared.work import Work


def answering_for(work: Work, union: str) -> str:
    """Whose authority an act on its award asks for: its own while it exists, then that of whoever goes on with it.

    Of a union that split each does, and may act; so the one that acts is named.
    """
    goes_on = going_on_with(work.tx, union)
    return work.actor.unit if work.actor.unit in goes_on else min(goes_on)


def answered_for_by(tx: Session, union: str) -> set[str]:
    """The other way round: every union it answers for today, and none once it ended itself."""
    if tx.scalar(select(KnownSuccession.union).where(KnownSuccession.union == union).limit(1)) is not None:
        return set()
    found, frontier = {union}, {union}
    while frontier:
        wanted = select(KnownSuccession.union).where(KnownSuccession.successor.in_(sorted(frontier)))
        frontier = set(tx.scalars(wanted)) - found
        found |= frontier
    return found


def whole_heirs_of(tx: Session, union: str) -> list[str]:
    """Those that took over all of it, the first one first; none from where it split."""
    found: list[str] = []
    heirs: set[str] = {union}
    while len(heirs) == 1:
        (last,) = heirs
        heirs = set(tx.scalars(select(KnownSuccession.successor).where(KnownSuccession.union == last)))
        found += heirs if len(heirs) == 1 else ()
    return found


def going_on_with(tx: Session, union: str) -> set[str]:
    """Itself, or the last of those that follow it; one statement where nothing ended."""
    last: set[str] = set()
    frontier = {union}
    while frontier:
        wanted = select(KnownSuccession.union, KnownSuccession.successor)
        rows = tx.execute(wanted.where(KnownSuccession.union.in_(sorted(frontier)))).all()
        last |= frontier - {ended for ended, _ in rows}
        frontier = {heir for _, heir in rows}
    return last
