"""What the line does where its database is there, and yet takes nothing: it waits, and ends no process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from shared.db import Database, is_outage
from shared.messaging import BrokerSettings
from tests.support.lines import Line, running
from tests.support.stores import fresh_postgres, fresh_sqlite
from tests.support.waiting import wait_until


@contextmanager
def to_two(sender: Database, rabbit: Any, directory: Path, vhost: str) -> Iterator[Line]:
    """A line from this sender, with three events said and nothing running yet."""
    with fresh_sqlite(directory, "audit") as audit, fresh_sqlite(directory, "review") as review:
        line = Line(BrokerSettings(rabbit.create_vhost(vhost)), sender, {"audit": audit, "review": review})
        line.say(3)
        yield line
    rabbit.delete_vhost(vhost)


def test_a_database_that_only_reads_makes_the_line_wait(postgres: Any, rabbit: Any, tmp_path: Path) -> None:
    """As on a server that became a standby, or that an operator closed for writing."""
    with fresh_postgres(postgres, "sender") as sender, to_two(sender, rabbit, tmp_path, "readonly") as line:
        assert sender.url.database is not None
        postgres.only_read(sender.url.database, closed=True)
        sender.engine.dispose()  # what asks next has a connection of its own
        with structlog.testing.capture_logs() as told, running(line):
            wait_until(lambda: "relay_waits" in {one["event"] for one in told}, "the relay tried and waits")
            with pytest.raises(DBAPIError) as refused:
                line.say(1, start=3)
            assert is_outage(refused.value)
            assert line.unpublished() == 3
            postgres.only_read(sender.url.database, closed=False)
            sender.engine.dispose()
            line.wait_all_applied()


def test_a_relay_without_a_free_connection_waits_for_one(postgres: Any, rabbit: Any, tmp_path: Path) -> None:
    with fresh_postgres(postgres, "sender") as full:
        # The relay keeps two, and somebody looks how far it is.
        sender = Database(full.url.render_as_string(hide_password=False), pool_size=3, free_seconds=0.2)
        with to_two(sender, rabbit, tmp_path, "exhausted") as line:
            in_use = [sender.engine.connect() for _ in range(3)]
            with structlog.testing.capture_logs() as told, running(line):
                wait_until(lambda: "relay_waits" in {one["event"] for one in told}, "the relay tried and waits")
                with pytest.raises(NoConnectionFree) as refused:
                    line.say(1, start=3)
                assert is_outage(refused.value)
                for connection in in_use:
                    connection.close()
                line.wait_all_applied()
        sender.close()


def test_the_server_notices_a_client_that_is_gone_without_a_word(postgres: Any) -> None:
    """Or its backend would hold the relay's lock for two hours."""
    asked = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
    with fresh_postgres(postgres, "sender") as sender, sender.reading() as tx:
        shown = text("SELECT setting FROM pg_settings WHERE name = :name")
        assert [tx.scalar(shown, {"name": name}) for name in asked] == ["4", "2", "3", "10000"]
