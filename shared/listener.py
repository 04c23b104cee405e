"""Listening in batches: what has arrived is handed over together and acknowledged together.

Owns: the consumer connection of one queue. Promises: nothing is acknowledged before it is durably settled; bodies
arrive raw, so that what cannot be decoded is not lost; reconnects for ever. Leaves to others: settling
(`shared.inbox`).
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from kombu import Connection, Consumer

from shared.errors import Unavailable
from shared.greenlets import Signal
from shared.messaging import ARRIVALS, BROKER_ERRORS, BrokerSettings, connect, declare, drop, inbox_queue

log = structlog.get_logger(__name__)

_BUSY_SECONDS = 0.25
# A message holds up to 128 KiB of events: so much is taken into one transaction, and so many are held here at most.
_TOGETHER_BYTES = 256 * 1024
_PREFETCH = 100
# A batch that waits longer than this did not meet a moment's lock or restart.
_WAITS_SECONDS = 30.0


class Listener:
    """Holds one consumer on one queue and hands over what has arrived, many messages at a time.

    `take` settles a batch durably before it returns; only then are the messages acknowledged. When it raises
    `Unavailable` the batch is kept and offered again: the messages stay on the broker until their database is back.
    `patience`: the seconds a batch waits for more to come along while messages keep coming.
    """

    def __init__(
        self, settings: BrokerSettings, consumer: str, take: Callable[[Sequence[bytes]], None], *, patience: float,
        batch: int = 200,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._consumer = consumer
        self._take = take
        self._batch = batch
        self._patience = patience
        self._stopping = False
        self._arrived: list[Any] = []
        self._wakeup = Signal()
        self._handed_over = 0.0
        self.is_consuming = False
        self.last_heard = time.monotonic()
        self.waits_since: float | None = None
        self.waits_for = ""

    @property
    def waits_seconds(self) -> float:
        """For how long what is in hand could not be settled; nothing else would look wrong."""
        since = self.waits_since
        return 0.0 if since is None else time.monotonic() - since

    def why_not_ready(self) -> str | None:
        """In an operator's words; None where it listens and settles."""
        if not self.is_consuming:
            return "not consuming its queue: the broker is away, or the queue was declared otherwise"
        if self.waits_seconds < _WAITS_SECONDS:
            return None
        return f"what it hears has not been stored for {self.waits_seconds:.0f} s ({self.waits_for}): see its log"

    def run(self) -> None:
        """Listen until stopped; reconnects for ever with growing pauses."""
        pause = 0.2
        while not self._stopping:
            connection = None
            try:
                connection = connect(self._settings)
                self._listen(connection)
                pause = 0.2
            except BROKER_ERRORS as error:
                log.warning("listener_disconnected", consumer=self._consumer, error=type(error).__name__)
                pause = 0.2 if self.is_consuming else min(pause * 2, 5.0)
            finally:
                self.is_consuming = False
                self._arrived.clear()
                drop(connection)
            if not self._stopping:
                self._wakeup.wait(pause)

    def stop(self) -> None:
        """Finish the batch in hand, leave the rest on the broker."""
        self._stopping = True
        self._wakeup.send()

    def _listen(self, connection: Connection) -> None:
        declare(connection, (self._consumer,))
        channel = connection.channel()
        queue = inbox_queue(self._consumer, quorum=not self._settings.is_memory).bind(channel)
        consumer = Consumer(
            channel,
            [queue],
            on_message=self._arrived.append,
            auto_declare=False,
            prefetch_count=2 * self._batch if self._settings.is_memory else _PREFETCH,
        )
        if self._settings.is_memory:
            ARRIVALS.append(self._wakeup)
        try:
            consumer.consume()
            self.is_consuming = True
            while not self._stopping:
                self._gather(connection)
                if self._arrived:
                    self._hand_over(connection, channel)
                else:
                    # What waited before a disconnection came to another replica.
                    self.waits_since = None
        finally:
            if self._settings.is_memory:
                ARRIVALS.remove(self._wakeup)

    def _gather(self, connection: Connection) -> None:
        """Wait for a first message, then take along what is there already."""
        # What the last transaction had no room for is waited for no longer.
        has_left = bool(self._arrived)
        if not self._settings.is_memory:
            connection.heartbeat_check()
            with contextlib.suppress(socket.timeout):
                connection.drain_events(timeout=0.0001 if has_left else 1.0)
        if self._arrived and not has_left and time.monotonic() - self._handed_over < _BUSY_SECONDS:
            # More comes soon: taken together it costs a fraction. A first message after a pause is not kept waiting.
            time.sleep(self._patience)
        with contextlib.suppress(socket.timeout):
            while len(self._arrived) < self._batch:
                connection.drain_events(timeout=0.0001)
        if self._settings.is_memory and not self._arrived:
            self._wakeup.wait(2.0)
        self.last_heard = time.monotonic()

    def _hand_over(self, connection: Connection, channel: Any) -> None:
        bodies = together([bytes_of(message) for message in self._arrived[: self._batch]])
        batch = self._arrived[: len(bodies)]
        pause = 0.2
        while True:
            try:
                self._take(bodies)
                break
            except Unavailable as error:
                log.warning("batch_waits", consumer=self._consumer, messages=len(batch), reason=error.code)
                if self.waits_since is None:
                    self.waits_since = time.monotonic()
                self.waits_for = error.code
                self._wait(connection, pause)
                pause = min(pause * 2, 5.0)
                if self._stopping:
                    return
        self._handed_over, self.waits_since = time.monotonic(), None
        del self._arrived[: len(batch)]
        if self._settings.is_memory:
            for message in batch:
                message.ack()
        else:
            # One queue on this channel, so `multiple` reaches no further than this batch.
            channel.basic_ack(batch[-1].delivery_tag, multiple=True)

    def _wait(self, connection: Connection, seconds: float) -> None:
        """Pause without losing the broker's heartbeat."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopping:
            if self._settings.is_memory:
                self._wakeup.wait(0.2)
                continue
            with contextlib.suppress(socket.timeout):
                connection.drain_events(timeout=0.2)
            connection.heartbeat_check()


def together(bodies: Sequence[bytes]) -> Sequence[bytes]:
    """The first messages that make up a transaction: as many as fit into 256 KiB, and always one."""
    size = 0
    for number, body in enumerate(bodies):
        size += len(body)
        if number and size > _TOGETHER_BYTES:
            return bodies[:number]
    return bodies


def bytes_of(message: Any) -> bytes:
    """The raw body, not decoded by kombu: what cannot be read must reach the inbox too."""
    body = message.body
    return body.encode() if isinstance(body, str) else bytes(body)
