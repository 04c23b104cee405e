"""Answers kept for repeated commands, and for how long.

Owns: forgetting them. Promises: an answer is kept thirty days, and then gone within hours of a running service; a
command is never kept waiting for it. Leaves to others: keeping and giving them (`shared.web.commands`), the timer
(`shared.service`), those that speak of an erased person (`shared.erasure`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_

from shared.clock import wall_now
from shared.db import Database
from shared.desk import Desk
from shared.tables import answered

# A repetition comes within seconds, after an outage within days; a month covers an office closed for Tết. Longer would
# keep names and births of answers beside the rows they came from, for nothing.
KEPT_FOR = timedelta(days=30)
# There is no index by time: every command would pay for it, and one look an hour goes over a month's answers at most.
LOOK_SECONDS = 3600.0
_AT_A_TIME = 500


def forget_answers(desk: Desk) -> None:
    """What a timer does: every answer older than `KEPT_FOR` goes."""
    forget_before(desk.database, wall_now() - KEPT_FOR)


def forget_before(database: Database, moment: datetime, *, at_a_time: int = _AT_A_TIME) -> int:
    """Delete answers given before `moment`, a few in each transaction; returns how many."""
    old = select(answered.c.actor, answered.c.key).where(answered.c.answered_at < moment).limit(at_a_time)
    gone = 0
    while True:
        # Mostly there is none: that is found out without writing.
        with database.reading() as tx:
            found = [tuple(row) for row in tx.execute(old)]
        if not found:
            return gone
        with database.transaction() as tx:
            tx.execute(delete(answered).where(tuple_(answered.c.actor, answered.c.key).in_(found)))
        gone += len(found)
