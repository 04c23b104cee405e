"""The migrations of every service lead to the tables its code declares, and may be run again."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from deploy.services import definition_of
from shared.db import Database
from shared.migrate import migrate, pending
from shared.tables import HOUSE
from shared.topology import SERVICES


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
