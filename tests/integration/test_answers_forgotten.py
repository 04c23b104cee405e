"""Kept answers go a few at a time, the old ones only; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select

from shared.answers import forget_before
from shared.db import Database
from shared.tables import answered
from tests.support.stores import BOTH, fresh_of

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_of(request, tmp_path, "answers") as store:
        yield store


def _keep(database: Database, ages: list[int]) -> None:
    rows = [
        {"actor": f"an-{age % 2}", "key": f"{age}", "request_sha256": "0" * 64, "status": 200, "body": "{}",
         "answered_at": MOMENT - timedelta(seconds=age)}
        for age in ages
    ]  # fmt: skip
    with database.transaction() as tx:
        tx.execute(insert(answered), rows)


def test_the_old_ones_go_a_few_at_a_time(database: Database) -> None:
    _keep(database, list(range(-3, 8)))
    deleted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE"):
            deleted.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    assert forget_before(database, MOMENT, at_a_time=3) == 7
    assert len(deleted) == 3
    with database.reading() as tx:
        assert sorted(tx.scalars(select(answered.c.key))) == ["-1", "-2", "-3", "0"]

    assert forget_before(database, MOMENT, at_a_time=3) == 0
    assert len(deleted) == 3
