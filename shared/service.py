"""nameko, held at arm's length: a service of the house as a nameko service class.

Owns: the entrypoint that takes batches of events, the relay's greenlet, timers held by lease. Promises: a message is
acknowledged only after its effects are committed (nameko's own consumer acknowledges first, and drops what fails);
a stop finishes the batch in hand. Leaves to others: what a service does (`shared.desk.Definition`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import structlog
from eventlet.event import Event
from nameko.extensions import DependencyProvider, Entrypoint

from shared.db import is_outage
from shared.desk import STOPPING, Desk, Timer
from shared.errors import Unavailable
from shared.greenlets import Signal
from shared.inbox import Inbox
from shared.leases import claim, this_process
from shared.listener import Listener
from shared.publisher import Publisher
from shared.relay import Relay
from shared.topology import SUBSCRIPTIONS, consumers_of_source, emitters
from shared.waiting import HOUSE_TIMERS, SWEEP, sweep

log = structlog.get_logger(__name__)


class TakesEvents(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """Runs the service method once per batch of messages; the batch is acknowledged when the method returns."""

    def setup(self) -> None:
        desk: Desk = self.container.service_cls.desk
        self.listener = Listener(desk.settings.broker, desk.service, self._take, patience=desk.definition.patience)
        desk.extras["listener"] = self.listener

    def start(self) -> None:
        self._greenlet = self.container.spawn_managed_thread(self.listener.run, identifier="listener")

    def stop(self) -> None:
        self.listener.stop()
        self._greenlet.wait()

    def _take(self, bodies: Sequence[bytes]) -> None:
        ended = Event()
        self.container.spawn_worker(
            self, (bodies,), {}, handle_result=lambda _, result, failure: self._ended(ended, result, failure)
        )
        failure = ended.wait()
        if failure is not None:
            raise failure

    def _ended(self, ended: Event, result: Any, failure: Any) -> tuple[Any, Any]:
        # Only these are expected: the batch stays on the broker. Anything else ends the process, loudly.
        ended.send(None if failure is None else failure[1])
        return result, failure


class Publishes(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Runs the relay of the service's outbox beside it."""

    def setup(self) -> None:
        desk: Desk = self.container.service_cls.desk
        publisher = Publisher(desk.settings.broker, desk.service, consumers_of_source(desk.service))
        self.relay = Relay(desk.service, desk.database, publisher)
        desk.extras["relay"] = self.relay
        desk.extras["publisher"] = publisher

    def start(self) -> None:
        self._greenlet = self.container.spawn_managed_thread(self.relay.run, identifier="relay")

    def stop(self) -> None:
        self.relay.stop()
        self._greenlet.wait()


class KeepsTime(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Runs the timers of a service; of several replicas one at a time acts, by a lease in the database."""

    def setup(self) -> None:
        self._desk: Desk = self.container.service_cls.desk
        self._stopping = False
        self._wakeup: list[Signal] = []
        self._greenlets: list[Any] = []
        self._holder = this_process()

    def start(self) -> None:
        for timer in (*HOUSE_TIMERS, *self._desk.definition.timers):
            wakeup = Signal()
            self._wakeup.append(wakeup)
            greenlet = self.container.spawn_managed_thread(
                lambda timer=timer, wakeup=wakeup: self._run(timer, wakeup), identifier=timer.name
            )
            self._greenlets.append(greenlet)

    def stop(self) -> None:
        self._stopping = self._desk.extras[STOPPING] = True
        for wakeup in self._wakeup:
            wakeup.send()
        for greenlet in self._greenlets:
            greenlet.wait()
        self._sum_up()

    def _sum_up(self) -> None:
        try:
            self._desk.sum_up_refusals(all_of_them=True)
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("refusals_not_summed", service=self._desk.service, error=type(error).__name__)

    def _run(self, timer: Timer, wakeup: Signal) -> None:
        pause = timer.pause(self._desk.settings)
        while not self._stopping:
            wakeup.wait(pause)
            if self._stopping:
                return
            started = time.monotonic()
            try:
                if timer is SWEEP or claim(self._desk.database, timer.name, self._holder, pause):
                    timer.act(self._desk)
            except Exception as error:
                if not is_outage(error) and not isinstance(error, Unavailable):
                    log.exception("timer_failed", timer=timer.name)
                else:
                    log.warning("timer_waits", timer=timer.name, error=type(error).__name__)
            if time.monotonic() - started > 10 * pause:
                log.warning("timer_slow", timer=timer.name, seconds=round(time.monotonic() - started, 1))


class _House:
    """What every nameko service of the house has."""

    desk: Desk


class _Consumer(_House):
    @TakesEvents.decorator(expected_exceptions=Unavailable)  # type: ignore[untyped-decorator]  # nameko has no types
    def take(self, bodies: Sequence[bytes]) -> None:
        inbox: Inbox = self.desk.extras["inbox"]
        inbox.take(bodies)
        if inbox.has_parked:
            sweep(self.desk.database, inbox)


def nameko_service(desk: Desk) -> type:
    """The nameko service class of a desk."""
    parts: dict[str, Any] = {"name": desk.service, "desk": desk, "clock": KeepsTime()}
    if desk.service in emitters():
        parts["relay"] = Publishes()
    bases: tuple[type, ...] = (_House,)
    if desk.service in SUBSCRIPTIONS:
        desk.extras["inbox"] = Inbox(
            desk.service,
            desk.database,
            desk.handlers,
            clock=desk.clock,
            new_id=desk.new_id,
        )
        bases = (_Consumer,)
    return type(desk.service.capitalize(), bases, parts)
