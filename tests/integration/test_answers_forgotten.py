"""Kept answers go a few at a time, the old ones only; on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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
    deleted: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, values: Sized, *_: object) -> None:
        if statement.startswith("DELETE"):
            deleted.append(len(values))

    event.listen(database.engine, "before_cursor_execute", note)
    assert forget_before(database, MOMENT, at_a_time=3) == 7
    # Of eleven three are looked at each time; `executemany` is given as many as are old.
    assert len(deleted) == 4
    assert max(deleted) <= 3
    with database.reading() as tx:
        assert sorted(tx.scalars(select(answered.c.key))) == ["-1", "-2", "-3", "0"]

    assert forget_before(database, MOMENT, at_a_time=3) == 0
    assert len(deleted) == 4


def test_a_service_told_to_stop_leaves_the_rest_for_the_next_hour(database: Database) -> None:
    _keep(database, list(range(1, 12)))
    goes_on = iter((True, False))
    gone = forget_before(database, MOMENT, at_a_time=3, goes_on=lambda: next(goes_on))

    assert gone == 6
    assert forget_before(database, MOMENT, at_a_time=3) == 5


def test_nobody_waits_while_years_of_answers_go(database: Database) -> None:
    """The house of a release that forgot nothing: between two looks others have their turn, and none reads the whole
    table; with one statement for many pairs SQLite read it for every five hundred."""
    _keep(database, list(range(1, 5_001)))
    plans: list[str] = []

    def note(_connection: object, cursor: Any, statement: str, values: Any, _context: object, is_many: bool) -> None:
        if not is_many and statement.startswith(("SELECT", "DELETE")) and database.is_sqlite:
            explained = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(str(row[3]) for row in explained.fetchall())
        elif is_many and statement.startswith("DELETE") and database.is_sqlite:
            explained = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values[0])
            plans.extend(str(row[3]) for row in explained.fetchall())

    event.listen(database.engine, "before_cursor_execute", note)
    turns: list[int] = []
    assert forget_before(database, MOMENT, goes_on=lambda: turns.append(1) is None) == 5_000
    assert len(turns) == 10
    assert {plan.split()[0] for plan in plans} == ({"SEARCH"} if database.is_sqlite else set())
