"""Before a start, `vinhdanh check` names what a service's own role was not granted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from deploy.commands.check import check
from deploy.services import definition_of
from shared.db import Database
from shared.identity import make_keys
from shared.migrate import migrate

if TYPE_CHECKING:
    from tests.support.postgres import PrivatePostgres


def test_a_missing_grant_is_named_with_its_role_and_table(
    postgres: PrivatePostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys(tmp_path / "keys")
    url = postgres.create_database("rights_notification")
    owner = Database(url, pool_size=5)
    definition = definition_of("notification")
    migrate(owner, "notification", definition.migrations, definition.metadata)
    with owner.transaction() as tx:
        tx.execute(text("CREATE ROLE clerk LOGIN"))
        tx.execute(text("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk"))
        tx.execute(text("REVOKE INSERT ON outbox FROM clerk"))
    own = owner.url.set(username="clerk").render_as_string(hide_password=False).replace("_notification", "_{service}")
    for name, value in {"DATABASE_URL": own, "DATA_DIR": str(tmp_path), "KEYS_DIR": str(tmp_path / "keys")}.items():
        monkeypatch.setenv(f"VINHDANH_{name}", value)

    told = CliRunner().invoke(check, ["notification"])
    with owner.transaction() as tx:
        tx.execute(text("GRANT INSERT ON outbox TO clerk"))
    mended = CliRunner().invoke(check, ["notification"])
    with owner.transaction() as tx:
        tx.execute(text("DROP OWNED BY clerk"))
        tx.execute(text("DROP ROLE clerk"))
    owner.close()

    assert "no  database of notification: the role clerk may not INSERT on outbox" in told.output.replace("\n", " ")
    assert told.exit_code == 1
    assert "ok  database of notification" in mended.output
