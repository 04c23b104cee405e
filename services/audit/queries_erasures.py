"""Who was erased, as the ledger heard it, and as it will hear.

Owns: reading the erasures off the leaves, so that nobody can excuse a missing part with a row of a table.
Promises: read-only; one statement each. Leaves to others: what may be missing then (`rules.erasures`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import Leaf
from services.audit.rules.erasures import ERASED, Erasure, erasure_of
from shared.errors import MalformedBody
from shared.events.envelope import decode
from shared.tables import outbox


def heard_erasures(tx: Session) -> list[Erasure]:
    """In the order heard. A body that cannot be read is left to the check of its leaf."""
    return _read(tx.scalars(select(Leaf.body).where(Leaf.type == ERASED).order_by(Leaf.index)))


def unheard_erasures(log: Session, heard: Iterable[Erasure]) -> list[Erasure]:
    """Those that stand placed in nomination's own log and that the ledger has not heard: it says so soon, or never."""
    placed = select(outbox.c.body).where(outbox.c.type == ERASED, outbox.c.position.is_not(None))
    known = {one.id for one in heard}
    return [one for one in _read(log.scalars(placed.order_by(outbox.c.position))) if one.id not in known]


def _read(bodies: Iterable[str]) -> list[Erasure]:
    found = []
    for body in bodies:
        try:
            found.append(erasure_of(decode(body.encode())))
        except (MalformedBody, KeyError, TypeError):
            continue
    return found
