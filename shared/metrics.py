"""The metrics of the house: names that last, few labels.

Owns: what every process counts. Promises: names start with `vinhdanh_`, labels are closed sets.
Leaves to others: metrics of the field (`services/*/metrics.py`), scraping (`shared.web.health`).
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

RELAY_PUBLISHED = Counter("vinhdanh_relay_published_total", "Events confirmed by the broker", ["service"])
RELAY_UNROUTABLE = Counter("vinhdanh_relay_unroutable_total", "Events the broker found no queue for", ["service"])
OUTBOX_WAITING = Gauge("vinhdanh_outbox_waiting", "Events not yet published", ["service"])
OUTBOX_OLDEST = Gauge("vinhdanh_outbox_oldest_seconds", "Age of the oldest unpublished event", ["service"])

INBOX_EVENTS = Counter("vinhdanh_inbox_events_total", "Events settled, by outcome", ["service", "outcome"])
INBOX_WAITING = Gauge("vinhdanh_inbox_waiting", "Events that wait or are dead, by status", ["service", "status"])
INBOX_OLDEST = Gauge("vinhdanh_inbox_oldest_seconds", "Age of the oldest event, by status", ["service", "status"])
EVENT_LAG = Histogram(
    "vinhdanh_event_lag_seconds", "From the act to its effect in this service", ["service"], buckets=_FAST
)
HANDLER_SECONDS = Histogram(
    "vinhdanh_handler_seconds", "Time to apply a batch of events", ["service"], buckets=_FAST
)
BATCH_EVENTS = Histogram(
    "vinhdanh_inbox_batch_events",
    "Events applied in one transaction",
    ["service"],
    buckets=(1, 2, 5, 10, 25, 50, 100, 200, 500),
)

REQUEST_SECONDS = Histogram(
    "vinhdanh_request_seconds", "Time to answer a request", ["service", "method", "status"], buckets=_FAST
)
RULES_NOT_HELD = Counter(
    "vinhdanh_rules_not_held_total", "Rules that did not hold, by verdict", ["service", "rule", "verdict"]
)
REFUSALS = Counter("vinhdanh_refused_commands_total", "Commands and readings refused", ["service", "action"])
DATABASE_UP = Gauge("vinhdanh_database_up", "1 when the service's database answers", ["service"])
CONSUMER_READY = Gauge("vinhdanh_consumer_ready", "1 when the inbox queue has this consumer", ["service"])
BATCH_WAITS = Gauge(
    "vinhdanh_batch_waits_seconds", "For how long events in hand could not be stored", ["service"]
)
RELAY_LEADING = Gauge("vinhdanh_relay_leading", "1 when this process publishes the outbox", ["service"])
BUILD = Gauge(
    "vinhdanh_build_info", "Version, build and policy of this process", ["service", "version", "build", "policy"]
)
