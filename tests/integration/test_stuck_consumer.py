"""A consumer that hears and cannot settle what it hears says so, while nothing else looks wrong: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from kombu.transport.memory import Channel
from sqlalchemy import text

from shared.messaging import BrokerSettings
from tests.support.lines import Line, running
from tests.support.stores import fresh_postgres, fresh_sqlite
from tests.support.waiting import wait_until


@pytest.fixture(params=["sqlite", "postgresql"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    Channel.queues.clear()
    with ExitStack() as stack:
        if request.param == "sqlite":
            stores = [stack.enter_context(fresh_sqlite(tmp_path, name)) for name in ("sender", "review")]
        else:
            server = request.getfixturevalue("postgres")
            stores = [stack.enter_context(fresh_postgres(server, name)) for name in ("sender", "review")]
        yield Line(BrokerSettings("memory://"), stores[0], {"review": stores[1]})


def rename_inbox(line: Line, before: str, after: str) -> None:
    with line.receivers["review"].transaction() as tx:
        tx.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


def test_what_cannot_be_settled_shows_since_when(line: Line) -> None:
    listener = line.listeners["review"]
    with running(line):
        line.say(2)
        line.wait_all_applied()
        assert (listener.waits_seconds, listener.why_not_ready()) == (0.0, None)

        rename_inbox(line, "inbox", "inbox_away")
        line.say(1, start=2)
        wait_until(lambda: listener.waits_seconds > 0.5, "the batch waits")
        assert (listener.is_consuming, listener.why_not_ready()) == (True, None)
        # As it stands half a minute later.
        assert listener.waits_since is not None
        listener.waits_since -= 30
        assert "has not been stored for 3" in (listener.why_not_ready() or "")

        rename_inbox(line, "inbox_away", "inbox")
        line.wait_all_applied()
        wait_until(lambda: listener.waits_seconds == 0.0, "nothing waits")
        assert listener.why_not_ready() is None
