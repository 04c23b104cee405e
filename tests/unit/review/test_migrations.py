"""The migrations and the models describe the same tables."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.review.service import DEFINITION
from shared.db import Database
from shared.migrate import migrate, pending
from shared.tables import HOUSE


def test_migrated_tables_are_the_models_tables(tmp_path: Path) -> None:
    """From nothing to the newest version: no difference is left, and nothing is pending."""
    database = Database(f"sqlite:///{tmp_path}/review.sqlite")
    migrate(database, "review", DEFINITION.migrations, DEFINITION.metadata)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        left = compare_metadata(context, [HOUSE, DEFINITION.metadata])
    waits = pending(database, DEFINITION.migrations)
    database.close()

    assert (left, waits) == ([], None)
