"""Commands that serve or measure end with words, not with a traceback, where the machine does not let them begin.

Half a pair of keys keeps nobody from reading tokens.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.audit.signing import make_key
from shared.identity import make_keys
from tests.support import warm
from tests.support.ports import free_port
from tests.support.processes import ServiceProcess
from tests.support.warm import PROGRAM, REPOSITORY


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens at."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def environment(home: Path, **settings: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("VINHDANH_")}
    return ours | {"VINHDANH_DATA_DIR": str(home)} | {f"VINHDANH_{name}": value for name, value in settings.items()}


def check_refused(ran: subprocess.CompletedProcess[str], *named: str) -> None:
    told = ran.stdout + ran.stderr
    assert ran.returncode == 1, told
    assert "Traceback" not in told
    for name in named:
        assert name in told


def test_a_port_that_is_taken_is_named(taken: int, tmp_path: Path) -> None:
    ran = warm.run([PROGRAM, "serve"], environment(tmp_path, HTTP_PORT=str(taken)), 30)

    check_refused(ran, str(taken), "VINHDANH_HTTP_PORT")


TWICE = """
from shared.greenlets import patch
patch()
from shared.web.server import AddressTaken, listen
first = listen(("127.0.0.1", {port}))
try:
    listen(("127.0.0.1", {port}))
except AddressTaken:
    print("taken")
"""


def test_a_port_the_house_itself_listens_at_is_taken() -> None:
    """Shared, each of two processes would be asked what the other should answer."""
    code = TWICE.format(port=free_port())
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=REPOSITORY, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert ran.stdout == "taken\n"


def test_a_directory_of_keys_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = warm.run([PROGRAM, "serve"], environment(tmp_path, KEYS_DIR=str(tmp_path / "file" / "keys")), 30)

    check_refused(ran, str(tmp_path / "file" / "keys"))


def test_an_embedded_home_reads_tokens_that_are_signed_elsewhere(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    (tmp_path / "keys" / "token.private.jwk").unlink()
    before = (tmp_path / "keys" / "token.public.jwks").read_bytes()

    with ServiceProcess(["serve"], log=tmp_path / "log", env={"VINHDANH_DATA_DIR": str(tmp_path)}) as process:
        process.wait_ready()
        assert process.stop() == 0

    assert (tmp_path / "keys" / "token.public.jwks").read_bytes() == before


def test_a_witness_whose_key_is_none_stops_the_start(tmp_path: Path) -> None:
    settings = {"HTTP_PORT": str(free_port()), "WITNESSES": "https://w.example not-a-key"}
    ran = warm.run([PROGRAM, "serve"], environment(tmp_path, **settings), 30)

    check_refused(ran, "VINHDANH_WITNESSES", "https://w.example")


def test_a_port_that_is_taken_stops_a_witness(taken: int, tmp_path: Path) -> None:
    make_key(tmp_path / "w.key", "w", is_witness=True)
    log = make_key(tmp_path / "l.key", "l", is_witness=False).vkey()
    words = ["--state", str(tmp_path / "state"), "--new-state", "--key", str(tmp_path / "w.key"), "--log", log]
    ran = warm.run([PROGRAM, "audit", "witness", *words, "--port", str(taken)], environment(tmp_path), 30)

    check_refused(ran, str(taken))


@pytest.mark.parametrize("words", [["demo", "--no-serve", "--directory"], ["bench", "--home", "embedded", "--out"]])
def test_a_directory_that_takes_nothing_is_named_before_anything_is_done(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "file").touch()
    where = str(tmp_path / "file" / "out")
    ran = subprocess.run(
        [sys.executable, "-m", "deploy", *words, where],
        cwd=REPOSITORY, env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    check_refused(ran, where)
