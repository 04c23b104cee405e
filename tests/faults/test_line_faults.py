"""The line under faults, and a whole house on it: broker and database end, freeze, forget; nothing is lost or doubled.

The line alone is broken in the middle of much talk; what the services of the house made of it is compared with all
events.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog
from kombu import Connection
from sqlalchemy.exc import DBAPIError

from shared.inbox_rows import UNDECODABLE, list_dead
from shared.messaging import BrokerSettings
from shared.outbox import republish
from shared.outbox_rows import broken_links
from shared.topology import SUBSCRIPTIONS, emitters, exchange_of, names_heard
from tests.faults.test_killed_processes import goes_on_to_the_register, is_all_published, times_recorded
from tests.support import homes, oracle
from tests.support.homes import House
from tests.support.lines import Line, running
from tests.support.people import refused
from tests.support.postgres import PrivatePostgres
from tests.support.processes import ServiceProcess
from tests.support.rabbitmq import PrivateRabbit
from tests.support.road import Union, hung_yen
from tests.support.roles import NOMINATIONS, Case
from tests.support.smtp import PrivateSmtp
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
    """One act more while there is no broker, whatever of the others went out before; nobody else speaks of its case."""
    line.say(1, start=4)
    assert line.unpublished() > 0


def test_the_broker_is_restarted_in_the_middle(line: Line, rabbit: Any) -> None:
    with running(line):
        line.say(5)
        line.wait_all_applied()
        rabbit.settle()
        talk = saying(line, 150)
        rabbit.stop()
        try:
            says_to_nobody(line)
        finally:
            rabbit.start()
        talk.join(timeout=60)
        line.wait_all_applied()

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
        try:
            says_to_nobody(line)
            talk.join(timeout=60)
        finally:
            rabbit.start()
        # What the broker had confirmed may be gone with it; the operator offers the log again.
        with line.sender.transaction() as tx:
            republish(tx, from_position=1)
        line.sender.news.send()
        line.wait_all_applied()


def test_a_broker_in_alarm_stops_the_relay_but_no_act(line: Line, rabbit: Any) -> None:
    with structlog.testing.capture_logs() as told, running(line):
        line.say(3)
        line.wait_all_applied()
        rabbit.set_memory_alarm(True)
        try:
            before = time.monotonic()
            line.say(10, start=3)
            assert time.monotonic() - before < 30  # the alarm lasts until all are said
            wait_until(lambda: "relay_waits" in {one["event"] for one in told}, "the relay tried and waits")
            assert line.unpublished() > 0
        finally:
            rabbit.set_memory_alarm(False)
        line.wait_all_applied()


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
            )
        finally:
            rabbit.resume()
        line.wait_all_applied()


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
        line.wait_all_applied()

    assert len(line.said()) >= len(said) + 5
    with line.sender.reading() as tx:
        assert broken_links(tx) == []


@pytest.fixture
def standing(
    _smtp_of_the_session: PrivateSmtp, postgres: PrivatePostgres, rabbit: PrivateRabbit, tmp_path: Path
) -> Iterator[House]:
    with homes.distributed_house(tmp_path, postgres, rabbit, _smtp_of_the_session, replicas={}) as made:
        yield made


def test_a_season_outlives_its_servers(standing: House, postgres: PrivatePostgres, rabbit: PrivateRabbit) -> None:
    """No process is started again. After each outage the work goes on, all of it up to the register."""
    season = hung_yen(standing)
    union = season.union("CĐCS Công ty Dệt Phố Hiến")
    cases = [union.officer.prepares() for _ in range(4)]
    standing.rest()
    processes = {process.name: process.pid for process in standing.all_processes()}

    submits_without_a_broker(standing, rabbit, union, cases[0])
    oracle.check_between(standing)
    submits_without_a_database(standing, postgres, union, *cases[1:3])
    oracle.check_between(standing)
    loses_a_submission_with_the_broker(standing, postgres, rabbit, union, cases[3])
    oracle.check_between(standing)
    dead = sends_what_nobody_can_read(standing)
    goes_on_to_the_register(season, union, *cases)

    assert [times_recorded(season, union, case) for case in cases] == [1] * len(cases)
    assert {process.name: process.pid for process in standing.all_processes()} == processes
    oracle.check(standing, dead=dead)


def submits_without_a_broker(house: House, rabbit: PrivateRabbit, union: Union, case: Case) -> None:
    rabbit.settle()
    rabbit.stop()
    try:
        union.officer.submits(case)
        assert not is_all_published(house, "nomination")
        wait_until(lambda: all(one.probe()[0] == 503 for one in house.all_processes()), "everybody to miss the broker")
    finally:
        rabbit.start()
    union.head.waits_until(case, "submitted")


def submits_without_a_database(
    house: House, postgres: PrivatePostgres, union: Union, before: Case, during: Case
) -> None:
    """What is submitted as the server ends is in the log, on the broker, or with somebody."""
    path, key = f"{NOMINATIONS}/{during.id}/submit", {"Idempotency-Key": uuid.uuid4().hex}
    seen = union.officer.version_of(during)
    union.officer.submits(before)
    postgres.stop("immediate")
    try:
        with refused(503, "house.unavailable"):
            union.officer.post(path, {}, seen=seen, headers=key)
    finally:
        postgres.start()
    for process in house.all_processes():
        process.wait_ready()
    done, again = (union.officer.post(path, {}, seen=seen, headers=key) for _ in range(2))
    assert done.status == 200
    assert (again.body, again.headers.get("Idempotent-Replay")) == (done.body, "true")
    for case in (before, during):
        union.head.waits_until(case, "submitted")


def times_said(process: ServiceProcess, word: str) -> int:
    return process.log.read_text(encoding="utf-8").count(word)


def loses_a_submission_with_the_broker(
    house: House, postgres: PrivatePostgres, rabbit: PrivateRabbit, union: Union, case: Case
) -> None:
    """Published, heard by some, and by review not stored when the broker's disk is lost: only the log has it."""
    (review,) = house.processes["review"]
    database = house.databases["review"].url.database
    assert database is not None
    postgres.only_read(database, closed=True)
    waited, left = times_said(review, "batch_waits"), times_said(review, "listener_disconnected")
    union.officer.submits(case)
    said = house.last_words
    wait_until(lambda: times_said(review, "batch_waits") > waited, "review to be offered it", evidence=said)
    wait_until(lambda: is_all_published(house, "nomination"), "the broker to have confirmed it", evidence=said)
    rabbit.wipe()
    wait_until(lambda: times_said(review, "listener_disconnected") > left, "review to let go of it", evidence=said)
    postgres.only_read(database, closed=False)
    house.databases["review"].engine.dispose()
    for process in house.all_processes():
        process.wait_ready()
    assert union.head.state_of(case) == ""
    for service in emitters():
        done = house.vinhdanh("ops", "republish", service, "--reason", "mất đĩa máy chủ thông điệp")
        assert done.returncode == 0, done.stderr
    union.head.waits_until(case, "submitted")


def sends_what_nobody_can_read(house: House) -> int:
    """How many consumers now keep it as dead."""
    deaf = [name for name in SUBSCRIPTIONS if "nomination.submitted" in names_heard(name, "nomination")]
    with Connection(house.env["VINHDANH_BROKER_URL"]) as connection:
        connection.Producer().publish(
            b"\x80not json", exchange=exchange_of("nomination"), routing_key="nomination.submitted",
            content_type="application/x-python-serialize", content_encoding="binary",
        )  # fmt: skip

    def is_kept(name: str) -> bool:
        with house.databases[name].reading() as tx:
            return [(item.body, item.error_code) for item in list_dead(tx)] == [(b"\x80not json", UNDECODABLE)]

    wait_until(lambda: all(map(is_kept, deaf)), "kept as dead by all who hear of submissions")
    return len(deaf)
