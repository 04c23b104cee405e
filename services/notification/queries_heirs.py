"""Under which names notices reach somebody, those of the unions theirs goes on with among them.

Owns: following the tree back. Promises: asked at reading and written nowhere, so that no order of streams matters and a
merger taken back gives the mailbox back. Leaves to others: the notices (`queries`).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notification.models import Contact, KnownSuccession
from shared.events.envelope import Actor


def mailbox_of(role: str, unit: str) -> str:
    """The recipient that stands for whoever holds a role at a unit."""
    return f"{role}@{unit}"


def recipients_of(tx: Session, actor: Actor) -> tuple[str, ...]:
    """The actor, their role at their unit, and the same role at every union it goes on with, people known there
    included: they hold that role there no more."""
    role, ended = actor.role.value, sorted(_followed_by(tx, actor.unit))
    own = (actor.subject, mailbox_of(role, actor.unit))
    if not ended:
        return own
    known = tx.scalars(select(Contact.subject).where(Contact.unit.in_(ended), Contact.role == role))
    return (*own, *(mailbox_of(role, union) for union in ended), *known)


def _followed_by(tx: Session, unit: str) -> set[str]:
    """The unions it goes on with, over any number of mergers and splits; one statement where there are none."""
    found: set[str] = set()
    frontier = {unit}
    while frontier:
        wanted = select(KnownSuccession.union).where(KnownSuccession.successor.in_(sorted(frontier)))
        frontier = set(tx.scalars(wanted)) - found - {unit}
        found |= frontier
    return found
