"""The migrations of the listening services build exactly the tables their code declares."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from shared.db import Database
from shared.desk import Definition
from shared.migrate import migrate, pending
from shared.tables import HOUSE


@pytest.mark.parametrize("service", ["registry", "notification", "audit"])
def test_migrated_schema_is_the_declared_one(service: str, tmp_path: Path) -> None:
    definition: Definition = import_module(f"services.{service}.service").DEFINITION
    database = Database(f"sqlite:///{tmp_path}/{service}.sqlite")
    migrate(database, service, definition.migrations, definition.metadata)
    migrate(database, service, definition.migrations, definition.metadata)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, [HOUSE, definition.metadata])
    assert differences == []
    assert pending(database, definition.migrations) is None
    database.close()
