"""Every event becomes a leaf, in the transaction of its receipt.

Owns: appending to the tree. Promises: one appender at a time, indexes without gap, one head per batch; a handful of
statements per batch however many events it holds. Leaves to others: fetching events (`shared.inbox`), checking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.audit.models import THE_TIP, Heard, Leaf, LeafCase, Tip, TreeHead
from services.audit.queries import frontier_of
from services.audit.rules.concerns import cases_of
from services.audit.rules.leaf import leaf_row
from services.audit.rules.merkle import EMPTY_ROOT, Frontier
from shared.clock import wall_now
from shared.events.catalog import CATALOG
from shared.events.envelope import Envelope
from shared.rows import insert_rows
from shared.work import Work


def append_leaves(work: Work, envelopes: Sequence[Envelope]) -> None:
    """Add the events to the tree in the order given."""
    tip = _lock_tip(work.tx)
    heard_at = wall_now()
    rows: list[dict[str, Any]] = []
    concerns: list[dict[str, Any]] = []
    for index, envelope in enumerate(envelopes, start=tip.size):
        cases = _cases(envelope)
        only = cases[0] if len(cases) == 1 else None
        rows.append(leaf_row(index, envelope) | {"case_id": only, "heard_at": heard_at})
        concerns.extend({"case_id": concerned, "leaf": index} for concerned in cases)
    grown = tip.grown(bytes.fromhex(row["leaf_hash"]) for row in rows)
    root = grown.root().hex()
    insert_rows(work.tx, Leaf.__table__, rows)
    insert_rows(work.tx, LeafCase.__table__, concerns)
    work.tx.execute(insert(TreeHead).values(size=grown.size, root=root, recorded_at=heard_at))
    work.tx.execute(update(Tip).where(Tip.id == THE_TIP).values(size=grown.size, peaks=_join(grown), root=root))
    _count(work.tx, envelopes)


def _lock_tip(tx: Session) -> Frontier:
    wanted = select(Tip.size, Tip.peaks).where(Tip.id == THE_TIP).with_for_update()
    row = tx.execute(wanted).first()
    if row is None:
        # The first event ever: two replicas may both find nothing, one of them makes the row, both then lock it.
        first = {"id": THE_TIP, "size": 0, "peaks": "", "root": EMPTY_ROOT.hex()}
        tx.execute(_dialect(tx).insert(Tip).values(first).on_conflict_do_nothing())
        row = tx.execute(wanted).one()
    return frontier_of(row.size, row.peaks)


def _join(tree: Frontier) -> str:
    return "".join(peak.hex() for peak in tree.peaks)


def _cases(envelope: Envelope) -> tuple[str, ...]:
    kind = CATALOG.get(envelope.type)
    return cases_of(
        event_type=envelope.type,
        stream=kind.stream if kind else None,
        subject=envelope.subject,
        data=envelope.data,
    )


def _count(tx: Session, envelopes: Sequence[Envelope]) -> None:
    """Keep per source how many leaves there are and how far they reach, so that gaps show without a scan."""
    counted = Counter(envelope.source for envelope in envelopes)
    reached: dict[str, int] = {}
    for envelope in envelopes:
        reached[envelope.source] = max(reached.get(envelope.source, 0), envelope.position or 0)
    rows = [
        {"source": source, "leaves": count, "last_position": reached[source]}
        for source, count in sorted(counted.items())
    ]
    put = _dialect(tx).insert(Heard).values(rows)
    reaches_further = put.excluded.last_position > Heard.last_position
    tx.execute(
        put.on_conflict_do_update(
            index_elements=[Heard.source],
            set_={
                "leaves": Heard.leaves + put.excluded.leaves,
                "last_position": case((reaches_further, put.excluded.last_position), else_=Heard.last_position),
            },
        )
    )


def _dialect(tx: Session) -> Any:
    return sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
