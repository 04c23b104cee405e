"""Reading logs in tests: what a service said, as it was said.

Owns: opening bodies through the keys of those they tell of. Promises: reads only. Leaves to others: which events.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.events.envelope import Envelope, decode
from shared.keys import say_bodies
from shared.tables import outbox


def bodies_said(tx: Session, *types: str, about: str | None = None) -> list[str]:
    """Bodies in the order they were written; of these types or of all, `about` one subject or all."""
    wanted = select(outbox.c.body).order_by(outbox.c.id)
    if types:
        wanted = wanted.where(outbox.c.type.in_(types))
    if about is not None:
        wanted = wanted.where(outbox.c.subject == about)
    return say_bodies(tx, tx.scalars(wanted).all())


def events_said(tx: Session, *types: str, about: str | None = None) -> list[Envelope]:
    return [decode(body.encode()) for body in bodies_said(tx, *types, about=about)]


def data_said(tx: Session, *types: str) -> list[dict[str, Any]]:
    return [event.data for event in events_said(tx, *types)]
