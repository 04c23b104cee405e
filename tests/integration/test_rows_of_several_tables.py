"""Rows of several tables go in together: one statement on PostgreSQL, all or nothing on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, event, select
from sqlalchemy.exc import IntegrityError

from shared.db import Database
from shared.rows import insert_all
from tests.support.stores import fresh_postgres, fresh_sqlite

HELD = MetaData()
FILE = Table("file", HELD, Column("name", String(80), primary_key=True))
PAPER = Table(
    "paper", HELD, Column("number", Integer, primary_key=True), Column("file", ForeignKey("file.name")),
    Column("title", String(80)),
)  # fmt: skip
STAMP = Table("stamp", HELD, Column("paper", ForeignKey("paper.number"), primary_key=True))


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        with fresh_sqlite(tmp_path) as made:
            HELD.create_all(made.engine)
            yield made
    else:
        with fresh_postgres(request.getfixturevalue("postgres"), "rows") as made:
            HELD.create_all(made.engine)
            yield made


def rows_of(database: Database) -> list[Any]:
    with database.reading() as tx:
        tables = (FILE, PAPER, STAMP)
        return [tuple(row) for one in tables for row in tx.execute(select(one).order_by(*one.primary_key))]


def test_rows_that_point_at_one_another_stand_together(database: Database) -> None:
    papers = [{"number": 1, "file": "Hồ sơ Ấn", "title": "Biên bản"}, {"number": 2, "file": "Hồ sơ Ấn", "title": None}]
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _x, said, *_: statements.append(said))
    with database.transaction() as tx:
        insert_all(tx, [(FILE, [{"name": "Hồ sơ Ấn"}]), (PAPER, papers), (STAMP, []), (STAMP, [{"paper": 2}])])
    put = [said for said in statements if "INSERT" in said]

    assert rows_of(database) == [("Hồ sơ Ấn",), (1, "Hồ sơ Ấn", "Biên bản"), (2, "Hồ sơ Ấn", None), (2,)]
    assert len(put) == (3 if database.is_sqlite else 1)


def test_one_row_that_cannot_stand_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as tx:
        insert_all(tx, [(FILE, [{"name": "A"}]), (PAPER, [{"number": 1, "file": "B", "title": None}])])

    assert rows_of(database) == []


def test_nothing_given_says_nothing(database: Database) -> None:
    with database.transaction() as tx:
        insert_all(tx, [(FILE, []), (PAPER, [])])

    assert rows_of(database) == []
