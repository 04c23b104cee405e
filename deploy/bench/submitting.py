"""The unions' part: sending drafts up, as many at once as may be on the road.

Owns: the order and pace of submissions. Promises: never more than `in_flight` between submission and the province's
pass; a list goes up as lists do, up to `per_command` of its rows together. Leaves to others: everything above.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Sequence
from functools import partial

from sqlalchemy import select

from deploy.bench import field
from deploy.bench.acting import Commands
from deploy.bench.task import Board, Task
from services.nomination.actions_submission import submit, submit_many
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
        self._turn = threading.Lock()
        # Waiting for room for half a list keeps lists from falling apart into single rows.
        self._least = 1 if task.pace is not None else max(1, min(task.per_command, task.in_flight) // 2)

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
        while True:
            union, drafts = self._take()
            if not drafts:
                return
            if len(drafts) == 1:
                self._commands.give("submit", field.officer(union), partial(self._submit, drafts[0]))
            else:
                self._commands.give("submit_many", field.officer(union), partial(self._submit_many, drafts))
            self._board.add_submitted(len(drafts))

    def _take(self) -> tuple[str, list[str]]:
        """The next drafts of one union, as many as may go, once there is room; none when all are taken."""
        with self._turn:
            # One hand looks for room while the others wait for it: eight that look cost what a service would seem to.
            while self._drafts and self._room() < self._least:
                time.sleep(0.01)
            union, most = self._drafts[0][1] if self._drafts else "", self._room()
            taken: list[str] = []
            while self._drafts and self._drafts[0][1] == union and len(taken) < most:
                taken.append(self._drafts.popleft()[0])
            self._taken += len(taken)
        return union, taken

    def _submit(self, draft: str, work: Work) -> None:
        submit(self._commands.desk, work, draft, seen=None)

    def _submit_many(self, drafts: Sequence[str], work: Work) -> None:
        """The standard work knows no refusal."""
        for outcome in submit_many(self._commands.desk, work, drafts):
            if outcome.error is not None:
                raise outcome.error

    def _room(self) -> int:
        """How many may be sent now."""
        if self._task.pace is not None:
            due = (time.monotonic() - self._started) * self._task.pace
            return min(self._task.per_command, math.ceil(due - self._taken))
        return min(self._task.per_command, self._task.in_flight - (self._taken - self._board.passed))


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
