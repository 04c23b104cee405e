"""Rows on their way to PostgreSQL in one parameter: the same values whichever way they are written."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Column, Date, LargeBinary, MetaData, String, Table, insert, select, text

from shared.db import Database
from shared.events.terms import CaseState
from shared.rows import among, as_json, insert_rows
from shared.tables import Instant, RowNumber

VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")) | st.sampled_from(CaseState)
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=3) | st.lists(st.text(max_size=3), max_size=3)
)  # fmt: skip


@given(st.lists(st.fixed_dictionaries({"id": st.integers(), "name": VALUES}), max_size=4))
@example([{"id": 10**30, "name": {1: 2}}])
def test_rows_are_read_back_as_they_were_given(rows: list[dict[str, Any]]) -> None:
    assert json.loads(as_json(rows)) == json.loads(json.dumps(rows))


def test_instants_days_and_bytes_have_the_form_postgresql_reads() -> None:
    noon = datetime(2026, 8, 3, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=7)))
    rows = [{"at": noon, "day": date(2026, 8, 3), "key": b"\x00\xff"}]

    assert json.loads(as_json(rows)) == [
        {"at": "2026-08-03T05:00:00.000005+00:00", "day": "2026-08-03", "key": "\\x00ff"}
    ]
    assert as_json([{"at": noon.astimezone(UTC)}]) == as_json([{"at": noon}])


@pytest.mark.parametrize(
    "value",
    [datetime(2026, 8, 3), object(), {1, 2}, "\ud800"],  # noqa: DTZ001 (what is refused)
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_place_in_a_row_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        as_json([{"value": value}]).encode()


OF_ALL_KINDS = Table(
    "of_all_kinds", MetaData(), Column("id", RowNumber, primary_key=True), Column("at", Instant), Column("day", Date),
    Column("said", JSON), Column("is_so", Boolean), Column("key", LargeBinary), Column("state", String),
)  # fmt: skip


def test_sqlite_is_given_what_the_table_would_give_it(tmp_path: Path) -> None:
    noon = datetime(2026, 8, 3, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=7)))
    rows: list[dict[str, Any]] = [
        {"at": noon, "day": noon.date(), "said": {"x": ["ấ"]}, "is_so": True, "key": b"\x00",
         "state": CaseState.SUBMITTED},
        {"is_so": False, "key": None, "state": "x", "at": noon.astimezone(UTC), "day": None, "said": None},
        {"at": None, "day": None, "said": "x", "is_so": None, "key": b"", "state": None},
    ]  # fmt: skip
    database = Database(f"sqlite:///{tmp_path}/rows.sqlite")
    OF_ALL_KINDS.create(database.engine)
    stored = []
    for put in (insert_rows, lambda tx, table, given: tx.connection().execute(insert(table), given)):
        with database.transaction() as tx:
            put(tx, OF_ALL_KINDS, rows)
            kept = tx.execute(text("SELECT at, day, said, is_so, key, state FROM of_all_kinds ORDER BY id"))
            stored.append([tuple(row) for row in kept])
            tx.execute(text("DELETE FROM of_all_kinds"))
    database.close()

    assert stored[0] == stored[1]
    assert stored[0][0][0] == "2026-08-03 05:00:00.000005"


def test_a_statement_made_once_finds_what_is_among_the_texts_it_is_given(tmp_path: Path) -> None:
    names = Table("names", MetaData(), Column("name", String(80), primary_key=True))
    asked = select(names.c.name).where(among(names.c.name, "names")).order_by(names.c.name)
    database = Database(f"sqlite:///{tmp_path}/rows.sqlite")
    names.metadata.create_all(database.engine)
    with database.transaction() as tx:
        insert_rows(tx, names, [{"name": name} for name in ("Đào", "Ánh", "O'Hara \"Bé\"")])
        sought: tuple[Collection[str], ...] = ((), {"Đào", "Nobody"}, ["O'Hara \"Bé\"", "Ánh"])
        found = [tx.scalars(asked, {"names": given}).all() for given in sought]
        here = asked.compile(dialect=database.engine.dialect)
        plan = tx.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {here}", ("[]",)).all()
    database.close()

    assert found == [[], ["Đào"], ["O'Hara \"Bé\"", "Ánh"]]
    assert "SEARCH names USING" in plan[0].detail
