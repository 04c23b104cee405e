"""Listing for their cases what was appended without them by a process of a release that read none there.

Owns: that act, at the start of audit. Promises: done again it does nothing; nothing but what this release would have
appended itself; a leaf that stands under some case is left as it is, `audit verify` asks about that.
Leaves to others: leaves that came before the release (`migrations`, 0002), which cases there are (`rules.concerns`).
"""

from __future__ import annotations

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from services.audit.models import MAY_BE_UNLISTED, THE_TIP, Leaf, LeafCase, Tip
from services.audit.queries_leaf_checks import expected_cases
from shared.desk import Desk
from shared.errors import MalformedBody
from shared.events.envelope import recall
from shared.rows import insert_rows

log = structlog.get_logger(__name__)

_HAS_CASES = exists().where(LeafCase.leaf == Leaf.index)
_UNLISTED = select(Leaf.index, Leaf.body).where(MAY_BE_UNLISTED, ~_HAS_CASES).order_by(Leaf.index)


def list_unlisted(desk: Desk) -> int:
    """How many leaves were listed now. Looked for without the lock first: mostly there is nothing to do."""
    with desk.database.reading() as tx:
        if not _find_unlisted(tx):
            return 0
    with desk.database.transaction() as tx:
        # Nobody appends meanwhile, and of two who start together the second finds what the first listed.
        tx.execute(select(Tip.id).where(Tip.id == THE_TIP).with_for_update())
        found = _find_unlisted(tx)
        for leaf, cases in found.items():
            insert_rows(tx, LeafCase.__table__, [{"case_id": case, "leaf": leaf} for case in cases])
            if len(cases) == 1:
                tx.execute(update(Leaf).where(Leaf.index == leaf).values(case_id=cases[0]))
    if found:
        log.warning("leaves_listed", leaves=len(found), first=min(found), last=max(found))
    return len(found)


def _find_unlisted(tx: Session) -> dict[int, tuple[str, ...]]:
    """Leaves under no case, by index, with the cases they name."""
    named = {index: _cases_of(body) for index, body in tx.execute(_UNLISTED)}
    return {index: cases for index, cases in named.items() if cases}


def _cases_of(body: str) -> tuple[str, ...]:
    """None of a body somebody spoilt: `audit verify` names it. Such an event has no personal part."""
    try:
        return expected_cases(recall(None, body.encode()))
    except MalformedBody:
        return ()
