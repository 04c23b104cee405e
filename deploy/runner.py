"""The composition root: which services live in this process, on which databases, broker, clock and policy.

Owns: building desks from settings, starting and stopping a process. Promises: the web answers first, so that
`/readyz` can say what is awaited; a stop finishes what is in
hand (`when_told_to_stop` bounds it). Leaves to others: everything the services do.
"""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import structlog
from nameko.runners import ServiceRunner
from nameko.utils.concurrency import SpawningProxy
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Request, Response

from deploy.desks import build_desk, clock_of
from shared import inbox_rows, outbox_rows
from shared.catching_up import offer_unheard
from shared.clock import Clock, wall_now
from shared.config import Home, Settings
from shared.db import cause_of, is_outage
from shared.desk import Desk
from shared.identity import has_public_keys, make_keys
from shared.metrics import (
    BATCH_WAITS,
    BUILD,
    CONSUMER_READY,
    DATABASE_UP,
    INBOX_OLDEST,
    INBOX_WAITING,
    OUTBOX_OLDEST,
    OUTBOX_WAITING,
    RELAY_LEADING,
)
from shared.migrate import find_schema, migrate
from shared.policy import load_policy_set
from shared.readiness import readiness
from shared.release import version
from shared.service import nameko_service
from shared.topology import SERVICES
from shared.web.app import build_app
from shared.web.health import Health
from shared.web.server import Wsgi, front, listen

log = structlog.get_logger(__name__)


class Process:
    """Some or all services in one process."""

    def __init__(self, settings: Settings, names: Sequence[str] = SERVICES, *, clock: Clock | None = None) -> None:
        if settings.home is Home.EMBEDDED and not has_public_keys(settings.keys_dir):
            make_keys(settings.keys_dir)
        policies = load_policy_set(settings.policy_dir)
        self.settings = settings
        self.desks = [build_desk(name, settings, policies, clock or clock_of(settings)) for name in names]
        self._runner: ServiceRunner | None = None
        self._front: ServiceRunner | None = None
        self._waits_for: str | None = "starting"
        self._told_to_stop, self._has_stopped = threading.Event(), threading.Event()
        for desk in self.desks:
            BUILD.labels(desk.service, version(), settings.build, policies.hash[:12]).set(1)

    @property
    def is_told_to_stop(self) -> bool:
        return self._told_to_stop.is_set()

    def start(self) -> None:
        """Answer HTTP, wait for the databases, then listen and publish; nothing more once it is told to stop."""
        listening = listen((self.settings.http_host, self.settings.http_port))
        self._front = ServiceRunner({})
        self._front.add_service(front(listening, self._wsgi()))
        self._front.start()
        self._prepare()
        if self.is_told_to_stop:
            return
        self._runner = ServiceRunner({"max_workers": 10})
        for desk in self.desks:
            self._runner.add_service(nameko_service(desk))
        self._runner.start()
        # What was made ready stays to the end: looking through it for garbage stops everybody for up to half a second.
        gc.collect()
        gc.freeze()
        self._waits_for = None

    def wait(self) -> None:
        """Until somebody stops the process or a part of it dies: also without its web nobody could see how it is."""
        if self._runner is None:
            self._has_stopped.wait()
        else:
            SpawningProxy([self._front, self._runner], abort_on_error=True).wait()

    def stop(self) -> None:
        """Finish what is in hand, then let go of everything."""
        log.info("stopping")
        self._told_to_stop.set()
        for runner in (self._front, self._runner):
            if runner is not None:
                runner.stop()
        for desk in self.desks:
            desk.database.close()
        self._has_stopped.set()

    def _prepare(self) -> None:
        pause = 0.2
        while not self.is_told_to_stop:
            try:
                for desk in self.desks:
                    if not self._prepare_one(desk):
                        return
                if self.settings.home is Home.EMBEDDED:
                    self._offer_again()
                return
            except Exception as error:
                if not is_outage(error):
                    raise
                self._waits_for = f"database away: {cause_of(error)}"
                log.warning("start_waits", reason=self._waits_for)
                self._told_to_stop.wait(pause)
                pause = min(2 * pause, 5.0)

    def _prepare_one(self, desk: Desk) -> bool:
        """False when the process was told to stop meanwhile."""
        definition = desk.definition
        if self.settings.home is Home.EMBEDDED:
            migrate(desk.database, desk.service, definition.migrations, definition.metadata)
        while (reason := (schema := find_schema(desk.database, definition.migrations)).reason_to_wait) is not None:
            self._waits_for = f"{desk.service}: {reason} (run `vinhdanh migrate`)"
            log.warning("start_waits", reason=self._waits_for)
            if self._told_to_stop.wait(1.0):
                return False
        if schema.is_newer:
            log.warning("schema_is_newer", service=desk.service, present=schema.present, known=schema.newest)
        if definition.starts is not None:
            definition.starts(desk)
        return not self.is_told_to_stop

    def _offer_again(self) -> None:
        """The memory transport forgets on a stop: publish again what its consumers had not stored (design D7)."""
        databases = {desk.service: desk.database for desk in self.desks}
        for desk in self.desks:
            count = offer_unheard(desk.service, databases)
            if count:
                log.info("offered_again", service=desk.service, events=count)

    def _wsgi(self) -> Wsgi:
        health = Health(
            [("process", lambda: self._waits_for), *(check for desk in self.desks for check in readiness(desk))],
            [self._refresh_gauges],
        )
        apps = {f"/api/{desk.service}/": build_app(desk) for desk in self.desks}

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            for prefix, app in apps.items():
                if path.startswith(prefix):
                    return app(environ, start_response)
            response = health.answer(Request(environ)) or _index(list(apps), path)
            return response(environ, start_response)

        return answer

    def _refresh_gauges(self) -> None:
        """Before a scrape. A database that is away is itself a measurement, never a failed scrape."""
        for desk in self.desks:
            relay, listener = desk.extras.get("relay"), desk.extras.get("listener")
            RELAY_LEADING.labels(desk.service).set(relay is not None and relay.is_leading)
            CONSUMER_READY.labels(desk.service).set(listener is not None and listener.is_consuming)
            BATCH_WAITS.labels(desk.service).set(0 if listener is None else listener.waits_seconds)
            try:
                _count_waiting(desk)
            except SQLAlchemyError as error:
                # Not only outages: before the first migration the tables are not there.
                DATABASE_UP.labels(desk.service).set(0)
                log.warning("gauges_unknown", service=desk.service, error=cause_of(error))
            else:
                DATABASE_UP.labels(desk.service).set(1)


def _count_waiting(desk: Desk) -> None:
    with desk.database.reading() as tx:
        count, oldest = outbox_rows.backlog(tx)
        OUTBOX_WAITING.labels(desk.service).set(count)
        OUTBOX_OLDEST.labels(desk.service).set(_age(oldest))
        waiting = inbox_rows.counts(tx)
        for status in ("retry", "parked", "dead"):
            number, since = waiting.get(status, (0, None))
            INBOX_WAITING.labels(desk.service, status).set(number)
            INBOX_OLDEST.labels(desk.service, status).set(_age(since))
        if desk.definition.gauges is not None:
            desk.definition.gauges(tx)


def _age(since: datetime | None) -> float:
    """In seconds; none is below nought, though the machine's clock was ahead when it was noted."""
    return max(0.0, (wall_now() - since).total_seconds()) if since else 0.0


_NOTHING_HERE = json.dumps(
    {
        "code": "http.404",
        "status": 404,
        "detail_vi": "Không có gì ở đường dẫn này; xem các dịch vụ ở trang đầu (/).",
        "detail_en": "nothing is at this path: the first page (/) names the services",
    },
    ensure_ascii=False,
)


def _index(prefixes: Sequence[str], path: str) -> Response:
    """A first page: where the contracts of this process can be read and tried."""
    if path != "/":
        return Response(_NOTHING_HERE, status=404, content_type="application/problem+json")
    rows = "".join(f'<li><a href="{prefix}docs">{prefix.strip("/")}</a></li>' for prefix in prefixes)
    page = (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Vinh Danh</title></head>'
        f'<body><h1>Vinh Danh</h1><p>Giao diện lập trình của các dịch vụ trong tiến trình này:</p><ul>{rows}</ul>'
        '<p><a href="/readyz">/readyz</a> · <a href="/metrics">/metrics</a></p></body></html>'
    )
    return Response(page, content_type="text/html; charset=utf-8")
