"""The line under faults: broker and database end, freeze, forget; nothing is lost and nothing doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from shared.messaging import BrokerSettings
from shared.outbox import republish
from shared.outbox_rows import broken_links
from tests.support.lines import Line, running
from tests.support.stores import fresh_postgres
from tests.support.waiting import wait_until
from tests.support.warm import REPOSITORY

pytestmark = pytest.mark.slow


@pytest.fixture
def rabbit(rabbit_to_break: Any) -> Any:
    return rabbit_to_break


@pytest.fixture
def line(postgres: Any, rabbit: Any, request: pytest.FixtureRequest) -> Iterator[Line]:
    """Impatient: what takes ten seconds in life takes two here."""
    with ExitStack() as stack:
        sender, audit, review = (
            stack.enter_context(fresh_postgres(postgres, name)) for name in ("sender", "audit", "review")
        )
        vhost = f"faults_{abs(hash(request.node.name)) % 10**8}"
        url = rabbit.create_vhost(vhost)
        stack.callback(rabbit.delete_vhost, vhost)
        broker = BrokerSettings(url, heartbeat=2, io_timeout=3.0, confirm_timeout=3.0)
        yield Line(broker, sender, {"audit": audit, "review": review})


def saying(line: Line, count: int) -> threading.Thread:
    thread = threading.Thread(target=line.say, args=(count,), kwargs={"subjects": 4})
    thread.start()
    return thread


def says_to_nobody(line: Line) -> None:
    """One act more while there is no broker, whatever of the others went out before."""
    line.say(1, start=1_000)
    assert line.unpublished() > 0


def test_the_broker_is_restarted_in_the_middle(line: Line, rabbit: Any) -> None:
    with running(line):
        line.say(5)
        line.wait_all_applied()
        rabbit.settle()
        talk = saying(line, 150)
        rabbit.stop()
        says_to_nobody(line)
        rabbit.start()
        talk.join(timeout=60)
        line.wait_all_applied(timeout=90)

    with line.sender.reading() as tx:
        assert broken_links(tx) == []


def test_the_broker_is_killed_in_the_middle_and_the_log_offered_again(line: Line, rabbit: Any) -> None:
    with running(line):
        line.say(20)
        line.wait_all_applied()
        # A node killed before it wrote down that a queue exists comes back with a half queue nobody can use.
        rabbit.settle()
        talk = saying(line, 80)
        rabbit.kill9()
        says_to_nobody(line)
        talk.join(timeout=60)
        rabbit.start()
        # What the broker had confirmed may be gone with it; the operator offers the log again.
        with line.sender.transaction() as tx:
            republish(tx, from_position=1)
        line.sender.news.send()
        line.wait_all_applied(timeout=90)


def test_the_brokers_data_is_wiped_and_the_outbox_offered_again(line: Line, rabbit: Any) -> None:
    line.start(line.relay.run)
    line.say(30)
    wait_until(lambda: line.unpublished() == 0, "everything published", timeout=30)
    rabbit.wipe()
    line.start(*(listener.run for listener in line.listeners.values()))
    try:
        with line.sender.transaction() as tx:
            assert republish(tx, from_position=1) == 30
        line.sender.news.send()
        line.wait_all_applied(timeout=90)
    finally:
        line.stop()


def test_a_broker_in_alarm_stops_the_relay_but_no_act(line: Line, rabbit: Any) -> None:
    with structlog.testing.capture_logs() as told, running(line):
        line.say(3)
        line.wait_all_applied()
        rabbit.set_memory_alarm(True)
        try:
            before = time.monotonic()
            line.say(10, start=3)
            assert time.monotonic() - before < 5
            wait_until(lambda: "relay_waits" in {one["event"] for one in told}, "the relay tried and waits")
            assert line.unpublished() > 0
        finally:
            rabbit.set_memory_alarm(False)
        line.wait_all_applied(timeout=60)


def test_a_relay_dies_with_everything_sent_and_nothing_confirmed(line: Line, rabbit: Any) -> None:
    """A broker in alarm keeps the moment: it takes what is sent and confirms nothing."""
    line.say(5)
    address = line.sender.url.render_as_string(hide_password=False)
    dying = [sys.executable, "-W", "ignore", "-m", "tests.support.dying_relay", address, line.broker.url]
    rabbit.set_memory_alarm(True)
    try:
        done = subprocess.run(
            [*dying, "relay.after_publish"], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False
        )
    finally:
        rabbit.set_memory_alarm(False)

    assert done.returncode == -signal.SIGKILL, done.stderr
    assert line.unpublished() == 5
    with running(line):
        line.wait_all_applied()


def test_a_frozen_broker_is_noticed_and_left(line: Line, rabbit: Any) -> None:
    with running(line):
        line.say(3)
        line.wait_all_applied()
        rabbit.pause()
        try:
            line.say(5, start=3)
            wait_until(
                lambda: not any(listener.is_consuming for listener in line.listeners.values()),
                "the listeners noticed",
                timeout=30,
            )
        finally:
            rabbit.resume()
        line.wait_all_applied(timeout=90)


def test_the_database_is_restarted_in_the_middle(line: Line, postgres: Any) -> None:
    with running(line):
        line.say(5)
        line.wait_all_applied()
        stop = threading.Event()
        said = []

        def talk() -> None:
            number = 5
            while not stop.is_set():
                try:
                    line.say(1, start=number)
                    said.append(number)
                except DBAPIError:  # an act that fails for want of a database is the caller's to repeat
                    time.sleep(0.1)
                number += 1

        talker = threading.Thread(target=talk)
        talker.start()
        time.sleep(0.5)
        for _ in range(2):
            postgres.restart("immediate")
            time.sleep(1.0)
        stop.set()
        talker.join(timeout=30)
        line.wait_all_applied(timeout=90)

    assert len(line.said()) >= len(said) + 5
    with line.sender.reading() as tx:
        assert broken_links(tx) == []
