"""Publishing with pipelined confirms: many messages, one wait.

Owns: the relay's own connection. Promises: a message counts as published only when the broker confirmed it and found
a queue for it; an alarm or a frozen broker costs a bounded time. Leaves to others: what to publish (`shared.relay`).
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from kombu import Connection

from shared import faults
from shared.messaging import ARRIVALS, BROKER_ERRORS, BrokerSettings, connect, declare, drop
from shared.topology import exchange_of

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0
_LISTEN_SECONDS = 0.5  # shorter than the pause between two heartbeats


@dataclass(frozen=True, slots=True)
class Message:
    """`id` tells the messages of one `publish` apart."""

    id: str
    routing_key: str
    body: bytes
    content_type: str


class Publisher:
    """A connection of its own that publishes many messages and then waits once for all confirms."""

    def __init__(self, settings: BrokerSettings, source: str, consumers: Sequence[str]) -> None:
        self._settings = settings
        self._source = source
        self._consumers = tuple(consumers)
        self._connection: Connection | None = None
        self._channel: Any = None
        self._waiting: dict[int, int] = {}
        self._next_tag = 1
        self._look_again = 0.0
        self._refused: set[int] = set()
        self._unroutable: set[str] = set()

    @property
    def is_memory(self) -> bool:
        return self._settings.is_memory

    def publish(self, messages: Sequence[Message]) -> list[bool]:
        """Publish in order; True for each message that is confirmed and was routed.

        Raises one of BROKER_ERRORS when the outcome is unknown; publishing again is then harmless.
        """
        try:
            self._open()
            self._waiting.clear()
            self._refused.clear()
            self._unroutable.clear()
            for index, message in enumerate(messages):
                self._send(index, message)
            faults.point("relay.after_publish")
            self._await_confirms()
        except BROKER_ERRORS:
            self.close()
            raise
        for signal in ARRIVALS if self._settings.is_memory else ():
            signal.send()
        return [
            index not in self._refused and message.id not in self._unroutable
            for index, message in enumerate(messages)
        ]

    def keep_alive(self) -> None:
        """Answer heartbeats while there is nothing to publish."""
        if self._connection is None or self._settings.is_memory or time.monotonic() < self._look_again:
            return
        self._look_again = time.monotonic() + _LOOK_SECONDS
        try:
            with contextlib.suppress(socket.timeout):
                self._connection.drain_events(timeout=0.001)
            self._connection.heartbeat_check()
        except BROKER_ERRORS:
            self.close()

    def close(self) -> None:
        drop(self._connection)
        self._connection = self._channel = None

    def _open(self) -> None:
        if self._connection is not None:
            return
        connection = connect(self._settings)
        try:
            declare(connection, self._consumers, source=self._source)
            self._channel = connection.channel()
            if not self._settings.is_memory:
                self._channel.confirm_select()
                self._channel.events["basic_ack"].add(self._confirmed)
                self._channel.events["basic_nack"].add(self._nacked)
                self._channel.events["basic_return"].add(self._returned)
        except BaseException:
            drop(connection)
            raise
        self._next_tag = 1
        self._connection = connection

    def _send(self, index: int, message: Message) -> None:
        prepared = self._channel.prepare_message(
            message.body,
            content_type=message.content_type,
            content_encoding="utf-8",
            properties={"delivery_mode": 2, "message_id": message.id},
        )
        self._channel.basic_publish(prepared, exchange_of(self._source), message.routing_key, mandatory=True)
        if not self._settings.is_memory:
            self._waiting[self._next_tag] = index
            self._next_tag += 1

    def _await_confirms(self) -> None:
        deadline = time.monotonic() + self._settings.confirm_timeout
        while self._waiting:
            assert self._connection is not None
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{len(self._waiting)} messages were not confirmed in time")
            # Not `left`: each heartbeat of a broker in alarm begins the wait anew, and none ends it.
            with contextlib.suppress(TimeoutError):
                self._connection.drain_events(timeout=min(left, _LISTEN_SECONDS))

    def _confirmed(self, delivery_tag: int, multiple: bool) -> None:
        for tag in [tag for tag in self._waiting if tag <= delivery_tag] if multiple else [delivery_tag]:
            self._waiting.pop(tag, None)

    def _nacked(self, delivery_tag: int, multiple: bool) -> None:
        for tag in [tag for tag in self._waiting if tag <= delivery_tag] if multiple else [delivery_tag]:
            index = self._waiting.pop(tag, None)
            if index is not None:
                self._refused.add(index)

    def _returned(self, error: Any, exchange: str, routing_key: str, message: Any) -> None:
        self._unroutable.add(message.properties.get("message_id", ""))
        log.error("message_unroutable", exchange=exchange, routing_key=routing_key)
