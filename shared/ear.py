"""How the process that leads the relay hears that another process of its service has written.

Owns: PostgreSQL's NOTIFY between the replicas of one service. Promises: a call that is lost costs a pause, never an
event; it is a transaction of its own after the act's, since a NOTIFY inside would make all commits of the server wait
for each other. Leaves to others: news within one process (`Database.news`).
"""

from __future__ import annotations

import select
import socket
import threading

import structlog
from sqlalchemy import text

from shared.db import Database, is_outage

log = structlog.get_logger(__name__)

_LISTEN = "LISTEN vinhdanh_outbox"
_CALL = text("NOTIFY vinhdanh_outbox")
# What a lost call costs is a pause: not worth waiting for the disk.
_WITHOUT_SYNC = text("SET LOCAL synchronous_commit = off")
_PAUSE_SECONDS = 1.0
_PROOF_SECONDS = 60.0


def call(database: Database) -> None:
    """Tell the leading relay of this service that there is something to publish."""
    with database.engine.begin() as connection:
        connection.execute(_WITHOUT_SYNC)
        connection.execute(_CALL)


class Ear:
    """Turns calls into news of this process, from `start` to `stop`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._stops, self._stop = socket.socketpair()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.send(b".")
        self._thread.join()
        self._stop.close()
        self._stops.close()

    def _run(self) -> None:
        while True:
            try:
                self._listen()
                return
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("ear_waits", error=type(error).__name__)
            if select.select([self._stops], [], [], _PAUSE_SECONDS)[0]:
                return

    def _listen(self) -> None:
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            # The words of a call do not matter; without a hand to take them they would pile up.
            driver.add_notify_handler(lambda notify: None)
            connection.exec_driver_sql(_LISTEN)
            while True:
                # What was said before we listened has had no call.
                self._database.news.send()
                heard, _, _ = select.select([driver.fileno(), self._stops], [], [], _PROOF_SECONDS)
                if self._stops in heard:
                    connection.invalidate()
                    return
                # Takes in the call, and fails when it was the end of the connection that was heard.
                connection.exec_driver_sql("SELECT 1")
