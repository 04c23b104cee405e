"""Whatever keeps a service from its database is a reason, in words an operator can act on and without secrets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, TimeoutError
from sqlalchemy.pool import QueuePool

from deploy.services import definition_of
from shared.config import read_settings
from shared.db import Database, cause_of, is_outage
from shared.desk import Desk
from shared.events.terms import Role
from shared.readiness import readiness
from tests.support.desks import bearer, client_of, make_desk

DEFINITION = definition_of("review")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(DEFINITION, tmp_path)


def reason(desk: Desk) -> str | None:
    (check,) = (check for name, check in readiness(desk) if name == "review.database")
    return check()


@contextmanager
def every_connection_taken(database: Database) -> Iterator[None]:
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0.05
    taken = [database.engine.connect() for _ in range(read_settings().pool_size)]
    yield
    for connection in taken:
        connection.close()


def test_connections_that_are_all_in_use_are_a_reason(desk: Desk) -> None:
    with every_connection_taken(desk.database):
        said = reason(desk)

    assert said is not None
    assert said.startswith("database away: TimeoutError: QueuePool limit of size 20")
    assert "sqlalche.me" not in said


def test_people_are_told_to_come_back_while_all_connections_are_in_use(desk: Desk, tmp_path: Path) -> None:
    headers = bearer(tmp_path, "kiem", Role.AUDITOR, "tinh")
    with every_connection_taken(desk.database):
        answer = client_of(desk).get("/api/review/v1/cases/one", headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (503, "house.unavailable")


def test_a_table_of_versions_that_says_nonsense_is_a_reason(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        tx.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        tx.execute(text("INSERT INTO alembic_version VALUES ('0001'), ('0002')"))

    assert reason(desk) == "database not readable: CommandError"


def test_a_file_that_cannot_be_opened_is_named_by_its_cause(desk: Desk, tmp_path: Path) -> None:
    desk.database.close()
    for file in tmp_path.glob("review.sqlite*"):
        file.unlink()
    (tmp_path / "review.sqlite").mkdir()

    assert reason(desk) == "database away: OperationalError: unable to open database file"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (
            'connection failed: connection to server at "10.1.2.3", port 5432 failed: FATAL:  password authentication'
            ' failed for user "vinhdanh_review"',
            "FATAL:  password authentication failed for user …",
        ),
        (
            "Multiple connection attempts failed. All failures were:\n- host: 'db.tinh.vn', port: '5432', hostaddr:"
            " '::1': connection failed: connection to server at \"::1\", port 5432 failed: Connection refused\n"
            "\tIs the server running on that host and accepting TCP/IP connections?",
            "Connection refused",
        ),
        ("failed to resolve host 'db.tinh.vn': [Errno -2] No name", "failed to resolve host …: [Errno -2] No name"),
        ("duplicate key value\nDETAIL:  Key (name)=(Bình) already exists.", "duplicate key value"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_cause_is_told_without_addresses_names_and_values(told: str, kept: str) -> None:
    error = OperationalError("SELECT 1", {}, psycopg.OperationalError(told))

    assert cause_of(error) == f"OperationalError: {kept}".removesuffix(": ")


def test_of_an_error_that_is_not_the_databases_its_kind_alone_is_told() -> None:
    assert cause_of(ValueError("Nguyễn Thị Bình")) == "ValueError"


def test_waiting_for_a_connection_in_vain_is_an_outage() -> None:
    assert is_outage(TimeoutError("QueuePool limit reached"))
