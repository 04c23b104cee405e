"""A ledger of the release before on PostgreSQL lists leaves it has for the cases they name."""

from __future__ import annotations

from pathlib import Path

from services.audit.service import DEFINITION
from shared.db import Database
from shared.migrate import migrate
from tests.support.desks import make_desk
from tests.support.postgres import PrivatePostgres
from tests.unit.audit.said import CASE, Speakers
from tests.unit.audit.test_said_beside_a_case import is_brought_forward, is_listed_at_a_start


def test_what_was_heard_before_is_listed_as_what_comes(postgres: PrivatePostgres, tmp_path: Path) -> None:
    url = postgres.create_database("brought_forward")
    database = Database(url)
    migrate(database, "audit", DEFINITION.migrations, DEFINITION.metadata)
    database.close()

    is_brought_forward(desk := make_desk(DEFINITION, tmp_path, url=url), (CASE,))

    desk.database.close()
    postgres.drop_database("brought_forward")


def test_what_an_old_process_appended_is_listed_at_the_next_start(postgres: PrivatePostgres, tmp_path: Path) -> None:
    desk = make_desk(DEFINITION, tmp_path, url=postgres.create_database("appended_beside"))

    is_listed_at_a_start(desk, Speakers(), (CASE,))

    desk.database.close()
    postgres.drop_database("appended_beside")
