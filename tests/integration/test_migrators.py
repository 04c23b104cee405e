"""Two migrators of one database wait for each other, and a migration may take its time: on PostgreSQL."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, text

from shared.db import Database
from shared.migrate import migrate, pending
from shared.relay import lock_key
from tests.support.stores import fresh_postgres

_SLOW = '''"""A statement that takes longer than any of a request may."""

from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    op.execute("SELECT pg_sleep(1.5)")
    op.execute("CREATE TABLE made (lock_timeout text)")
    op.execute("INSERT INTO made VALUES (current_setting('lock_timeout'))")
'''


def test_the_second_migrator_waits_and_a_slow_statement_ends(postgres: Any, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "0001_slow.py").write_text(_SLOW, encoding="utf-8")
    with fresh_postgres(postgres, "migrated") as first:
        second = Database(first.url.render_as_string(hide_password=False), pool_size=1, statement_seconds=1)
        with first.engine.connect() as holds:
            holds.execute(text("SELECT pg_advisory_lock(:key)"), {"key": lock_key("registry.migrate")})
            holds.commit()
            migrating = threading.Thread(target=migrate, args=(second, "registry", tmp_path, MetaData()))
            migrating.start()
            # Longer than a request waits for a lock.
            time.sleep(10.5)
            assert migrating.is_alive()
            holds.execute(text("SELECT pg_advisory_unlock_all()"))
            holds.commit()
            migrating.join(timeout=30)

        assert pending(second, tmp_path) is None
        with second.reading() as tx:
            # Its tables are waited for no longer than before, and whoever comes after it on this connection is bounded.
            assert tx.scalar(text("SELECT lock_timeout FROM made")) == "10s"
            bounds = text("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
            assert tuple(tx.execute(bounds).one()) == ("1s", "10s")
        second.close()
