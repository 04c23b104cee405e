"""More connections than a process may hold end nobody's web: those that come wait, and are answered."""

from __future__ import annotations

import socket
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from tests.support.children import ChildProcess
from tests.support.few_descriptors import LIMIT
from tests.support.ports import LOOPBACK, free_port, is_listening
from tests.support.waiting import wait_until

REPOSITORY = Path(__file__).parents[2]


def test_a_process_without_a_free_descriptor_goes_on_answering(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.few_descriptors", str(port)]
    process = ChildProcess("few", command, log=tmp_path / "log", cwd=REPOSITORY)
    process.start()
    try:
        wait_until(lambda: is_listening(port), "the process", evidence=process.log_tail)
        with ExitStack() as idle:
            for _ in range(LIMIT + 20):
                idle.enter_context(socket.create_connection((LOOPBACK, port), timeout=10))
            wait_until(lambda: "accept_fails" in process.log_tail(), "the limit", evidence=process.log_tail)
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/", timeout=20) as answer:
            assert answer.read() == b"still here"
    finally:
        process.kill9()
