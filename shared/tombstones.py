"""Who was erased, so that what comes later respects it.

Owns: reading the tombstones of a service. Promises: asked by whoever writes or sends what tells of a person.
Leaves to others: laying them (`shared.erasure`), what arrives (`shared.inbox`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.rows import among
from shared.tables import erased_record, erasure

_ERASED_RECORDS = select(erased_record.c.record).where(among(erased_record.c.record, "records"))


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That, when and on what basis somebody's data was erased here; never who it was."""

    id: str
    basis: str
    asked_by: str
    confirmed_by: str
    confirmed_at: datetime
    obeyed_at: datetime


def find_tombstone(tx: Session, nominee_key: str) -> Tombstone | None:
    """The latest erasure under a key, which may be more than one person's."""
    wanted = select(*(erasure.c[name] for name in Tombstone.__dataclass_fields__))
    row = tx.execute(wanted.where(erasure.c.nominee_key == nominee_key).order_by(erasure.c.id.desc())).first()
    return None if row is None else Tombstone(*row)


def erased_records(tx: Session, records: Collection[str]) -> frozenset[str]:
    """Which of these records are of somebody erased."""
    return frozenset(tx.scalars(_ERASED_RECORDS, {"records": records})) if records else frozenset()
