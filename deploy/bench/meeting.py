"""The council's part: notice, session, nine ballots, closing, sending up, signing.

Owns: one session of fifty cases after the other. Promises: eight of nine say yes to every case; the meeting is held on
a day when the notice is over. Leaves to others: counting (`services.review`).
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Sequence
from functools import partial

from sqlalchemy import select

from deploy.bench import field
from deploy.bench.acting import Commands
from deploy.bench.task import Task
from services.review.agenda import open_session
from services.review.ballots import cast_ballot
from services.review.closing import close_session
from services.review.council_actions import publish_notice
from services.review.council_models import Council
from services.review.session_actions import open_voting, record_attendance, send_for_signature
from services.review.signing import sign
from shared.clock import SetClock, office_day
from shared.events.terms import BallotChoice, BallotMode


class Meeting:
    """The council at the province."""

    def __init__(self, commands: Commands, task: Task) -> None:
        self._commands = commands
        self._later = Commands(dataclasses.replace(commands.desk, clock=SetClock(field.COUNCIL_DAY)))
        self._later.seconds = commands.seconds
        self._size = task.per_session
        self._passed: deque[str] = deque()
        with commands.desk.database.reading() as tx:
            self._council = tx.scalars(select(Council.id)).one()

    def hand_in(self, cases: Sequence[str]) -> None:
        """Cases the province has passed."""
        self._passed.extend(cases)

    def next_agenda(self, *, left: int) -> list[str]:
        """A full agenda, or the last cases of the task; empty while there are not enough."""
        size = min(self._size, left)
        return [self._passed.popleft() for _ in range(size)] if len(self._passed) >= size else []

    def hold(self, cases: Sequence[str]) -> None:
        """Everything from the notice to the signature."""
        desk, later, secretary = self._later.desk, self._later, field.SECRETARY
        self._commands.give(
            "publish_notice",
            secretary,
            lambda work: publish_notice(self._commands.desk, work, case_ids=cases, place="Trang tin LĐLĐ tỉnh"),
        )
        session = later.give(
            "open_session",
            secretary,
            lambda work: open_session(
                desk, work, council_id=self._council, case_ids=cases, mode=BallotMode.SECRET
            ).id,
        )
        everybody = [member.subject for member in field.COUNCIL]
        later.give(
            "record_attendance", secretary, lambda work: record_attendance(work, session, seen=None, present=everybody)
        )
        later.give("open_voting", secretary, lambda work: open_voting(work, session, seen=None))
        for place, member in enumerate(field.COUNCIL):
            choices = dict.fromkeys(cases, BallotChoice.YES if place else BallotChoice.NO)
            later.give("cast_ballot", member, partial(cast_ballot, session_id=session, choices=choices))
        later.give("close_session", secretary, lambda work: close_session(desk, work, session, seen=None))
        later.give("send_for_signature", secretary, lambda work: send_for_signature(work, session, seen=None))
        later.give(
            "sign",
            field.SIGNER,
            lambda work: sign(
                desk, work, session_ids=[session], case_ids=list(cases), dated=office_day(field.COUNCIL_DAY)
            ),
        )
