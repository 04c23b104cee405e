"""`vinhdanh` without its imports: asks a warm process (`warm_server`) to fork what would have been started.

Owns: the warm processes of this test process, and a forked child seen as `subprocess` shows one. Promises: what would
start with another surrounding than the warm process had is not forked. Leaves to others: logs, guards (children).
"""

from __future__ import annotations

import atexit
import functools
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = str(Path(sys.executable).parent / "vinhdanh")
# They say what a process is to do; all others say what an interpreter and its libraries are.
_READ_LATE = ("VINHDANH_", "PYTEST_", "COLUMNS", "NO_COLOR")
_COOPERATIVE = "serve"
_ALWAYS_COLD = ("demo", "bench")


_doors: list[Door] = []
_programs: list[subprocess.Popen[bytes]] = []


class Child(Protocol):
    """What the tests need of a child process; `subprocess.Popen` is one."""

    pid: int

    @property
    def returncode(self) -> Any: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...


class Door:
    """The way to one warm process, which ends when the door is closed or this process is gone."""

    def __init__(self) -> None:
        self._mine, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._turn = threading.Lock()
        _doors.append(self)

    def close(self) -> None:
        self._mine.close()

    def ask(self, order: Mapping[str, Any], streams: Sequence[int] = ()) -> Any:
        """Raises RuntimeError when the warm process has ended; its own words stand on standard error."""
        with self._turn:
            try:
                socket.send_fds(self._mine, [json.dumps(order).encode()], streams)
                told = self._mine.recv(64)
            except OSError:
                told = b""
        if not told:
            raise RuntimeError("the warm process has ended")
        return json.loads(told)


class Forked:
    """A child of a warm process, which keeps its exit status until it is asked for."""

    def __init__(self, door: Door, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._door = door

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._door.ask({"poll": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired([str(self.pid)], timeout or 0)
            # It is no child of this process, so there is nothing to wait on but the answer.
            time.sleep(0.01)
        return status

    def send_signal(self, sig: int) -> None:
        # Until its status was asked for the number belongs to it, even when it has ended.
        if self.poll() is None:
            os.kill(self.pid, signal.Signals(sig))


def run(arguments: Sequence[str], env: Mapping[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
    """As `subprocess.run` in the repository, capturing text; without asking `can_fork`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = fork(arguments, env, REPOSITORY, (out.fileno(), err.fileno()))
        try:
            child.wait(timeout)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        told = [_text_of(stream) for stream in (out, err)]
    return subprocess.CompletedProcess([*arguments], child.wait(), *told)


def can_fork(arguments: Sequence[str], env: Mapping[str, str], cwd: Path) -> bool:
    """It is `vinhdanh`, and the interpreter would find what the warm process found."""
    is_ours = arguments[0] == PROGRAM and arguments[1] not in _ALWAYS_COLD
    return is_ours and cwd == REPOSITORY and _surrounding(env) == _surrounding(os.environ)


def fork(arguments: Sequence[str], env: Mapping[str, str], cwd: Path, streams: tuple[int, int]) -> Forked:
    """The child `arguments` would start in a session of its own, with these streams for its output and its errors."""
    words = tuple(itertools.takewhile(lambda word: not word.startswith("-"), arguments[1:]))
    door = _door_of(words if words[0] == _COOPERATIVE else words[:2])
    order = {"arguments": list(arguments), "env": dict(env), "cwd": str(cwd)}
    return Forked(door, door.ask(order, streams))


def _text_of(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode().replace("\r\n", "\n")


@functools.cache
def _door_of(command: tuple[str, ...]) -> Door:
    """A process that has imported what this command does."""
    door = Door()
    with door.theirs:
        _first_door("cooperative" if command[0] == _COOPERATIVE else "plain").ask(
            {"command": command}, [door.theirs.fileno()]
        )
    return door


@functools.cache
def _first_door(kind: str) -> Door:
    door = Door()
    with door.theirs:
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm_server", str(door.theirs.fileno()), kind],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[door.theirs.fileno()],
            start_new_session=True,
        )
    _programs.append(program)
    return door


def _surrounding(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if not name.startswith(_READ_LATE)}


# Registered before that of `children`, so it runs after it: children are asked for their end through the doors.
@atexit.register
def _let_go() -> None:
    for door in _doors:
        door.close()
    for program in _programs:
        program.wait()
