"""Who listens to whom: the one table from which exchanges, queues and bindings are declared.

Owns: names of exchanges and queues, subscriptions by stream. Promises: names do not follow Python names; a consumer
hears whole streams, so that sequence gaps are real gaps. Leaves to others: declaring them (`shared.messaging`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import shared.events.audit
import shared.events.council
import shared.events.erasure
import shared.events.escalation
import shared.events.launches
import shared.events.looks
import shared.events.migration
import shared.events.nomination
import shared.events.notification
import shared.events.overrides
import shared.events.registry
import shared.events.registry_complaints
import shared.events.registry_custody
import shared.events.registry_progress
import shared.events.registry_reminders
import shared.events.repairs
import shared.events.review
import shared.events.review_clocks
import shared.events.review_numbers
import shared.events.sheets  # noqa: F401  (importing the modules fills the catalogue)
from shared.events.catalog import CATALOG, names_in, streams_of

SERVICES = ("nomination", "review", "registry", "notification", "audit")

SUBSCRIPTIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "nomination": {"review": frozenset({"case", "proposer", "session"}), "registry": frozenset({"award", "report"})},
    "review": {
        "nomination": frozenset({"case", "policy", "erasure", "unit"}), "registry": frozenset({"later_decision"}),
    },
    "registry": {"nomination": frozenset({"erasure", "unit", "launch"}), "review": frozenset({"decision"})},
    "notification": {
        "nomination": frozenset({"contact", "erasure", "launch", "unit", "unit_plan"}),
        "review": frozenset({"case", "session"}),
        "registry": frozenset({"award", "complaint", "plan", "remedy"}),
    },
    "audit": {source: streams_of(source) for source in SERVICES if streams_of(source)},
}


@dataclass(frozen=True, slots=True)
class Binding:
    exchange: str
    routing_key: str


def exchange_of(service: str) -> str:
    """nameko's own convention, so that any nameko or AMQP client can listen."""
    return f"{service}.events"


def queue_of(consumer: str) -> str:
    return f"{consumer}.inbox"


def bindings_of(consumer: str) -> tuple[Binding, ...]:
    """Every event of every stream the consumer subscribes to."""
    return tuple(
        Binding(exchange_of(source), name)
        for source, streams in sorted(SUBSCRIPTIONS[consumer].items())
        for stream in sorted(streams)
        for name in names_in(source, stream)
    )


def names_heard(consumer: str, source: str) -> tuple[str, ...]:
    """The events of `source` that `consumer` hears."""
    streams = SUBSCRIPTIONS[consumer].get(source, frozenset())
    return tuple(name for stream in sorted(streams) for name in names_in(source, stream))


def consumers_of(event_type: str) -> tuple[str, ...]:
    kind = CATALOG[event_type]
    return tuple(
        consumer for consumer, sources in SUBSCRIPTIONS.items() if kind.stream in sources.get(kind.source, frozenset())
    )


def consumers_of_source(source: str) -> tuple[str, ...]:
    """Everybody who hears anything of a service."""
    return tuple(consumer for consumer, sources in SUBSCRIPTIONS.items() if sources.get(source))


def emitters() -> tuple[str, ...]:
    return tuple(sorted({kind.source for kind in CATALOG.values()}))
