"""A PostgreSQL of our own.

Owns: Debian's server binaries run on a data directory that lives as long as the test session. Promises: loopback only,
fsync on (durability is what is measured), started as an ordinary user. Leaves to others: schemas and roles.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Literal, LiteralString, Self

import psycopg
from psycopg import sql

from tests.support.children import ChildProcess
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import wait_until

StopMode = Literal["smart", "fast", "immediate"]

SUPERUSER = "vinhdanh"
STOP_SIGNALS: dict[StopMode, signal.Signals] = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # In the data directory, so that they go with it: a server that was killed leaves its segments in memory for good.
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class ServerMissingError(RuntimeError):
    """A server the tests need is not installed; `make test` installs it from Debian's packages."""


def find_binaries() -> Path | None:
    """The directory of the newest PostgreSQL installed by Debian's packages."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda p: float(p.parent.name), default=None)


def ordinary_user() -> str | None:
    """The user to change to, None when this process is not root: PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


class PrivatePostgres:
    """One server with its own data directory; `start` may be called again after any kind of end."""

    def __init__(self, parent: Path | None = None) -> None:
        """Data goes under `parent` (default: the temporary directory), on the disk whose syncs are to be measured."""
        binaries = find_binaries()
        if binaries is None:
            raise ServerMissingError("PostgreSQL is not installed: run `make servers` as root")
        self._binaries = binaries
        self.port = free_port()
        self.models: set[str] = set()
        """Databases made to be copied; nobody connects to them."""
        self.home = Path(tempfile.mkdtemp(prefix="vinhdanh-pg-", dir=parent))
        self.data = self.home / "data"
        self._user = ordinary_user()
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        settings = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.home)}
        self.process = ChildProcess(
            "postgres",
            [str(binaries / "postgres"), "-D", str(self.data), *(f"--{k}={v}" for k, v in settings.items())],
            log=self.home / "postgres.log",
            cwd=self.home,
            user=self._user,
            home=self.home,
        )

    def start(self) -> None:
        """Returns when the server answers, recovery from a crash included."""
        if not self.data.exists():
            self._create_cluster()
        wait_until(
            self._starts, "PostgreSQL to start", timeout=60, every=0.2, evidence=self.process.log_tail
        )

    def stop(self, mode: StopMode = "fast") -> None:
        """`smart` waits for clients, `fast` rolls them back, `immediate` leaves a crash to recover from."""
        self.process.stop(sign=STOP_SIGNALS[mode], timeout=60)

    def restart(self, mode: StopMode = "immediate") -> None:
        self.stop(mode)
        self.start()

    def kill9(self) -> None:
        """Kills the postmaster; its children notice and end by themselves."""
        self.process.kill9()

    def is_up(self) -> bool:
        """The server accepts a connection and answers."""
        try:
            with self._connect("postgres") as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def url(self, name: str) -> str:
        """SQLAlchemy's address of a database, which need not exist."""
        return f"postgresql+psycopg://{SUPERUSER}@{LOOPBACK}:{self.port}/{name}"

    def create_database(self, name: str, like: str = "template1") -> str:
        """Creates a database, empty or as another one to which nobody is connected; returns its address."""
        self._administer("CREATE DATABASE {} TEMPLATE {}", name, like)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drops a database with whoever is still connected; one that is not there is no error."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def only_read(self, name: str, *, closed: bool) -> None:
        """Closes a database for writing, as on a server that became a standby, or opens it: for sessions to come;
        those there are ended."""
        self._administer(f"ALTER DATABASE {{}} SET default_transaction_read_only = {'on' if closed else 'off'}", name)
        with self._connect("postgres") as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    def version(self) -> str:
        """`15.18`, for reports."""
        told = subprocess.run(
            [self._binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        found = re.search(r"\d+(\.\d+)+", told)
        return found.group() if found else told.strip()

    def remove(self) -> None:
        """Ends the server and removes its files."""
        self.process.kill9()
        shutil.rmtree(self.home)

    def _create_cluster(self) -> None:
        initdb = ["initdb", "-D", str(self.data), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        made = subprocess.run(
            [self._binaries / initdb[0], *initdb[1:], "--no-sync"],
            capture_output=True,
            text=True,
            cwd=self.home,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _starts(self) -> bool:
        # After kill -9 the old children hold the shared memory for a moment, and the server refuses to start.
        if not self.process.is_running():
            self.process.start()
        return self.is_up()

    def _administer(self, statement: LiteralString, *names: str) -> None:
        with self._connect("postgres") as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connect(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=LOOPBACK, port=self.port, user=SUPERUSER, dbname=name, autocommit=True, connect_timeout=5
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()
