"""A desk of one service on a fresh SQLite file: real tables, real policy, a clock that stands still.

For tests of actions and views without processes or a broker; both homes are tested in tests/integration.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.services import definition_of
from shared.clock import SetClock
from shared.config import read_settings
from shared.db import Database
from shared.desk import Definition, Desk
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.identity import TokenIssuer, TokenReader, make_keys
from shared.ids import new_id
from shared.policy import PolicySet, load_policy_set
from shared.policy_book import PolicyBook
from shared.tables import HOUSE

STANDARD_NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)  # a Monday morning in Việt Nam, inside the plan Hưng Yên 2026


_open: list[Database] = []


def close_all() -> None:
    """Close every database a test opened through `make_desk`."""
    while _open:
        _open.pop().close()


@cache
def _policies() -> PolicySet:
    """The policy in use: frozen, so that all desks may share it."""
    return load_policy_set()


@cache
def _empty(service: str) -> bytes:
    """The file of a database of this service with its tables and nothing in them, made once and copied."""
    with TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{directory}/empty.sqlite")
        HOUSE.create_all(database.engine)
        definition_of(service).metadata.create_all(database.engine)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return Path(directory, "empty.sqlite").read_bytes()


def make_desk(definition: Definition, directory: Path, *, at: datetime = STANDARD_NOW, url: str | None = None) -> Desk:
    """A desk for `definition` in `directory`; the clock is `desk.clock` (a SetClock)."""
    settings = dataclasses.replace(read_settings(), data_dir=directory)
    path = directory / f"{definition.name}.sqlite"
    if url is None and not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty(definition.name))
    database = Database(url or f"sqlite:///{path}")
    if url is not None:
        HOUSE.create_all(database.engine)
        definition.metadata.create_all(database.engine)
    make_keys(directory / "keys")
    _open.append(database)
    desk = Desk(
        definition=definition,
        settings=settings,
        database=database,
        clock=SetClock(at),
        new_id=new_id,
        tokens=TokenReader(directory / "keys"),
        policies=PolicyBook(_policies()),
    )
    if definition.starts is not None:
        definition.starts(desk)
    return desk


def bearer(directory: Path, subject: str, role: Role, unit: str) -> dict[str, str]:
    """Request headers of somebody signed in."""
    token = TokenIssuer(directory / "keys").issue(Actor(subject, role, unit), now=datetime.now(UTC))
    return {"Authorization": f"Bearer {token}"}
