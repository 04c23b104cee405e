"""A desk of one service on a fresh SQLite file: real tables, real policy, a clock that stands still.

For tests of actions and views without processes or a broker; both homes are tested in tests/integration.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, inspect
from werkzeug.test import TestResponse

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
from shared.web.app import build_app

STANDARD_NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)  # a Monday morning in Việt Nam, inside the plan Hưng Yên 2026


_open: list[Database] = []
_engines: dict[str, Engine] = {}
_apps: dict[Definition, Flask] = {}


def close_all() -> None:
    """Close every database a test opened through `make_desk`."""
    while _open:
        _open.pop().close()


@cache
def _policies() -> PolicySet:
    """The policy in use: frozen, so that all desks may share it."""
    return load_policy_set()


@cache
def _started(definition: Definition, at: datetime) -> bytes:
    """The file of a database of the service that was started once and has done nothing since, made once and copied."""
    with TemporaryDirectory() as directory:
        desk = _desk(definition, Path(directory), Database(f"sqlite:///{directory}/started.sqlite"), at)
        with desk.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        desk.database.close()
        return Path(directory, "started.sqlite").read_bytes()


def make_desk(definition: Definition, directory: Path, *, at: datetime = STANDARD_NOW, url: str | None = None) -> Desk:
    """A desk for `definition` in `directory`; the clock is `desk.clock` (a SetClock)."""
    path = directory / f"{definition.name}.sqlite"
    if url is None and not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_started(definition, at))
    database = Database(url or f"sqlite:///{path}")
    if url is None:
        _share_compiled_statements(database.engine)
    _open.append(database)
    return _desk(definition, directory, database, at)


def _share_compiled_statements(engine: Engine) -> None:
    """Each statement is compiled once for all desks: every desk on its own would spend most of its test on that."""
    first = _engines.setdefault(engine.name, engine)
    # The cache goes by the dialect, too: it is what a statement was compiled for.
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def _desk(definition: Definition, directory: Path, database: Database, at: datetime) -> Desk:
    """With its tables, keys beside it, and what a service does at each start done."""
    if not inspect(database.engine).has_table("outbox"):
        HOUSE.create_all(database.engine)
        definition.metadata.create_all(database.engine)
    keys, given = directory / "keys", read_settings()
    make_keys(keys)
    desk = Desk(
        definition=definition,
        settings=dataclasses.replace(given, data_dir=directory, keys_dir=keys, ledger_key=keys / "ledger.key"),
        database=database,
        clock=SetClock(at),
        new_id=new_id,
        tokens=TokenReader(keys),
        policies=PolicyBook(_policies()),
    )
    if definition.starts is not None:
        definition.starts(desk)
    return desk


class _Visitor(FlaskClient):
    """Whoever visits a desk over HTTP. Desks of one service share an application, since building one takes long."""

    desk: Desk

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        config = self.application.config
        config["DESK"], config["MAX_CONTENT_LENGTH"] = self.desk, self.desk.settings.max_body_bytes
        return super().open(*args, **kwargs)


def client_of(desk: Desk) -> FlaskClient:
    """A client of the desk's own HTTP interface."""
    app = _apps.get(desk.definition) or _apps.setdefault(desk.definition, build_app(desk))
    client = _Visitor(app, use_cookies=False)
    client.desk = desk
    return client


def bearer(directory: Path, subject: str, role: Role, unit: str) -> dict[str, str]:
    """Request headers of somebody signed in."""
    token = TokenIssuer(directory / "keys").issue(Actor(subject, role, unit), now=datetime.now(UTC))
    return {"Authorization": f"Bearer {token}"}
