"""kombu, held at arm's length: opening and dropping connections, declaring the topology.

Owns: connections to the broker, on RabbitMQ and on kombu's memory transport alike. Promises: letting go of a broken
connection never waits for the other end. Leaves to others: sending (`shared.publisher`), hearing (`shared.listener`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection, Exchange, Queue, binding
from kombu.exceptions import KombuError

from shared.greenlets import Signal
from shared.topology import bindings_of, exchange_of, queue_of

BROKER_ERRORS: tuple[type[BaseException], ...] = (OSError, AMQPError, KombuError, EOFError)

# On the memory transport nobody polls: whoever publishes wakes the listeners of this process.
ARRIVALS: list[Signal] = []


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Where the broker is and how long to wait for it, in seconds."""

    url: str
    heartbeat: int = 10
    connect_timeout: float = 4.0
    io_timeout: float = 10.0
    confirm_timeout: float = 10.0

    @property
    def is_memory(self) -> bool:
        return self.url.startswith("memory:")


def connect(settings: BrokerSettings) -> Connection:
    """An open connection; raises one of BROKER_ERRORS. kombu's own retries are off: we know when to try again."""
    options: dict[str, Any] = (
        {"polling_interval": 0.001}
        if settings.is_memory
        else {"read_timeout": settings.io_timeout, "write_timeout": settings.io_timeout}
    )
    connection = Connection(
        settings.url,
        heartbeat=0 if settings.is_memory else settings.heartbeat,
        connect_timeout=settings.connect_timeout,
        transport_options=options,
    )
    connection._ensure_connection(max_retries=1, timeout=settings.connect_timeout, reraise_as_library_errors=False)
    return connection


def drop(connection: Connection | None) -> None:
    """Let go of a connection without talking to the other end: a frozen broker would keep us waiting."""
    if connection is not None:
        with contextlib.suppress(*BROKER_ERRORS):
            connection.collect(socket_timeout=0.5)


def inbox_queue(consumer: str, *, quorum: bool) -> Queue:
    """The queue of a consumer with all its bindings, from the topology table."""
    exchanges = {item.exchange: Exchange(item.exchange, "topic", durable=True) for item in bindings_of(consumer)}
    return Queue(
        queue_of(consumer),
        bindings=[binding(exchanges[item.exchange], item.routing_key) for item in bindings_of(consumer)],
        durable=True,
        queue_arguments={"x-queue-type": "quorum"} if quorum else None,
    )


def declare(connection: Connection, consumers: Iterable[str], *, source: str | None = None) -> None:
    """Declare exchanges, queues and bindings, so that nothing published before a consumer's first start is lost."""
    quorum = connection.transport.driver_type == "amqp"
    with connection.channel() as channel:
        if source is not None:
            Exchange(exchange_of(source), "topic", durable=True).bind(channel).declare()
        for consumer in consumers:
            queue = inbox_queue(consumer, quorum=quorum)
            for bound in {item.exchange.name: item.exchange for item in queue.bindings}.values():
                bound.bind(channel).declare()
            queue.bind(channel).declare()
