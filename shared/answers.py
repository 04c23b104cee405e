"""Answers kept for repeated commands, and for how long.

Owns: forgetting them. Promises: an answer is kept thirty days, and then gone within hours of a running service; a
command never waits for more than a few of them. Leaves to others: keeping and giving them (`shared.web.commands`), the
timer (`shared.service`), those that speak of an erased person (`shared.erasure`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, tuple_

from shared.clock import wall_now
from shared.db import Database
from shared.desk import STOPPING, Desk
from shared.tables import answered

# A repetition comes within seconds, after an outage within days; a month covers an office closed for Tết. Longer would
# keep names and births of answers beside the rows they came from, for nothing.
KEPT_FOR = timedelta(days=30)
# There is no index by time: every command would pay for it, and one look an hour goes over a month's answers at most.
LOOK_SECONDS = 3600.0
_AT_A_TIME = 500
_OF = (answered.c.actor, answered.c.key)
_NEXT = (
    select(*_OF, answered.c.answered_at)
    .where(tuple_(*_OF) > tuple_(bindparam("actor"), bindparam("key")))
    .order_by(*_OF)
    .limit(bindparam("most"))
)
# One by one: SQLite would look for several pairs by reading the whole table.
_FORGET = delete(answered).where(answered.c.actor == bindparam("actor"), answered.c.key == bindparam("key"))


def forget_answers(desk: Desk) -> None:
    """What a timer does: every answer older than `KEPT_FOR` goes."""

    def goes_on() -> bool:
        # A house of a release that forgot nothing has years of them: whoever else lives in this process gets a word in.
        time.sleep(0)
        return not desk.extras.get(STOPPING, False)

    forget_before(desk.database, wall_now() - KEPT_FOR, goes_on=goes_on)


def forget_before(
    database: Database, moment: datetime, *, at_a_time: int = _AT_A_TIME, goes_on: Callable[[], bool] = lambda: True
) -> int:
    """Delete answers given before `moment`, looking at a few at a time, as long as it `goes_on`; returns how many."""
    gone, after = 0, {"actor": "", "key": ""}
    while True:
        with database.reading() as tx:
            page = tx.execute(_NEXT, {**after, "most": at_a_time}).all()
        old = [{"actor": row.actor, "key": row.key} for row in page if row.answered_at < moment]
        if old:
            with database.transaction() as tx:
                tx.execute(_FORGET, old)
        gone += len(old)
        if len(page) < at_a_time or not goes_on():
            return gone
        after = {"actor": page[-1].actor, "key": page[-1].key}
