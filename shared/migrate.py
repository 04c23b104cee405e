"""Migrations of one service's database: forward only, run by `vinhdanh migrate` and on an embedded start.

Owns: running alembic with a service's scripts. Promises: one migrator at a time; the tables of the house and of the
service move together; what a newer release has migrated is used as it is and left alone, so that the release before it
goes on beside it and can come back. Leaves to others: the scripts (`services/*/migrations`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared.db import Database
from shared.errors import VinhDanhError
from shared.relay import lock_key
from shared.tables import HOUSE
from shared.words import Words


class SchemaUnknown(VinhDanhError):
    """Neither a revision of this release nor of one after it."""

    code = "database.schema_unknown"
    words = Words("Phiên bản cấu trúc của cơ sở dữ liệu không rõ.", "The schema of the database is none of ours.")


@dataclass(frozen=True, slots=True)
class Schema:
    """Where a database stands, and what this code knows: the revisions of a service are numbered, four digits each."""

    present: str | None
    newest: str
    known: frozenset[str]

    @property
    def is_newer(self) -> bool:
        """A later release migrated it. It kept what this code uses: migrations run before processes are replaced."""
        return self.present is not None and self.present.isdecimal() and int(self.present) > int(self.newest)

    @property
    def is_unknown(self) -> bool:
        return self.present is not None and self.present not in self.known and not self.is_newer

    @property
    def reason_to_wait(self) -> str | None:
        """Why this code cannot work on the database; None when it can."""
        if self.present == self.newest or self.is_newer:
            return None
        if self.is_unknown:
            return f"schema is at {self.present}, which is no revision of this release or of a later one"
        return f"schema is at {self.present or 'nothing'}, this code needs {self.newest}"


def migrate(database: Database, service: str, scripts: Path, metadata: MetaData) -> bool:
    """Bring the database to the newest version of the service; False where a newer release has done more already.

    `SchemaUnknown` when it stands at no revision of ours.
    """
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            # A migrator waits for another as long as it takes, and so may a statement, or what is worked out between
            # two; tables are waited for as ever.
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": lock_key(f"{service}.migrate")})
            connection.execute(text("RESET lock_timeout"))
            connection.commit()
        try:
            schema = _schema_of(connection, scripts)
            connection.commit()
            if schema.is_unknown:
                raise SchemaUnknown(
                    f"Cơ sở dữ liệu của {service} ở phiên bản lạ: {schema.present}.",
                    f"the database of {service}: {schema.reason_to_wait}",
                )
            if schema.is_newer:
                return False
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
                connection.execute(text("RESET idle_in_transaction_session_timeout"))
                connection.commit()
    return True


def find_schema(database: Database, scripts: Path) -> Schema:
    """Where this database stands beside the scripts of its service."""
    with database.engine.connect() as connection:
        return _schema_of(connection, scripts)


def pending(database: Database, scripts: Path) -> str | None:
    """The reason why this code cannot work on this database yet; None when it can, or a newer release migrated it."""
    return find_schema(database, scripts).reason_to_wait


def _schema_of(connection: Connection, scripts: Path) -> Schema:
    directory = ScriptDirectory.from_config(_config(scripts))
    known = {script.revision for script in directory.walk_revisions()}
    present = MigrationContext.configure(connection).get_current_revision()
    return Schema(present, max(known), frozenset(known))


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
