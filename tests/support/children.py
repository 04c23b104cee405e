"""Child processes of the tests.

Owns: start, log, signals and the end of a child. Promises: every child has its own process group and a log; none
outlives this process, even when this process is killed. Leaves to others: what the child is and when it is ready.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.waiting import wait_until
from tests.support.warm import REPOSITORY, Child

# Waits for its standard input to close, which the kernel does when the test process is gone, however it went.
_GUARD = 'read -r _; kill -s KILL -- -"$1" 2>/dev/null; [ -z "$2" ] || rm -rf -- "$2"'

_started: weakref.WeakSet[ChildProcess] = weakref.WeakSet()


class ChildEndedError(AssertionError):
    """A child process ended when it was needed; the message carries the end of its log."""


class ChildProcess:
    """One child with its log; `start` after `stop` starts it again with the same arguments."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path = REPOSITORY,
        user: str | None = None,
        home: Path | None = None,
    ) -> None:
        """`env` replaces this process's environment when given; `user` needs root.

        `home` is a directory to remove when this process is killed before it could do so itself.
        """
        self.name = name
        self.arguments = list(arguments)
        self.log = log
        self.env = dict(os.environ if env is None else env)
        self.cwd = cwd
        self.user = user
        self.home = home
        self._child: Child | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id; raises ChildEndedError when it does not run."""
        if self._child is None or self._child.poll() is not None:
            raise ChildEndedError(f"{self.name} does not run\n{self.log_tail()}")
        return self._child.pid

    @property
    def exit_status(self) -> int | None:
        """None while it runs or was never started; negative: ended by that signal."""
        return self._child.poll() if self._child else None

    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Starts the child; it writes both streams to the end of its log."""
        if self.is_running():
            raise RuntimeError(f"{self.name} runs already")
        self._reap()
        with self.log.open("ab") as log:
            self._child = self._spawn(log.fileno())
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(self._child.pid), str(self.home or "")],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        _started.add(self)

    def _spawn(self, log: int) -> Child:
        return subprocess.Popen(
            self.arguments,
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
        )

    def send(self, number: signal.Signals) -> None:
        """Signals the child alone, not its group."""
        os.kill(self.pid, number)

    def stop(self, *, sign: signal.Signals = signal.SIGTERM, timeout: float = 30.0) -> int:
        """Asks the child to end and waits; returns its exit status (0 when it had never run).

        Raises ChildEndedError when it had to be killed after `timeout` seconds: ending when asked is a promise.
        """
        if self._child is None:
            return 0
        if self._child.poll() is None:
            self.resume()
            self._child.send_signal(sign)
        try:
            status = self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill9()
            raise ChildEndedError(
                f"{self.name} did not end within {timeout:g} s of {sign.name}\n{self.log_tail()}"
            ) from None
        self._reap()
        return status

    def kill9(self) -> None:
        """Ends the child's whole group at once, as a power cut would."""
        if self._child is not None:
            # The group may be gone, or its leader a zombie nobody has waited for.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
        self._reap()

    def pause(self) -> None:
        """Freezes the child: the kernel goes on acknowledging for it, it answers nothing."""
        self.send(signal.SIGSTOP)

    def resume(self) -> None:
        self.send(signal.SIGCONT)

    def wait_for_end(self, timeout: float = 30.0) -> int:
        """Exit status of a child that is expected to end by itself."""
        wait_until(lambda: not self.is_running(), f"{self.name} to end", timeout=timeout, evidence=self.log_tail)
        assert self._child is not None
        return int(self._child.returncode)

    def log_tail(self, lines: int = 40) -> str:
        """The end of the log, for a failure's message."""
        if not self.log.exists():
            return f"({self.name} wrote no log)"
        text = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([f"--- the last lines of {self.name}:", *text[-lines:]])

    def _reap(self) -> None:
        if self._child is not None:
            self._child.wait()
        if self._guard is not None:
            self._guard.kill()
            self._guard.wait()
            if self._guard.stdin:
                self._guard.stdin.close()
            self._guard = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill9()


@atexit.register
def _end_what_still_runs() -> None:
    for child in list(_started):
        child.kill9()
