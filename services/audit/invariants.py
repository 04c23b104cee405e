"""What must always hold in the ledger; read-only, run by operators and by the test suite.

Owns: the checks that need only rows of this service. Promises: one line per violation; cheap enough for every test.
Leaves to others: the full recomputation (`queries_verification.verify`).
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.audit.models import Leaf, LeafCase, TreeHead
from services.audit.queries import read_heard, read_size
from shared.desk import Invariant
from shared.inbox_rows import Status
from shared.tables import inbox


def leaves_run_from_nought(tx: Session) -> list[str]:
    count, least, most = tx.execute(select(func.count(), func.min(Leaf.index), func.max(Leaf.index))).one()
    if count and (least != 0 or most != count - 1):
        return [f"{count} leaves, but indexes run from {least} to {most}"]
    return []


def tip_counts_the_leaves(tx: Session) -> list[str]:
    count, size = tx.scalar(select(func.count()).select_from(Leaf)), read_size(tx)
    newest = tx.scalar(select(func.max(TreeHead.size))) or 0
    return [] if count == size == newest else [f"{count} leaves, tip of {size}, newest head of {newest}"]


def every_applied_event_has_its_leaf(tx: Session) -> list[str]:
    missing = tx.scalars(
        select(inbox.c.event_id)
        .outerjoin(Leaf, Leaf.event_id == inbox.c.event_id)
        .where(inbox.c.status == Status.DONE, Leaf.event_id.is_(None))
    )
    return [f"event {event_id} was applied without a leaf" for event_id in missing]


def counts_per_source_are_right(tx: Session) -> list[str]:
    counted = dict(tx.execute(select(Leaf.source, func.count()).group_by(Leaf.source)).all())
    kept = {source: leaves for source, (leaves, *_) in read_heard(tx).items()}
    return [] if counted == kept else [f"leaves per source {counted}, kept count {kept}"]


def concerns_point_at_leaves(tx: Session) -> list[str]:
    lost = tx.scalars(
        select(LeafCase.leaf).outerjoin(Leaf, Leaf.index == LeafCase.leaf).where(Leaf.index.is_(None)).distinct()
    )
    return [f"cases are listed for leaf {index}, which is not there" for index in lost]


INVARIANTS = (
    Invariant("audit.leaves_run_from_nought", leaves_run_from_nought),
    Invariant("audit.tip_counts_the_leaves", tip_counts_the_leaves),
    Invariant("audit.every_applied_event_has_its_leaf", every_applied_event_has_its_leaf),
    Invariant("audit.counts_per_source_are_right", counts_per_source_are_right),
    Invariant("audit.concerns_point_at_leaves", concerns_point_at_leaves),
)
