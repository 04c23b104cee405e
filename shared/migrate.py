"""Migrations of one service's database: forward only, run by `vinhdanh migrate` and on an embedded start.

Owns: running alembic with a service's scripts. Promises: one migrator at a time; the tables of the house and of the
service move together. Leaves to others: the scripts (`services/*/migrations`).
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared.db import Database
from shared.relay import lock_key
from shared.tables import HOUSE


def migrate(database: Database, service: str, scripts: Path, metadata: MetaData) -> None:
    """Bring the database to the newest version of the service."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            # A migrator waits for another as long as it takes, and so may a statement; tables are waited for as ever.
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": lock_key(f"{service}.migrate")})
            connection.execute(text("RESET lock_timeout"))
            connection.commit()
        try:
            config = _config(scripts)
            config.attributes["connection"] = connection
            config.attributes["metadata"] = metadata
            command.upgrade(config, "head")
            connection.commit()
        finally:
            if not database.is_sqlite:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": lock_key(f"{service}.migrate")})
                connection.execute(text("RESET statement_timeout"))
                connection.commit()


def pending(database: Database, scripts: Path) -> str | None:
    """The reason why this database is not at the newest version; None when it is."""
    newest = ScriptDirectory.from_config(_config(scripts)).get_current_head()
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return None if present == newest else f"schema is at {present or 'nothing'}, this code needs {newest}"


def run_scripts(config: Config) -> None:
    """What `migrations/env.py` does: run inside the connection handed over by `migrate`."""
    from alembic import context

    connection: Connection = config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=[HOUSE, config.attributes["metadata"]],
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _config(scripts: Path) -> Config:
    """One environment for all services, the version scripts of this one."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("version_locations", str(scripts / "versions"))
    config.set_main_option("path_separator", "os")
    return config
