"""A line between two services: a real outbox with its relay, a real broker, real inboxes of listeners.

Everything of the house between the act and its effect, without the services' own rules.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import select

from shared.clock import SystemClock
from shared.db import Database
from shared.events.envelope import Trace
from shared.events.nomination import DraftWithdrawn
from shared.events.terms import CaseState, Via
from shared.ids import new_id
from shared.inbox import Handlers, Inbox
from shared.inbox_rows import Status
from shared.listener import Listener
from shared.messaging import BrokerSettings
from shared.outbox_rows import backlog
from shared.publisher import Publisher
from shared.relay import Relay
from shared.tables import inbox, outbox
from shared.topology import consumers_of_source
from shared.waiting import sweep
from shared.work import working
from tests.support.messages import OFFICER
from tests.support.waiting import PATIENCE, wait_until


class Line:
    """From nomination's outbox to the inboxes of `consumers`."""

    def __init__(self, broker: BrokerSettings, sender: Database, receivers: dict[str, Database]) -> None:
        self.broker = broker
        self.sender = sender
        self.receivers = receivers
        self.relay = self.make_relay()
        self.inboxes = {
            name: Inbox(name, database, Handlers({}), clock=SystemClock(), new_id=new_id)
            for name, database in receivers.items()
        }
        self.listeners = {name: Listener(broker, name, self.inboxes[name].take, patience=0.02) for name in receivers}
        self._threads: list[threading.Thread] = []

    def make_relay(self) -> Relay:
        publisher = Publisher(self.broker, "nomination", consumers_of_source("nomination"))
        return Relay("nomination", self.sender, publisher)

    def start(self, *runs: Callable[[], None]) -> None:
        for run in runs or (self.relay.run, *(listener.run for listener in self.listeners.values())):
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        self.relay.stop()
        for listener in self.listeners.values():
            listener.stop()
        for thread in self._threads:
            thread.join(timeout=30)
        assert not [thread for thread in self._threads if thread.is_alive()]

    def say(self, count: int, *, subjects: int = 5, start: int = 0) -> None:
        """`count` acts, each a transaction of its own."""
        for number in range(start, start + count):
            trace = Trace(Via.API, new_id())
            with working(self.sender, now=datetime.now(UTC), actor=OFFICER, trace=trace, new_id=new_id) as work:
                fact = DraftWithdrawn(
                    case=f"case-{number}", unit="cdcs-1", nominee_key="k1", reason="thôi đề nghị",
                    from_state=CaseState.DRAFT,
                )
                work.emit(f"case-{number % subjects}", fact)

    def said(self) -> list[str]:
        with self.sender.reading() as tx:
            return list(tx.scalars(select(outbox.c.event_id).order_by(outbox.c.event_id)))

    def applied(self, consumer: str) -> list[str]:
        with self.receivers[consumer].reading() as tx:
            done = select(inbox.c.event_id).where(inbox.c.status == Status.DONE)
            return list(tx.scalars(done.order_by(inbox.c.event_id)))

    def unpublished(self) -> int:
        with self.sender.reading() as tx:
            return backlog(tx)[0]

    def wait_all_applied(self, *, timeout: float = PATIENCE) -> None:
        """Nothing lost, nothing doubled: every consumer has applied exactly what was said."""

        def all_applied() -> bool:
            for name, database in self.receivers.items():
                sweep(database, self.inboxes[name])
            return all(self.applied(name) == self.said() for name in self.receivers)

        wait_until(all_applied, "every event applied once by every consumer", timeout=timeout)


@contextmanager
def running(line: Line) -> Iterator[Line]:
    line.start()
    try:
        yield line
    finally:
        line.stop()


