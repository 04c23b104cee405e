"""A RabbitMQ of our own.

Owns: Debian's broker under its own node name, ports, cookie, port mapper and data. Promises: loopback only, no plugin,
nothing left behind. Leaves to others: exchanges and queues, which the services declare themselves.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from kombu import Connection

from tests.support.children import ChildEndedError, ChildProcess
from tests.support.ports import LOOPBACK, free_port, is_listening
from tests.support.postgres import ServerMissingError
from tests.support.rabbitmq_settings import PASSWORD, USER, environment, find_scripts, write_configuration
from tests.support.waiting import wait_until

_numbers = itertools.count(1)


@dataclass(frozen=True)
class QueueState:
    """What the broker says about one queue."""

    name: str
    messages: int
    unacknowledged: int
    consumers: int
    kind: str


class PrivateRabbit:
    """One broker node; `start` may be called again after any kind of end and finds its data."""

    def __init__(self, parent: Path | None = None) -> None:
        """Data goes under `parent` (default: the temporary directory)."""
        scripts = find_scripts()
        if scripts is None:
            raise ServerMissingError("RabbitMQ is not installed: run `make servers` as root")
        self._scripts = scripts
        self.port = free_port()
        self.node = f"vinhdanh_test_{os.getpid()}_{next(_numbers)}@localhost"
        self.home = Path(tempfile.mkdtemp(prefix="vinhdanh-mq-", dir=parent))
        self._epmd_port = free_port()
        self._vhosts: list[str] = []
        write_configuration(self.home, self.port)
        self._env = env = environment(self.home, self.node, epmd_port=self._epmd_port, dist_port=free_port())
        self.mapper = ChildProcess(
            "epmd",
            ["epmd", "-port", str(self._epmd_port), "-address", LOOPBACK],
            log=self.home / "epmd.log",
            env=env,
            cwd=self.home,
        )
        self.process = ChildProcess(
            "rabbitmq",
            [str(scripts / "rabbitmq-server")],
            log=self.home / "rabbitmq.log",
            home=self.home,
            env=env,
            cwd=self.home,
        )

    def start(self) -> None:
        """Returns when a client can log in."""
        if not self.mapper.is_running():
            self.mapper.start()
            wait_until(lambda: is_listening(self._epmd_port), "epmd", evidence=self.mapper.log_tail)
        self.process.start()
        wait_until(
            self._is_up_or_ended, "RabbitMQ to start", timeout=90, every=0.1, evidence=self.process.log_tail
        )

    def stop(self) -> None:
        """An orderly end."""
        self.process.stop(timeout=60)

    def restart(self) -> None:
        self.stop()
        self.start()

    def kill9(self) -> None:
        """Ends the broker at once. Confirmed messages in durable queues survive, see `settle` for new queues."""
        self.process.kill9()

    def pause(self) -> None:
        """Freezes the broker with its connections open: it answers nothing, not even heartbeats."""
        self.process.pause()

    def resume(self) -> None:
        self.process.resume()

    def is_up(self) -> bool:
        """A client can log in."""
        try:
            with Connection(self.url(), connect_timeout=2) as connection:
                connection.connect()
        except OSError:
            return False
        return True

    def wipe(self) -> None:
        """Takes every exchange, queue and message, as a lost disk would; the virtual hosts are set up again, empty."""
        self.evaluate("ok = rabbit:stop(), ok = rabbit_mnesia:reset(), ok = rabbit:start()")
        for name in self._vhosts:
            self._add_vhost(name)

    def url(self, vhost: str = "/") -> str:
        return f"amqp://{USER}:{PASSWORD}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    def create_vhost(self, name: str) -> str:
        """An empty broker within the broker; returns its address."""
        self._add_vhost(name)
        self._vhosts.append(name)
        return self.url(name)

    def delete_vhost(self, name: str) -> None:
        """Takes the virtual host and closes its connections."""
        self.evaluate(f'ok = rabbit_vhost:delete(<<"{name}">>, <<"{USER}">>)')
        self._vhosts.remove(name)

    def queues(self, vhost: str = "/") -> dict[str, QueueState]:
        """Every queue by name. Counts of quorum queues may lag a quarter of a second."""
        told = self.evaluate(
            "[[binary_to_list(element(4, Name)), M, U, C, atom_to_list(Type)] || "
            f'Q <- rabbit_amqqueue:list(<<"{vhost}">>), [{{_, Name}}, {{_, M}}, {{_, U}}, {{_, C}}, {{_, Type}}] <- '
            "[rabbit_amqqueue:info(Q, [name, messages, messages_unacknowledged, consumers, type])]]"
        )
        # Lists of plain words and numbers are written in Erlang as in JSON.
        rows = json.loads(told.strip().removeprefix("{ok,").removesuffix("}"))
        return {row[0]: QueueState(*row) for row in rows}

    def waiting_messages(self, queue: str, vhost: str = "/") -> int:
        """Messages ready for delivery, exact and quick; raises amqp.exceptions.NotFound for an unknown queue."""
        with Connection(self.url(vhost), connect_timeout=5) as connection:
            return int(connection.default_channel.queue_declare(queue, passive=True).message_count)

    def set_memory_alarm(self, on: bool) -> None:
        """Raises or clears the alarm under which the broker blocks publishers and goes on delivering."""
        self.evaluate(f"vm_memory_monitor:set_vm_memory_high_watermark({'{absolute, 1}' if on else '0.4'})")
        wait_until(lambda: self._has_alarm() == on, f"memory alarm {'on' if on else 'off'}")

    def settle(self) -> None:
        """Puts what the broker knows about virtual hosts and queues on disk.

        RabbitMQ 3.10 does so by itself some seconds after a declaration; a `kill9` before that loses a new queue
        together with its confirmed messages.
        """
        self.evaluate("ok = mnesia:sync_log(), [ok = dets:sync(T) || T <- dets:all()]")

    def version(self) -> str:
        """`3.10.8`, for reports."""
        return self._scripts.parent.name.removeprefix("rabbitmq_server-")

    def evaluate(self, expressions: str) -> str:
        """The broker's answer to Erlang expressions, in milliseconds: `rabbitmqctl` is an Erlang machine of its own.

        Raises RuntimeError with what the broker says of one that fails.
        """
        done = subprocess.run(
            ["erl_call", "-sname", self.node, "-e"],
            input=f"{expressions}.\n",
            env=self._env,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode or not done.stdout.startswith("{ok,"):
            raise RuntimeError(f"the broker refused {expressions}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def remove(self) -> None:
        """Ends the broker and the port mapper and removes their files."""
        self.process.kill9()
        self.mapper.kill9()
        shutil.rmtree(self.home)

    def _add_vhost(self, name: str) -> None:
        self.evaluate(
            f'ok = rabbit_vhost:add(<<"{name}">>, <<"{USER}">>), '
            f'ok = rabbit_auth_backend_internal:set_permissions(<<"{USER}">>, <<"{name}">>, '
            '<<".*">>, <<".*">>, <<".*">>, <<"test">>)'
        )

    def _has_alarm(self) -> bool:
        return "memory" in self.evaluate("rabbit_alarm:get_alarms()")

    def _is_up_or_ended(self) -> bool:
        if not self.process.is_running():
            raise ChildEndedError(f"RabbitMQ ended with {self.process.exit_status}\n{self.process.log_tail()}")
        return is_listening(self.port) and self.is_up()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()
