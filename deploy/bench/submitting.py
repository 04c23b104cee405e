"""The unions' part: sending drafts up, as many at once as may be on the road.

Owns: the order and pace of submissions. Promises: never more than `in_flight` between submission and the province's
pass; each is a command of its own. Leaves to others: everything above.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from functools import partial

from sqlalchemy import select

from deploy.bench import field
from deploy.bench.acting import Commands
from deploy.bench.task import Board, Task
from services.nomination.actions_submission import submit
from services.nomination.models import Nomination
from shared.desk import Desk
from shared.events.terms import CaseState
from shared.work import Work

_HANDS = 8


class Submitting:
    """Submits the drafts of one task, list by list."""

    def __init__(self, desk: Desk, board: Board, task: Task) -> None:
        self._board = board
        self._task = task
        self._commands = Commands(desk)
        self._drafts = deque(_drafts(desk, task.nominations))
        self._started = 0.0
        self._taken = 0

    def run(self) -> dict[str, object]:
        self._started = time.monotonic()
        hands = [threading.Thread(target=self._work) for _ in range(min(_HANDS, self._task.in_flight))]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        return {
            "commands": dict(self._commands.seconds), "tried_again": self._commands.tried_again,
            "seconds": time.monotonic() - self._started,
        }  # fmt: skip

    def _work(self) -> None:
        while self._drafts:
            if not self._may_take():
                time.sleep(0.002)
                continue
            draft, union = self._drafts.popleft()
            self._taken += 1
            self._commands.give("submit", field.officer(union), partial(self._submit, draft))
            self._board.add_submitted(1)

    def _submit(self, draft: str, work: Work) -> None:
        submit(self._commands.desk, work, draft, seen=None)

    def _may_take(self) -> bool:
        if self._task.pace is not None:
            return self._taken < (time.monotonic() - self._started) * self._task.pace
        return self._taken - self._board.passed < self._task.in_flight


def _drafts(desk: Desk, count: int) -> list[tuple[str, str]]:
    """(id, union) of the next drafts in the order of lists and rows."""
    wanted = (
        select(Nomination.id, Nomination.unit_id)
        .where(Nomination.state == CaseState.DRAFT.value)
        .order_by(Nomination.unit_id, Nomination.list_row)
        .limit(count)
    )
    with desk.database.reading() as tx:
        return [(row.id, row.unit_id) for row in tx.execute(wanted)]
