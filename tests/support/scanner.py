"""A virus scanner of our own that can be made to misbehave.

Owns: a process beside the tests. Promises: loopback only; stopped, it is away, and started again it listens on the same
port. Leaves to others: what it finds (`scanner_server.SIGNATURES`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

from shared.config import ScannerSettings
from tests.support.children import REPOSITORY, ChildEndedError
from tests.support.ports import LOOPBACK, free_port


class PrivateScanner:
    def __init__(self) -> None:
        self.port = free_port()
        self._child: subprocess.Popen[str] | None = None

    def settings(self, timeout: float = 30.0) -> ScannerSettings:
        return ScannerSettings(host=LOOPBACK, port=self.port, path=None, timeout=timeout)

    def start(self) -> None:
        """Returns when it listens; it answers properly until told otherwise."""
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "tests.support.scanner_server", str(self.port)],
                cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
            )  # fmt: skip
            self._expect("ready")

    def stop(self) -> None:
        """It is away: connections are refused."""
        if self._child is not None:
            self._child.communicate(timeout=10)
            self._child = None

    def behave(self, **script: Any) -> None:
        """From now on as the script says (`scanner_server.Scanner`); without one, properly."""
        if self._child is None or self._child.stdin is None:
            raise RuntimeError("the scanner does not run")
        self._child.stdin.write(json.dumps(script) + "\n")
        self._child.stdin.flush()
        self._expect("told")

    def _expect(self, word: str) -> None:
        assert self._child is not None
        assert self._child.stdout is not None
        said = self._child.stdout.readline().strip()
        if said != word:
            raise ChildEndedError(f"the scanner said {said!r} instead of {word!r}")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
