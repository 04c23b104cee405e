"""The whole house, running, in either home: what tests use from the outside.

Owns: starting and stopping every service in one process (embedded) or each in its own with replicas (distributed), the
shared clock, tokens. Promises: a process that ended when it should not ends the test with its log; nothing is left
running. Leaves to others: what is asked of the services (`road`), comparing what they hold (`oracle`).
"""

from __future__ import annotations

import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.services import definition_of
from services.audit.checkpointing import ORIGIN
from services.audit.signing import make_key
from shared.clock import office_day, wall_now
from shared.db import Database
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.identity import TokenIssuer, make_keys
from shared.migrate import migrate
from shared.policy import PolicySet, load_policy_set
from shared.topology import SERVICES
from tests.support import warm
from tests.support.children import ChildEndedError
from tests.support.processes import ServiceProcess
from tests.support.waiting import PATIENCE, wait_until
from tests.support.warm import PROGRAM

if TYPE_CHECKING:
    from tests.support.postgres import PrivatePostgres
    from tests.support.rabbitmq import PrivateRabbit
    from tests.support.smtp import PrivateSmtp

REPLICAS: Mapping[str, int] = {"nomination": 2, "review": 2}
"""Services with more than one process in the distributed home; the others have one."""

_TWICE_SECONDS = 0.05
_numbers = itertools.count(1)


class OfficeClock:
    """The time of every process of a house: a file replaced in one step (`shared.clock.FileClock`)."""

    def __init__(self, path: Path, at: datetime) -> None:
        self.path = path
        self.set(at)

    def set(self, at: datetime) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(at.astimezone(UTC).isoformat(), encoding="ascii")
        os.replace(fresh, self.path)

    def now(self) -> datetime:
        return datetime.fromisoformat(self.path.read_text(encoding="ascii"))


class House:
    """A running house. `processes[service]` are its replicas; in the embedded home all services share one."""

    def __init__(
        self, kind: str, directory: Path, env: Mapping[str, str], processes: Mapping[str, list[ServiceProcess]]
    ) -> None:
        self.kind = kind
        self.directory = directory
        self.env = dict(env)
        self.processes = dict(processes)
        self.clock = OfficeClock(directory / "clock", datetime(2026, 8, 3, 2, 0, tzinfo=UTC))
        self._issuer = TokenIssuer(directory / "keys")
        self._turns: dict[str, itertools.cycle[ServiceProcess]] = {}
        self._tokens: dict[tuple[str, Role, str], str] = {}
        self.databases = {name: Database(self.database_url(name), pool_size=4) for name in SERVICES}
        self.settled_at: dict[str, int] = {}
        """By source: the position up to which everything was found settled (`unsettled`)."""
        self.overheard: list[Callable[[str, str, Any], None]] = []
        """Called with method, path and answer of everything asked over HTTP (`people.exchange`)."""
        self.numbers = itertools.count(1)
        """For names nobody else in this house has."""

    def database_url(self, service: str) -> str:
        return self.env["VINHDANH_DATABASE_URL"].replace("{service}", service)

    def all_processes(self) -> list[ServiceProcess]:
        return list(dict.fromkeys(process for replicas in self.processes.values() for process in replicas))

    def process_for(self, service: str) -> ServiceProcess:
        """The replica that answers next: they take turns, so that both halves of every act meet different ones."""
        turn = self._turns.setdefault(service, itertools.cycle(self.processes[service]))
        return next(turn)

    def token(self, subject: str, role: Role, unit: str) -> str:
        key = (subject, role, unit)
        if key not in self._tokens:
            self._tokens[key] = self._issuer.issue(Actor(subject, role, unit), now=wall_now())
        return self._tokens[key]

    def vinhdanh(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """A command of the operator on this house (`vinhdanh ops status`)."""
        env = {**os.environ, **self.env, "COLUMNS": "250", "NO_COLOR": "1"}
        return warm.run([PROGRAM, *arguments], env, timeout)

    def start(self) -> None:
        """All processes at once; returns when every one is ready."""
        for process in self.all_processes():
            process.start()
        for process in self.all_processes():
            process.wait_ready()

    def stop(self) -> None:
        """Asks every process to end; all of them at once, then waits."""
        running = [process for process in self.all_processes() if process.is_running()]
        for process in running:
            process.resume()
            os.kill(process.pid, 15)
        for process in running:
            process.stop()

    def kill(self) -> None:
        """Ends whatever still runs and closes the test's own connections."""
        for process in self.all_processes():
            process.kill9()
        for database in self.databases.values():
            database.close()

    def check_alive(self) -> None:
        """Raises with the log of a process that has ended."""
        for process in self.all_processes():
            if not process.is_running():
                raise ChildEndedError(f"{process.name} ended with {process.exit_status}\n{process.log_tail()}")

    def last_words(self, lines: int = 25) -> str:
        """The ends of all logs, for failure messages."""
        return "\n".join(f"--- {process.name}\n{process.log_tail(lines)}" for process in self.all_processes())

    def settle(self, timeout: float = PATIENCE) -> None:
        """Returns when every event said so far has been published and applied (or is dead) everywhere."""
        from tests.support.unsettled import unsettled

        waits = ""

        def is_quiet() -> bool:
            nonlocal waits
            waits = next(unsettled(self), "")
            if not waits:
                # Applying may say new events: only twice quiet in a row is quiet.
                time.sleep(_TWICE_SECONDS)
                waits = next(unsettled(self), "")
            return not waits

        def evidence() -> str:
            return f"{waits}\n{[*unsettled(self)]}\n{self.last_words()}"

        wait_until(is_quiet, "the house to settle", timeout=timeout, evidence=evidence)

    def rest(self, timeout: float = PATIENCE) -> None:
        """As `settle`, and no timer is about to say something: each season moves the clock of all, and what became
        late in another is said seconds afterwards."""
        what = "the timers to say what the clock made late"
        wait_until(self._has_said_what_is_late, what, timeout=timeout, every=0.1)
        self.settle(timeout)

    def _has_said_what_is_late(self) -> bool:
        from services.registry import sweep as of_registry
        from services.review import sweep as of_review

        now = self.clock.now()
        # Not `reading`: what is asked of is locked.
        with self.databases["review"].transaction() as tx:
            is_said = not of_review.is_anything_unsaid(tx, now, _policies().calendar)
        with self.databases["registry"].transaction() as tx:
            return is_said and not of_registry.is_anything_unsaid(tx, office_day(now), _policies())


@cache
def _policies() -> PolicySet:
    return load_policy_set()


def _settings(directory: Path, smtp: PrivateSmtp) -> dict[str, str]:
    return {
        "VINHDANH_DATA_DIR": str(directory / "data"),
        "VINHDANH_KEYS_DIR": str(directory / "keys"),
        "VINHDANH_REHEARSAL": "1",
        "VINHDANH_CLOCK_FILE": str(directory / "clock"),
        "VINHDANH_SMTP_HOST": smtp.host,
        "VINHDANH_SMTP_PORT": str(smtp.port),
        "VINHDANH_SMTP_RETRY_SECONDS": "0.5",
        "VINHDANH_CHECKPOINT_SECONDS": "1",
        "VINHDANH_LOG_LEVEL": "INFO",
    }


@contextmanager
def _running(house: House) -> Iterator[House]:
    try:
        house.start()
        yield house
        house.stop()
    finally:
        house.kill()


@contextmanager
def embedded_house(
    directory: Path, smtp: PrivateSmtp, *, more: Mapping[str, str] | None = None, cold: bool = True
) -> Iterator[House]:
    """`vinhdanh serve`: everything in one process on SQLite files under `directory`, with `more` settings.

    Who starts it many times spares its imports: not `cold`.
    """
    make_keys(directory / "keys")
    env = _settings(directory, smtp) | {
        "VINHDANH_HOME": "embedded",
        "VINHDANH_DATABASE_URL": f"sqlite:///{directory}/data/{{service}}.sqlite",
        **(more or {}),
    }
    process = ServiceProcess(["serve"], log=directory / "serve.log", env=env, name="serve", cold=cold)
    with _running(House("embedded", directory, env, {name: [process] for name in SERVICES})) as house:
        yield house


@contextmanager
def distributed_house(
    directory: Path,
    postgres: PrivatePostgres,
    rabbit: PrivateRabbit,
    smtp: PrivateSmtp,
    *,
    replicas: Mapping[str, int] = REPLICAS,
    faults: Mapping[str, str] | None = None,
) -> Iterator[House]:
    """A process per service and replica, on databases and a virtual host of its own, both dropped at the end.

    `faults` names for a service the point where its first replica is to kill itself (`shared.faults.POINTS`).
    """
    number = next(_numbers)
    vhost = f"house{number}"
    for name in SERVICES:
        postgres.create_database(f"house{number}_{name}", like=_migrated(postgres, name))
    env = _settings(directory, smtp) | {
        "VINHDANH_HOME": "distributed",
        "VINHDANH_DATABASE_URL": postgres.url(f"house{number}_{{service}}"),
        "VINHDANH_BROKER_URL": rabbit.create_vhost(vhost),
        "VINHDANH_POOL_SIZE": "10",
    }
    make_keys(directory / "keys")
    make_key(directory / "keys" / "ledger.key", ORIGIN, is_witness=False)
    processes = {
        name: [
            ServiceProcess(
                ["serve", name], log=directory / f"{name}-{copy}.log", env=env, name=f"{name}-{copy}",
                fault_at=(faults or {}).get(name) if copy == 1 else None,
                # Beside what was forked stands in every house with replicas one that the installed command started.
                cold=name == "review" and copy == 2,
            )
            for copy in range(1, replicas.get(name, 1) + 1)
        ]
        for name in SERVICES
    }  # fmt: skip
    try:
        with _running(House("distributed", directory, env, processes)) as house:
            yield house
    finally:
        rabbit.delete_vhost(vhost)
        for name in SERVICES:
            postgres.drop_database(f"house{number}_{name}")


def _migrated(postgres: PrivatePostgres, service: str) -> str:
    """The name of a database of the service as `vinhdanh migrate` leaves it, made once for a server."""
    name = f"model_of_{service}"
    if name not in postgres.models:
        definition = definition_of(service)
        database = Database(postgres.create_database(name), pool_size=2)
        migrate(database, service, definition.migrations, definition.metadata)
        database.close()
        postgres.models.add(name)
    return name
