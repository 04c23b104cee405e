"""What the witness erases: the personal parts of its leaves, and nothing that a proof rests on.

Owns: obeying an erasure in the ledger. Promises: entries, leaf hashes, tree and checkpoints stay as they are; under the
lock of the tip, so that no leaf is added meanwhile that would keep the part. Leaves to others: tombstones
(`shared.erasure`), judging what is missing (`rules.erasures`).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import THE_TIP, Leaf, Tip
from shared.erasure import drop_parts
from shared.events.erasure import PersonErased


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """Drop the parts from every leaf; there is no other copy here, and nothing to look for in stored answers."""
    tx.execute(select(Tip.size).where(Tip.id == THE_TIP).with_for_update())
    table = Leaf.__table__
    drop_parts(tx, table, table.c.index, table.c.body, {*event.cases, *event.holds})
    return frozenset()
