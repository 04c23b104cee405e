"""Keeping who goes on with a union that ended, as nomination tells.

Owns: these rows. Promises: as they were told, nothing decided here. Leaves to others: who reads what (`queries_heirs`).
"""

from __future__ import annotations

from sqlalchemy import delete

from services.notification.models import KnownSuccession
from shared.events.nomination import SuccessionTakenBack, UnitSucceeded
from shared.work import Work


def know_succession(work: Work, event: UnitSucceeded) -> None:
    work.tx.add_all(
        KnownSuccession(union=event.unit, successor=successor, valid_from=event.valid_from)
        for successor in event.successors
    )


def forget_succession(work: Work, event: SuccessionTakenBack) -> None:
    work.tx.execute(delete(KnownSuccession).where(KnownSuccession.union == event.unit))
