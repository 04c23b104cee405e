"""The two homes under the bench: their servers, databases and processes.

Owns: starting and ending them. Promises: servers private to the run, fsync on, on this machine's cores like everything
else. Leaves to others: the tests' own servers and child processes (`tests.support`), which it borrows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from deploy.bench import field as people
from deploy.bench.station import BOARD, PROFILE
from deploy.bench.task import Board
from deploy.services import definition_of
from shared.clock import SetClock
from shared.config import Home
from shared.db import Database
from shared.desk import Desk
from shared.identity import make_keys
from shared.migrate import migrate
from shared.topology import SERVICES


@dataclass
class BenchHome:
    """A home that runs. `stations` by name, `servers` are the processes of PostgreSQL and RabbitMQ."""

    home: Home
    board: Board
    keys: Path
    urls: Mapping[str, str]
    databases: dict[str, Database]
    env: dict[str, str]
    station_names: Mapping[str, Sequence[str]]
    servers: dict[str, int] = field(default_factory=dict)
    stations: dict[str, Any] = field(default_factory=dict)
    broker_url: str = ""
    pgbench: Path | None = None
    watches_statements: bool = False

    @property
    def pids(self) -> dict[str, int]:
        return {name: station.pid for name, station in self.stations.items()} | self.servers

    def desk(self, service: str) -> Desk:
        """A desk at this home's database, on the first day of the work."""
        from deploy.desks import build_desk
        from shared.config import read_settings
        from shared.policy import load_policy_set

        return build_desk(service, read_settings(_env(self.env)), load_policy_set(), SetClock(people.FIRST_DAY))

    def start_stations(self) -> None:
        from tests.support.processes import ServiceProcess

        for name, services in self.station_names.items():
            station = ServiceProcess(
                services, log=self.board.directory / f"{name}.log", env=self.env, name=name,
                program=(sys.executable, "-m", "deploy.bench.station"),
            )  # fmt: skip
            station.start()
            self.stations[name] = station
        for station in self.stations.values():
            station.wait_ready()

    def stop_stations(self) -> None:
        for station in self.stations.values():
            station.stop(timeout=45)

    def commits(self) -> int:
        """Transactions committed in the services' databases so far; 0 where nobody counts them."""
        if self.home is Home.EMBEDDED:
            return 0
        told = self.ask("SELECT sum(xact_commit) FROM pg_stat_database WHERE datname = ANY(%s)", list(SERVICES))
        return int(told[0][0])

    def statements(self, most: int = 60) -> list[tuple[Any, ...]]:
        """(database, calls, milliseconds, text) of the heaviest statements; empty unless they were watched."""
        if not self.watches_statements:
            return []
        return self.ask(
            "SELECT d.datname, s.calls, round(s.total_exec_time + s.total_plan_time), left(s.query, 160)"
            " FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = ANY(%s)"
            " ORDER BY 3 DESC LIMIT %s",
            list(SERVICES), most,
        )

    def count_statements_anew(self) -> None:
        if self.watches_statements:
            self.ask("SELECT pg_stat_statements_reset()")

    def share_of_statements(self, database: str, pattern: str) -> float:
        """What part of the time of a database's statements those that match took; 0.0 unless they were watched."""
        if not self.watches_statements:
            return 0.0
        [(share,)] = self.ask(
            "SELECT coalesce(sum(s.total_exec_time) FILTER (WHERE s.query ~* %s) / sum(s.total_exec_time), 0)"
            " FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = %s",
            pattern, database,
        )  # fmt: skip
        return float(share)

    def ask(self, query: LiteralString, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the server itself."""
        url = self.databases["review"].url
        with psycopg.connect(host=url.host, port=url.port, user=url.username, dbname="postgres") as connection:
            return connection.execute(query, parameters or None).fetchall()


def _env(values: Mapping[str, str]) -> Any:
    from environs import Env

    os.environ.update(values)
    return Env(prefix="VINHDANH_")


@contextmanager
def home_of(kind: Home, directory: Path, *, profile: bool) -> Iterator[BenchHome]:
    """A migrated home without stations; servers end with the block."""
    directory.mkdir(parents=True, exist_ok=True)
    clock = directory / "clock"
    clock.write_text(people.FIRST_DAY.isoformat(), encoding="ascii")
    keys = directory / "keys"
    make_keys(keys)
    env = {
        "VINHDANH_HOME": kind.value, "VINHDANH_DATA_DIR": str(directory / "data"), "VINHDANH_KEYS_DIR": str(keys),
        "VINHDANH_REHEARSAL": "1", "VINHDANH_CLOCK_FILE": str(clock), "VINHDANH_LOG_LEVEL": "WARNING",
        "VINHDANH_HTTP_HOST": "127.0.0.1", BOARD: str(directory / "board"),
    }  # fmt: skip
    if profile:
        env[PROFILE] = "1"
    board = Board(directory / "board")
    with ExitStack() as stack:
        if kind is Home.EMBEDDED:
            urls = {name: f"sqlite:///{directory}/data/{name}.sqlite" for name in SERVICES}
            made = BenchHome(kind, board, keys, urls, {}, env, {"all": SERVICES})
        else:
            made = _distributed(stack, board, keys, env, profile=profile)
        for name in SERVICES:
            database = Database(made.urls[name], pool_size=3)
            stack.callback(database.close)
            definition = definition_of(name)
            migrate(database, name, definition.migrations, definition.metadata)
            made.databases[name] = database
        yield made


def _distributed(stack: ExitStack, board: Board, keys: Path, env: dict[str, str], *, profile: bool) -> BenchHome:
    from tests.support.postgres import PrivatePostgres, find_binaries
    from tests.support.rabbitmq import PrivateRabbit

    postgres = stack.enter_context(PrivatePostgres())
    rabbit = stack.enter_context(PrivateRabbit())
    if profile:
        _watch_statements(postgres)
    urls = {name: postgres.create_database(name) for name in SERVICES}
    env |= {
        "VINHDANH_DATABASE_URL": postgres.url("{service}"), "VINHDANH_BROKER_URL": rabbit.create_vhost("bench"),
    }  # fmt: skip
    postgres.create_database("limits")
    binaries = find_binaries()
    assert binaries is not None
    return BenchHome(
        Home.DISTRIBUTED, board, keys, urls, {}, env, {name: (name,) for name in SERVICES},
        servers={"postgresql": postgres.process.pid, "rabbitmq": rabbit.process.pid},
        broker_url=rabbit.create_vhost("limits"), pgbench=binaries / "pgbench", watches_statements=profile,
    )  # fmt: skip


def _watch_statements(server: Any) -> None:
    """Load PostgreSQL's own statistics of statements; they cost a little, so only a profile has them."""
    address = server.url("postgres").replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
    server.restart("fast")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
