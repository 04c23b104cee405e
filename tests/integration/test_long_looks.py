"""A look that takes its time on PostgreSQL is not cut off, and what was cut off says why."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from deploy.commands.audit_verify import verify
from deploy.commands.audit_verify_rows import Reached, examine_rows
from deploy.services import definition_of
from shared.config import read_settings
from shared.db import Database
from shared.migrate import migrate
from shared.topology import SERVICES
from tests.support.postgres import PrivatePostgres
from tests.support.stores import fresh_postgres

_SHORT = 0.6


@contextmanager
def heard(name: str, listener: Callable[..., None]) -> Iterator[None]:
    """Of every engine there is and will be."""
    event.listen(Engine, name, listener)
    try:
        yield
    finally:
        event.remove(Engine, name, listener)


@pytest.fixture
def hurried() -> Iterator[None]:
    """Every connection is made as ours are, but that a part of a second stands for the minute."""

    def hurry(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = {int(_SHORT * 1000)}")
        connection.commit()

    with heard("connect", hurry):
        yield


@pytest.fixture(scope="module")
def _databases(postgres: PrivatePostgres) -> Iterator[str]:
    for name in SERVICES:
        definition, database = definition_of(name), Database(postgres.create_database(f"looked_at_{name}"), pool_size=2)
        migrate(database, name, definition.migrations, definition.metadata)
        database.close()
    yield postgres.url("looked_at_{service}")
    for name in SERVICES:
        postgres.drop_database(f"looked_at_{name}")


@pytest.fixture
def services(_databases: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The databases of a house in which nothing was done yet."""
    monkeypatch.setenv("VINHDANH_DATABASE_URL", _databases)
    return tuple(SERVICES)


def waits_inside(tx: Session) -> None:
    tx.execute(text("SELECT 1"))
    time.sleep(2 * _SHORT)
    tx.execute(text("SELECT 1"))


def test_a_view_of_one_moment_may_wait_for_another(postgres: PrivatePostgres, hurried: None) -> None:
    with fresh_postgres(postgres) as database:
        with database.only_reading() as tx:
            waits_inside(tx)
        with pytest.raises(DBAPIError), database.reading() as tx:
            waits_inside(tx)


def test_a_statement_of_such_a_view_may_take_long(postgres: PrivatePostgres) -> None:
    with fresh_postgres(postgres) as made:
        database = Database(made.url.render_as_string(hide_password=False), pool_size=1, statement_seconds=1)
        with database.only_reading() as tx:
            tx.execute(text("SELECT pg_sleep(1.2)"))
        with pytest.raises(DBAPIError), database.reading() as tx:
            tx.execute(text("SELECT pg_sleep(1.2)"))
        database.close()


def test_tables_are_compared_however_long_one_source_takes(services: tuple[str, ...], hurried: None) -> None:
    """Each view waits while the others are read."""

    def takes_long(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if "FROM outbox" in statement and connection.engine.url.database == "looked_at_nomination":
            time.sleep(_SHORT)

    with heard("before_cursor_execute", takes_long):
        found = examine_rows(Reached(read_settings()), services)

    assert {one.service: one.why for one in found} == dict.fromkeys(services)
    assert all(one.compared is not None for one in found)


def test_why_tables_were_not_compared_is_said(services: tuple[str, ...], postgres: PrivatePostgres) -> None:
    postgres.drop_database("looked_at_registry")
    told = CliRunner().invoke(verify, ["--language", "en"])
    postgres.create_database("looked_at_registry")

    assert told.exit_code == 3, told.output
    assert "Tables not compared: registry (" in told.output
    assert 'database "looked_at_registry" does not exist' in told.output
