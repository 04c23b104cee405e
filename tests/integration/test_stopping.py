"""A process ends when it is told to, whatever it waits for, and by force when it cannot."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared.greenlets import BY_FORCE
from shared.identity import make_keys
from tests.support.ports import LOOPBACK, free_port
from tests.support.postgres import PrivatePostgres
from tests.support.processes import ServiceProcess
from tests.support.waiting import wait_until
from tests.support.warm import REPOSITORY

# The fault took 38 seconds; the rest is the machine's.
SOON = 15.0
STUCK = """
from shared.greenlets import patch, when_told_to_stop
patch()
import sys, time
def stop():
    {}
when_told_to_stop(stop, 1)
print("here", flush=True)
# A signal is heard at the next turn of the hub; the timers of a service give it one each second.
while True:
    time.sleep(0.05)
"""


def waiting_for(database: str, directory: Path) -> ServiceProcess:
    make_keys(directory / "keys")
    settings = {
        "VINHDANH_HOME": "distributed",
        "VINHDANH_DATA_DIR": str(directory),
        "VINHDANH_DATABASE_URL": database,
        "VINHDANH_BROKER_URL": f"amqp://u:p@{LOOPBACK}:{free_port()}//",
    }
    return ServiceProcess(["serve", "review"], log=directory / "log", env=settings)


def check_stops_soon(process: ServiceProcess, waits_for: str) -> None:
    with process:
        wait_until(lambda: waits_for in process.probe()[1], "the process to wait", evidence=process.log_tail)
        told_at = time.monotonic()
        assert process.stop() == 0, process.log_tail()
        assert time.monotonic() - told_at < SOON
    assert '"serving"' not in process.log.read_text()


def test_who_waits_for_a_database_stops_when_told_to(tmp_path: Path) -> None:
    nowhere = f"postgresql+psycopg://u:p@{LOOPBACK}:{free_port()}/{{service}}"

    check_stops_soon(waiting_for(nowhere, tmp_path), "database away: OperationalError: ")


def test_who_waits_for_a_migration_stops_when_told_to(postgres: PrivatePostgres, tmp_path: Path) -> None:
    postgres.create_database("unmigrated_review")
    try:
        check_stops_soon(waiting_for(postgres.url("unmigrated_{service}"), tmp_path), "schema is at nothing")
    finally:
        postgres.drop_database("unmigrated_review")


@pytest.mark.parametrize(
    ("stuck", "code"),
    [("time.sleep(60)", BY_FORCE), ("while True: pass", BY_FORCE), ("sum(range(10**12))", 1)],
    ids=["waiting", "computing", "in C"],
)
def test_who_cannot_stop_is_ended(stuck: str, code: int) -> None:
    """Stuck in the stop itself. The last does not come back to the interpreter: a watch beside it ends it, with the
    interpreter's own code."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", STUCK.format(stuck)], cwd=REPOSITORY, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"here\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == code
        finally:
            process.kill()
