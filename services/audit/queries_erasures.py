"""Who was erased, as the ledger heard it.

Owns: reading the erasures off the leaves, so that nobody can excuse a missing part with a row of a table.
Promises: read-only; one statement. Leaves to others: what may be missing then (`rules.erasures`).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import Leaf
from services.audit.rules.erasures import ERASED, Erasure, erasure_of
from shared.errors import MalformedBody
from shared.events.envelope import decode


def heard_erasures(tx: Session) -> list[Erasure]:
    """In the order heard. A body that cannot be read is left to the check of its leaf."""
    found = []
    for body in tx.scalars(select(Leaf.body).where(Leaf.type == ERASED).order_by(Leaf.index)):
        try:
            found.append(erasure_of(decode(body.encode())))
        except (MalformedBody, KeyError, TypeError):
            continue
    return found
