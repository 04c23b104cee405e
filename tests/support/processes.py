"""Our own services as child processes.

Owns: how a test starts `vinhdanh serve …`, waits until it is ready, and plants the point where it is to die.
Promises: a failure shows what the process last said. Leaves to others: start and end of any child (children).
"""

from __future__ import annotations

import http.client
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support import warm
from tests.support.children import ChildEndedError, ChildProcess
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import wait_until
from tests.support.warm import PROGRAM, Child


class ServiceProcess(ChildProcess):
    """One process of ours (`vinhdanh serve review`) that answers HTTP on a loopback port."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str],
        name: str | None = None,
        port: int | None = None,
        port_variable: str = "VINHDANH_HTTP_PORT",
        fault_at: str | None = None,
        program: Sequence[str] = (PROGRAM,),
        cold: bool = False,
    ) -> None:
        """`arguments` as after `vinhdanh`; `env` is added to this process's environment.

        What runs `vinhdanh` is forked from a process that has imported what it imports (`warm`); `cold` starts the
        installed command itself. `port` is chosen when not given and told to the child in `port_variable`. `fault_at`
        names the point where the child is to kill itself (`VINHDANH_FAULT_AT`).
        """
        self._is_cold = cold
        self.port = free_port() if port is None else port
        told = {**os.environ, **env, port_variable: str(self.port)}
        told.pop("VINHDANH_FAULT_AT", None)
        if fault_at is not None:
            told["VINHDANH_FAULT_AT"] = fault_at
        super().__init__(name or " ".join(arguments), [*program, *arguments], log=log, env=told)

    def _spawn(self, log: int) -> Child:
        if self._is_cold or not warm.can_fork(self.arguments, self.env, self.cwd):
            return super()._spawn(log)
        return warm.fork(self.arguments, self.env, self.cwd, (log, log))

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def probe(self, path: str = "/readyz", *, timeout: float = 30) -> tuple[int, str]:
        """Status and text of a GET; status 0 when nobody answers."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, type(error).__name__
        finally:
            connection.close()

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Returns when /readyz answers 200; raises with the log when the process ends first or time is up."""
        last: list[tuple[int, str]] = []

        def is_ready() -> bool:
            if not self.is_running():
                raise ChildEndedError(f"{self.name} ended with {self.exit_status}\n{self.log_tail()}")
            last[:] = [self.probe(timeout=5)]
            return last[0][0] == 200

        wait_until(
            is_ready,
            f"{self.name} to be ready",
            timeout=timeout,
            every=0.1,
            evidence=lambda: f"/readyz said {last}\n{self.log_tail()}",
        )

    def forget_fault(self) -> None:
        """The next start is an ordinary one."""
        self.env.pop("VINHDANH_FAULT_AT", None)
