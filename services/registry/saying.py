"""Saying what became of an award: one stream for it, whichever of its entries is spoken of.

Owns: the subject of such events. Promises: who listens hears the entry that replaced another after all that was said of
the other. Leaves to others: what is said (the actions).
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import select

from services.registry.models import Award
from shared.work import Work


class OfAward(Protocol):
    """An event about an award, of one case."""

    @property
    def case(self) -> str: ...


def say_of_award(work: Work, fact: OfAward, *, policy: str | None = None) -> None:
    """Say it of the first entry of the award. Were each entry a stream of its own, a listener of two processes could
    hear that the old one was handed over after it has heard of the new one."""
    first = work.tx.scalars(select(Award.id).where(Award.case_id == fact.case, Award.entry == 1)).one()
    work.emit(first, fact, policy=policy)
