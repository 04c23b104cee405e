"""More connections than a process may hold end nobody's web: those that come wait. Without one a process ends."""

from __future__ import annotations

import os
import socket
import subprocess
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


WITHOUT_WEB = """
from shared.greenlets import patch
patch()
import eventlet
from deploy.runner import Process
from shared.config import read_settings
process = Process(read_settings(), ("registry",))
process.start()
gone = (RuntimeError, RuntimeError("the web is gone"), None)
eventlet.spawn_after(0.2, lambda: [one.kill(gone) for one in process._front.containers])
process.wait()
"""


def test_a_process_whose_web_died_ends(tmp_path: Path) -> None:
    """So that it is started again: nobody could see how it is, however well it went on consuming."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("VINHDANH_")}
    settings = {"VINHDANH_DATA_DIR": str(tmp_path), "VINHDANH_HTTP_PORT": str(free_port())}
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WITHOUT_WEB], cwd=REPOSITORY, env=ours | settings,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stdout
    assert "the web is gone" in ended.stderr
