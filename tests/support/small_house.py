"""Nomination and review side by side in this process, on SQLite, with events carried by hand.

Owns: two desks and the messages between them. Promises: real tables, actions, inboxes and relay statements; nothing is
delivered until a test says so, and then as often and as mixed up as it says. Leaves to others: what is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

from services.nomination.service import DEFINITION as NOMINATION
from services.review.service import DEFINITION as REVIEW
from shared.clock import SetClock, wall_now
from shared.desk import Desk
from shared.events.envelope import Actor, wire_of
from shared.events.terms import Via
from shared.inbox import Inbox
from shared.outbox_rows import offer, remember
from shared.topology import names_heard
from shared.waiting import sweep
from shared.work import Work
from tests.support.desks import make_desk

Shuffle = Callable[[list[bytes]], list[bytes]]


class SmallHouse:
    """`desks` by service name; `carry` brings messages over."""

    def __init__(self, directory: Path) -> None:
        self.desks: dict[str, Desk] = {
            definition.name: make_desk(definition, directory) for definition in (NOMINATION, REVIEW)
        }
        self._inboxes = {
            name: Inbox(name, desk.database, desk.handlers, clock=desk.clock, new_id=desk.new_id)
            for name, desk in self.desks.items()
        }

    def is_at(self, at: datetime) -> None:
        for desk in self.desks.values():
            cast(SetClock, desk.clock).set(at)

    def days_pass(self, days: int) -> None:
        for desk in self.desks.values():
            cast(SetClock, desk.clock).advance(days=days)

    @contextmanager
    def act(self, service: str, actor: Actor) -> Iterator[tuple[Desk, Work]]:
        """One act of one person, committed with what it says or not at all."""
        desk = self.desks[service]
        with desk.working(actor, via=Via.API) as work:
            yield desk, work

    def carry(self, source: str, consumer: str, *, mixed: Shuffle = list) -> int:
        """Everything `source` has said since the last time, as `mixed` leaves it; returns how many messages."""
        database = self.desks[source].database
        with database.transaction() as tx:
            offered = offer(tx, wall_now())
            said = offered.events if offered else ()
            if offered:
                remember(tx, offered)
        heard = names_heard(consumer, source)
        bodies = [wire_of(event.body, event.position, event.chain) for event in said if event.type in heard]
        if bodies:
            self._inboxes[consumer].take(mixed(bodies))
            sweep(self.desks[consumer].database, self._inboxes[consumer])
        return len(bodies)

    def carry_all(self) -> None:
        """Until nobody has anything more to say."""
        while self.carry("nomination", "review") + self.carry("review", "nomination"):
            pass

    def close(self) -> None:
        for desk in self.desks.values():
            desk.database.close()
