"""The migrations of every service lead to the tables its code declares, and may be run again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from deploy.services import definition_of
from shared.db import Database
from shared.migrate import SchemaUnknown, find_schema, migrate, pending
from shared.readiness import readiness
from shared.tables import HOUSE
from shared.topology import SERVICES
from tests.support.desks import make_desk


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_lead_to_the_declared_tables(service: str, tmp_path: Path) -> None:
    definition = definition_of(service)
    database = Database(f"sqlite:///{tmp_path}/{service}.sqlite")
    assert pending(database, definition.migrations) is not None
    for _ in range(2):
        migrate(database, service, definition.migrations, definition.metadata)

    assert pending(database, definition.migrations) is None
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, [HOUSE, definition.metadata]) == []
    database.close()


DEFINITION = definition_of("review")
A_NEWER_RELEASE = "9999"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """One of review at the newest revision this code knows."""
    database = Database(f"sqlite:///{tmp_path}/review.sqlite")
    migrate(database, "review", DEFINITION.migrations, DEFINITION.metadata)
    yield database
    database.close()


def stand_at(database: Database, revision: str) -> None:
    with database.transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def present(database: Database) -> str | None:
    return find_schema(database, DEFINITION.migrations).present


def test_a_database_that_a_newer_release_migrated_is_no_reason_to_wait(database: Database) -> None:
    stand_at(database, A_NEWER_RELEASE)

    assert pending(database, DEFINITION.migrations) is None
    assert find_schema(database, DEFINITION.migrations).is_newer


def test_what_a_newer_release_migrated_is_left_as_it_is(database: Database) -> None:
    stand_at(database, A_NEWER_RELEASE)

    assert migrate(database, "review", DEFINITION.migrations, DEFINITION.metadata) is False
    assert present(database) == A_NEWER_RELEASE


def test_an_older_database_is_waited_for_and_migrated(database: Database) -> None:
    stand_at(database, "0001")

    reason = pending(database, DEFINITION.migrations)
    assert reason is not None
    assert "0001" in reason


def test_a_revision_that_is_none_of_ours_is_named(database: Database) -> None:
    stand_at(database, "ae10b3")

    reason = pending(database, DEFINITION.migrations)
    assert reason is not None
    assert "ae10b3" in reason
    with pytest.raises(SchemaUnknown, match="ae10b3"):
        migrate(database, "review", DEFINITION.migrations, DEFINITION.metadata)


def test_readiness_goes_on_when_a_newer_release_has_migrated(tmp_path: Path) -> None:
    desk = make_desk(DEFINITION, tmp_path)
    [(_, has_database)] = [check for check in readiness(desk) if check[0] == "review.database"]
    with desk.database.transaction() as tx:
        tx.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        tx.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    assert has_database() is not None

    stand_at(desk.database, A_NEWER_RELEASE)

    assert has_database() is None


@pytest.mark.parametrize("service", SERVICES)
def test_revisions_are_numbered_so_that_a_later_release_can_be_told(service: str) -> None:
    known = sorted(script.stem[:4] for script in (definition_of(service).migrations / "versions").glob("[0-9]*.py"))

    assert known == [f"{number:04d}" for number in range(1, len(known) + 1)]
