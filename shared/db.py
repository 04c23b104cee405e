"""One database of one service: connections, transactions, and what differs between SQLite and PostgreSQL.

Owns: engines and transaction scopes. Promises: leaving a transaction without error commits it, otherwise it rolls
back; on SQLite one writer at a time waits its turn without blocking the others (ecosystem N7).
Leaves to others: statements; what goes into the outbox (`shared.work`).
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from shared.errors import Unavailable
from shared.greenlets import Signal, teach_psycopg
from shared.words import Words

_QUOTED = re.compile(r"""(["'])(?:(?!\1).)*\1""")
_WRITES = "vinhdanh_writes"
_REST_SECONDS = 1.0
# What reads whole tables may plan so again, and look through a whole log for its next rows. A view waits as long as
# others beside it are read: nobody waits for it, since it holds no lock that matters.
_ONE_LOOK = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", "SET LOCAL enable_seqscan = on",
    "SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL statement_timeout = '15min'",
)  # fmt: skip
_ONE_LOOK_HERE = ("PRAGMA query_only = ON",)  # what SQLite reads in one transaction is of one moment anyway
# Acts and batches ask by indexes. A plan lives as long as its connection: one made while a table was short would go on
# reading all of it. Where there is no index the whole table is read all the same; nothing here is worth compiling.
_PLANS = "-c enable_seqscan=off -c jit=off"
# A client gone without a word lets go of its locks, the relay's among them, in ten seconds and not in two hours.
_CLIENT_GONE = (
    "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000"
)
_READS_ONLY = "25006"
_STATEMENT_ENDED = "57014"
HAS_NEWS = "has_news"  # in Session.info: events were written, the relay has work


class DatabaseAbsent(Unavailable):
    code = "database.absent"
    words = Words("Chưa có cơ sở dữ liệu.", "There is no database yet.")


class Database:
    """A service's database. `pool_size` bounds open connections, `free_seconds` the wait for one of them,
    `statement_seconds` every statement but those of `only_reading`. SQLite makes a file that is not there; whoever
    only looks or mends says `stands`, and gets `DatabaseAbsent` instead of an empty house."""

    def __init__(
        self, url: str, *, pool_size: int = 20, statement_seconds: int = 30, free_seconds: float = 10.0,
        stands: bool = False,
    ) -> None:  # fmt: skip
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if stands and self.is_sqlite and not Path(self.url.database or "").is_file():
            file = self.url.database
            raise DatabaseAbsent(
                f"Chưa có cơ sở dữ liệu ở {file}: chạy `vinhdanh migrate`, hoặc xem lại VINHDANH_DATA_DIR.",
                f"there is no database at {file}: run `vinhdanh migrate`, or is VINHDANH_DATA_DIR another?",
            )
        self.news = Signal()
        self._turn: Any = threading.Lock() if self.is_sqlite else nullcontext()
        self.engine = (
            _sqlite(url, pool_size)
            if self.is_sqlite
            else _postgresql(url, pool_size, statement_seconds, free_seconds)
        )

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A read-write transaction. Nothing that waits (files, mail, messages) belongs inside."""
        with self._turn, Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={_WRITES: True})
            yield session
            session.commit()
            has_news = session.info.get(HAS_NEWS, False)
        if has_news:
            self.news.send()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only view; whatever is written inside is rolled back, or refused by PostgreSQL."""
        with Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                yield session
                session.rollback()
                return
            session.connection(execution_options={"postgresql_readonly": True})
            yield session
            # The driver forgets what it prepared on a connection at every ROLLBACK.
            session.commit()

    @contextmanager
    def only_reading(self) -> Iterator[Session]:
        """As `reading`, and the database itself refuses whatever would write; everything read is of one moment,
        however long it takes and whoever reads does something else in between."""
        with self.reading() as session:
            for setting in _ONE_LOOK_HERE if self.is_sqlite else _ONE_LOOK:
                session.execute(text(setting))
            try:
                yield session
            finally:
                if self.is_sqlite:
                    session.execute(text("PRAGMA query_only = OFF"))

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(url: str, pool_size: int) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        # An error names its statement and no values: they are personal data, or the choices of a ballot.
        hide_parameters=True,
        # autocommit hands BEGIN to us: SQLite must take the write lock first, not at the first write.
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str, pool_size: int, statement_seconds: int, free_seconds: float) -> Engine:
    teach_psycopg()
    milliseconds = statement_seconds * 1000
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=free_seconds,
        # The warm one first: each connection prepares statements for itself.
        pool_use_lifo=True,
        hide_parameters=True,
        pool_reset_on_return="rollback",
        connect_args={
            "connect_timeout": 5,
            # A server that is gone without a word (power, network) is noticed in ten seconds, not in two hours.
            "keepalives_idle": 4,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout=10000"
            f" -c idle_in_transaction_session_timeout=60000 -c timezone=UTC {_PLANS} {_CLIENT_GONE}",
        },
    )
    _compress_quickly(engine)
    _ping_after_rest(engine)
    return engine


def _compress_quickly(engine: Engine) -> None:
    """Long texts (bodies, dossiers) cost lz4 a fraction of what they cost pglz; not every server was built with it."""

    @event.listens_for(engine, "connect")
    def choose(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config(name, 'lz4', false) FROM pg_settings"
                " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
            )
        connection.commit()


def _ping_after_rest(engine: Engine) -> None:
    """Ask a connection that rested whether it still lives; one used a moment ago is not asked each time."""

    @event.listens_for(engine, "checkin")
    def rests(connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def wakes(connection: Any, record: Any, proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", 0.0) < _REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("the connection died while it rested") from error


def is_outage(error: BaseException) -> bool:
    """The database itself is away, or takes nothing from anybody (as opposed to refusing this statement)."""
    # All connections are in use: by a lock somebody holds, or by questions to a server that went silent.
    if isinstance(error, NoConnectionFree):
        return True
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _state_of(error) == _READS_ONLY):
        return True
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = _state_of(error)
    # No SQLSTATE: could not connect. 57P: shutting down or starting up. 08: connection. 53: out of resources.
    return state is None or state.startswith(("57P", "08", "53"))


def cause_of(error: BaseException) -> str:
    """What kind of error and, of the database's, what the driver says in its first line.

    Anybody who reaches a port may read it: addresses, names and values are left out.
    """
    told = error.orig if isinstance(error, DBAPIError) else error if isinstance(error, SQLAlchemyError) else ""
    lines = [line for line in str(told).splitlines() if line.strip()]
    # Before the last "failed:" stand the addresses that were tried; several of them have a line each.
    line = next((line for line in lines if "failed: " in line), *lines[:1] or [""]).rpartition("failed: ")[2]
    said = _QUOTED.sub("…", line).partition(" (Background")[0].strip()
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def is_contention(error: BaseException) -> bool:
    """Two transactions met; the same work again will see the other's result (deadlock, serialization, same key)."""
    if not isinstance(error, DBAPIError):
        return False
    return _state_of(error) in ("40001", "40P01", "55P03", "23505") or "UNIQUE constraint" in str(error.orig)


def is_too_slow(error: BaseException) -> bool:
    """The server ended a statement that took longer than any may."""
    return isinstance(error, DBAPIError) and _state_of(error) == _STATEMENT_ENDED


def _state_of(error: DBAPIError) -> str | None:
    """The SQLSTATE; None on SQLite, and where no server was reached."""
    return getattr(error.orig, "sqlstate", None)
