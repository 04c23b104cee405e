"""The stages' part: grassroots, district and province receive and pass what has arrived.

Owns: who takes what next. Promises: a body takes what waits there together, up to `per_command` cases; receiving and
passing are two commands. Leaves to others: the council (`meeting`).
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select

from deploy.bench import field
from deploy.bench.acting import Commands
from deploy.bench.meeting import Meeting
from deploy.bench.task import Board, Task
from services.review.actions_passing import Opinion, pass_many, pass_stage
from services.review.actions_receipt import Receipt, receive, receive_many
from services.review.bulk import Outcome, Wanted
from services.review.models import Case
from services.review.rules.facts import Relation
from shared.desk import Desk
from shared.events.envelope import Actor
from shared.events.terms import CaseState
from shared.greenlets import Signal
from shared.rows import among

# One by one, several hands overlap their commits; with lists, fewer hands find longer lists.
_HANDS_ONE_BY_ONE = 8
_HANDS_WITH_LISTS = 3
# Hands are woken: one that looks every few milliseconds costs what its service would seem to. Should nobody wake them:
_LOOK_AGAIN = 0.25
_ARRIVED = select(Case.id, Case.version, Case.body).where(
    among(Case.body, "unions"), Case.state == CaseState.SUBMITTED.value
)
_RECEIPT = Receipt(relation=Relation.NONE)
_OPINION = Opinion(opinion="Nhất trí đề nghị.", minutes="BB 05/BB-CĐ", relation=Relation.NONE)

Desktop = tuple[int, str]  # stage, body


class Appraising:
    """Moves the cases of one task from their first stage to the council and through it."""

    def __init__(self, desk: Desk, board: Board, task: Task, heard: Signal) -> None:
        """`heard` is sent whenever review has settled what it heard."""
        self._desk = desk
        self._heard = heard
        self._board = board
        self._task = task
        self._commands = Commands(desk)
        self._meeting = Meeting(self._commands, task)
        self._waiting: dict[Desktop, deque[Wanted]] = defaultdict(deque)
        self._laid_down = threading.Condition()
        self._seen: set[str] = set()
        self._passed = 0
        self._failure: BaseException | None = None

    def run(self) -> dict[str, object]:
        started = time.monotonic()
        count = _HANDS_ONE_BY_ONE if self._task.per_command == 1 else _HANDS_WITH_LISTS
        hands = [threading.Thread(target=self._guard, args=(self._look,))]
        hands += [threading.Thread(target=self._guard, args=(self._work,)) for _ in range(count)]
        hands += [threading.Thread(target=self._guard, args=(self._meet,))]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        if self._failure is not None:
            raise self._failure
        return {
            "commands": dict(self._commands.seconds), "tried_again": self._commands.tried_again,
            "seconds": time.monotonic() - started,
        }  # fmt: skip

    @property
    def _is_over(self) -> bool:
        return self._passed >= self._task.nominations or self._failure is not None

    def _guard(self, part: Callable[[], None]) -> None:
        try:
            part()
        except BaseException as error:
            self._failure = error
            raise

    def _look(self) -> None:
        """Find what nomination sent: cases that wait at their first stage."""
        while len(self._seen) < self._task.nominations and not self._is_over:
            if self._board.submitted > len(self._seen):
                with self._desk.database.reading() as tx:
                    found = tx.execute(_ARRIVED, {"unions": field.unions(field.MOST)}).all()
                self._lay_down((0, body, Wanted(case_id, version)) for case_id, version, body in found)
            self._heard.wait(_LOOK_AGAIN)

    def _lay_down(self, found: Iterable[tuple[int, str, Wanted]]) -> None:
        """On the desk of the body whose turn it is; at the first stage whoever was found before lies there already."""
        with self._laid_down:
            for stage, body, wanted in found:
                if stage or wanted.case not in self._seen:
                    self._seen.add(wanted.case)
                    self._waiting[stage, body].append(wanted)
            self._laid_down.notify_all()

    def _work(self) -> None:
        while not self._is_over:
            with self._laid_down:
                desktop = next((one for one, pile in self._waiting.items() if pile), None)
                if desktop is None:
                    self._laid_down.wait(_LOOK_AGAIN)
                    continue
                pile = self._waiting[desktop]
                taken = [pile.popleft() for _ in range(min(self._task.per_command, len(pile)))]
            self._appraise(*desktop, taken)

    def _appraise(self, stage: int, body: str, taken: Sequence[Wanted]) -> None:
        hand = field.hand_at(stage, body)
        received = self._receive(hand, taken)
        passed = self._pass(hand, [Wanted(case.id, case.version) for case in received])
        self._lay_down(
            (case.stage_index, case.body, Wanted(case.id, case.version))
            for case in passed if case.is_in is CaseState.SUBMITTED
        )  # fmt: skip
        if stage == 2:
            self._passed += len(passed)
            self._board.add_passed(len(passed))
            self._meeting.hand_in([case.id for case in passed])

    def _receive(self, hand: Actor, taken: Sequence[Wanted]) -> list[Case]:
        desk = self._desk
        if len(taken) == 1:
            one = taken[0]
            return [
                self._commands.give(
                    "receive", hand, lambda work: receive(desk, work, one.case, seen=one.version, receipt=_RECEIPT)
                )
            ]
        return _cases(
            self._commands.give("receive_many", hand, lambda work: receive_many(desk, work, taken, receipt=_RECEIPT))
        )

    def _pass(self, hand: Actor, taken: Sequence[Wanted]) -> list[Case]:
        desk = self._desk
        if len(taken) == 1:
            one = taken[0]
            return [
                self._commands.give(
                    "pass", hand, lambda work: pass_stage(desk, work, one.case, seen=one.version, opinion=_OPINION)
                )
            ]
        return _cases(
            self._commands.give("pass_many", hand, lambda work: pass_many(desk, work, taken, opinion=_OPINION))
        )

    def _meet(self) -> None:
        held = 0
        while held < self._task.nominations and self._failure is None:
            agenda = self._meeting.next_agenda(left=self._task.nominations - held)
            if agenda:
                self._meeting.hold(agenda)
                held += len(agenda)
            else:
                time.sleep(0.01)


def _cases(outcomes: Sequence[Outcome]) -> list[Case]:
    """The cases of a bulk command; the standard work knows no refusal."""
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    return [outcome.case for outcome in outcomes if outcome.case is not None]
