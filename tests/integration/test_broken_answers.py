"""What the application cannot answer is answered without a traceback, and stands in the log."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.broken_application import SECRET
from tests.support.ports import LOOPBACK
from tests.support.waiting import wait_until
from tests.support.warm import REPOSITORY


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def port(log: Path) -> Iterator[int]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.broken_application"]
    with (
        log.open("wb") as kept,
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=kept, text=True) as server,
    ):
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.kill()


def get(port: int, path: str) -> tuple[int, bytes]:
    line = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


@pytest.mark.parametrize("path", ["/at-once", "/unsendable"])
def test_a_failure_is_logged_and_not_shown(port: int, log: Path, path: str) -> None:
    status, body = get(port, path)

    assert (status, json.loads(body)["code"]) == (500, "house.error")
    assert SECRET not in body.decode()
    wait_until(lambda: '"request_failed"' in log.read_text(), "the failure in the log")
    assert get(port, "/elsewhere") == (200, b"all well")


def test_an_answer_that_breaks_off_is_logged(port: int, log: Path) -> None:
    with pytest.raises(http.client.IncompleteRead):
        get(port, "/half-way")

    wait_until(lambda: '"answer_broke_off"' in log.read_text(), "the failure in the log")
    assert get(port, "/elsewhere") == (200, b"all well")
