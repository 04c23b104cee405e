"""Who was erased, as the ledger heard it, and as it will hear.

Owns: reading the erasures off the leaves, so that nobody can excuse a missing part with a row of a table.
Promises: read-only; no erasure is found that no leaf says. Leaves to others: what may be missing then
(`rules.erasures`, `enclosed/vinhdanh_verify.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import NOT_OF_ITS_SUBJECT, Leaf
from services.audit.rules.erasures import ERASED, Erasure, erasure_of
from shared.errors import MalformedBody
from shared.events.envelope import decode
from shared.rows import among
from shared.tables import erased_record, outbox

_SAID = select(Leaf).where(among(Leaf.subject, "erasures"), NOT_OF_ITS_SUBJECT, Leaf.type == ERASED)
_TOMBSTONES = select(erased_record.c.erasure).where(among(erased_record.c.record, "records")).distinct()


def heard_erasures(tx: Session) -> list[Erasure]:
    """In the order heard. A body that cannot be read is left to the check of its leaf."""
    return _read(tx.scalars(select(Leaf.body).where(Leaf.type == ERASED).order_by(Leaf.index)))


def unheard_erasures(log: Session, heard: Iterable[Erasure]) -> list[Erasure]:
    """Those that stand placed in nomination's own log and that the ledger has not heard: it says so soon, or never."""
    placed = select(outbox.c.body).where(outbox.c.type == ERASED, outbox.c.position.is_not(None))
    known = {one.id for one in heard}
    return [one for one in _read(log.scalars(placed.order_by(outbox.c.position))) if one.id not in known]


def erasures_of(tx: Session, records: Collection[str]) -> list[Leaf]:
    """The leaves of the erasures that took any of these records. Tombstones say only where to look for them."""
    ids = tx.scalars(_TOMBSTONES, {"records": sorted(records)}).all() if records else ()
    return list(tx.scalars(_SAID, {"erasures": ids})) if ids else []


def _read(bodies: Iterable[str]) -> list[Erasure]:
    found = []
    for body in bodies:
        try:
            found.append(erasure_of(decode(body.encode())))
        except (MalformedBody, KeyError, TypeError):
            continue
    return found
