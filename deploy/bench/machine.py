"""The limits of the machine, measured in the same run on the same servers.

Owns: one-row commits, confirmed publishes. Promises: durable as the services' own: a synced commit, a quorum queue,
persistent messages with confirms. Leaves to others: comparing.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from shared.db import Database
from shared.events.envelope import CONTENT_TYPE
from shared.messaging import BrokerSettings
from shared.publisher import Message, Publisher

_SECONDS = 3


def commits_per_second(pgbench: Path, url: str, clients: int) -> float:
    """One inserted row per commit, by PostgreSQL's own pgbench."""
    database = Database(url, pool_size=1)
    with database.transaction() as tx:
        tx.execute(text("CREATE TABLE IF NOT EXISTS one_row (id bigserial PRIMARY KEY, words text)"))
    address = database.url
    database.close()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("INSERT INTO one_row (words) VALUES ('một dòng');\n")
        script.flush()
        told = subprocess.run(
            [pgbench, "-n", "-f", script.name, "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)),
             "-T", str(_SECONDS), "-h", str(address.host), "-p", str(address.port), "-U", str(address.username),
             str(address.database)],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", told)
    if found is None:
        raise RuntimeError(f"pgbench said no rate:\n{told}")
    return float(found[1])


def local_commits_per_second(directory: Path) -> float:
    """The same on SQLite, synced fully, by one writer: there is no more than one."""
    database = Database(f"sqlite:///{directory}/one_row.sqlite")
    with database.transaction() as tx:
        tx.execute(text("CREATE TABLE one_row (id integer PRIMARY KEY, words text)"))

    def commit() -> int:
        with database.transaction() as tx:
            tx.connection().exec_driver_sql("INSERT INTO one_row (words) VALUES ('một dòng')")
        return 1

    rate = _rate(commit)
    database.close()
    return rate


def publishes_per_second(broker_url: str, together: int) -> float:
    """Confirmed publishes into one quorum queue, `together` per wait, by the relay's own publisher."""
    publisher = Publisher(BrokerSettings(broker_url), "nomination", ("review",))
    body = b'{"' + b"x" * 1500 + b'":1}'
    batch = [Message(f"limit-{number}", "nomination.draft_withdrawn", body, CONTENT_TYPE) for number in range(together)]

    def publish() -> int:
        accepted = publisher.publish(batch)
        if not all(accepted):
            raise RuntimeError("the broker refused messages")
        return len(accepted)

    rate = _rate(publish)
    publisher.close()
    return rate


def _rate(act: Callable[[], int]) -> float:
    act()
    done, started = 0, time.monotonic()
    while (passed := time.monotonic() - started) < _SECONDS:
        done += act()
    return done / passed
