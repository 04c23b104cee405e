"""Expected rows beside actual ones: what is missing, too many or different is named, what nobody tells is let be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Integer, MetaData, String, Table, create_engine, insert
from sqlalchemy.orm import Session

from shared.accounts import Books, Silent, compare_table
from shared.comparable import UNTOLD, kept_hash
from shared.tables import Instant

CASES = Table(
    "cases", MetaData(), Column("id", String, primary_key=True), Column("state", String), Column("at", Instant),
    Column("due_on", Date), Column("road", JSON), Column("is_late", Boolean), Column("note", String),
)  # fmt: skip
CHECKS = Table("checks", CASES.metadata, Column("id", Integer, primary_key=True), Column("case_id", String))
SILENT: Silent = {"cases": {"note": "a note nobody is told of"}, "checks": {"id": "a running number"}}
AT = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
ROW = {"id": "c1", "state": "received", "at": AT, "road": {"b": 1, "a": "Đ"}, "is_late": False}


def books() -> Books:
    kept = Books({"cases": CASES, "checks": CHECKS}, SILENT, bags={"checks"})
    kept.put("cases", **{**ROW, "at": "2026-08-03T09:00:00+07:00", "due_on": "2026-08-12"})
    kept.put("checks", case_id="c1")
    kept.put("checks", case_id="c1")
    return kept


def said_of(kept: Books, rows: list[dict[str, Any]], checks: int = 2) -> list[str]:
    """What is wrong with these rows, in English."""
    engine = create_engine("sqlite://")
    CASES.metadata.create_all(engine)
    with Session(engine) as tx:
        for row in rows:
            tx.execute(insert(CASES).values(**row))
        for _ in range(checks):
            tx.execute(insert(CHECKS).values(case_id="c1"))
        faults = [fault for table in (CASES, CHECKS) for fault in compare_table(tx, table, kept)]
    missing = [f"{gone.table} {gone.key} is missing" for name in ("cases", "checks") for gone in kept.left(name)]
    kept.close()
    engine.dispose()
    return [*(fault.words.en for fault in faults if fault is not None), *missing]


def as_it_is() -> dict[str, Any]:
    return {**ROW, "due_on": datetime(2026, 8, 12, tzinfo=UTC).date(), "note": "whatever"}


def test_rows_that_are_what_was_said_are_not_named() -> None:
    assert said_of(books(), [as_it_is()]) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("state", "passed"), ("state", None), ("at", AT.replace(hour=3)), ("road", {"b": 2, "a": "Đ"}), ("is_late", True)],
)
def test_a_column_that_differs_is_named_without_what_it_holds(column: str, value: Any) -> None:
    assert said_of(books(), [as_it_is() | {column: value}]) == [f"table cases, c1: {column}: not what was said"]


def test_a_row_too_many_and_a_row_that_is_gone_are_named() -> None:
    assert said_of(books(), [as_it_is() | {"id": "c2"}]) == [
        "table cases, c2: no event speaks of this row", "cases ('c1',) is missing",
    ]  # fmt: skip


def test_rows_without_a_key_of_their_own_are_counted() -> None:
    assert said_of(books(), [as_it_is()], checks=1) == ["checks ('c1',) is missing"]
    assert said_of(books(), [as_it_is()], checks=3) == ["table checks, 3: no event speaks of this row"]


def test_what_nobody_tells_is_let_be_and_so_is_what_is_taken_from_it() -> None:
    kept = books()
    kept.change("cases", "c1", state=UNTOLD["step"]["state"], road=UNTOLD)

    assert said_of(kept, [as_it_is() | {"state": "anything", "road": None}]) == []


def bound(**columns: Any) -> Books:
    kept = books()
    kept.bind("cases", "c1", columns=tuple(columns), to=kept_hash(CASES, **columns))
    return kept


@pytest.mark.parametrize(("column", "value"), [("state", "Đã trả"), ("due_on", None), ("road", {"a": "khác", "b": 1})])
def test_what_an_event_only_binds_may_not_change_either(column: str, value: Any) -> None:
    told = {"state": "received", "due_on": as_it_is()["due_on"], "road": ROW["road"]}

    assert said_of(bound(**told), [as_it_is()]) == []
    [named] = said_of(bound(**told), [as_it_is() | {column: value}])
    assert named == "table cases, c1: state, due_on, road: not what was said"


def test_what_was_bound_stays_so_whatever_else_changes_and_until_it_is_bound_anew() -> None:
    kept = bound(state="received")
    kept.change("cases", "c1", due_on="2026-08-13")
    assert said_of(kept, [as_it_is() | {"due_on": date(2026, 8, 13), "state": "x"}]) == [
        "table cases, c1: state: not what was said",
    ]  # fmt: skip
    kept = bound(state="received")
    kept.bind("cases", "c1", columns=("state",), to=kept_hash(CASES, state="passed"))
    assert said_of(kept, [as_it_is() | {"state": "passed"}]) == []


def test_a_hash_that_is_gone_with_a_person_binds_nothing() -> None:
    kept = bound(state="received")
    kept.bind("cases", "c1", columns=("state",), to=UNTOLD)

    assert said_of(kept, [as_it_is() | {"state": "anything"}]) == []


def may_be_emptied(of: str | None, *erased: str) -> Books:
    kept = books()
    kept.erased_keys.update(erased)
    kept.bind(
        "cases", "c1", columns=("due_on",), to=kept_hash(CASES, due_on=as_it_is()["due_on"]), unless={"due_on": None},
        of=of,
    )  # fmt: skip
    return kept


def test_what_is_bound_may_be_empty_instead_and_nothing_else() -> None:
    emptied = as_it_is() | {"due_on": None}

    assert said_of(may_be_emptied(None), [as_it_is()]) == said_of(may_be_emptied(None), [emptied]) == []
    assert said_of(may_be_emptied(None), [as_it_is() | {"due_on": date(2026, 8, 14)}]) != []


def test_only_what_tells_of_an_erased_person_may_be_empty() -> None:
    emptied = as_it_is() | {"due_on": None}

    assert said_of(may_be_emptied("state", "received"), [emptied]) == []
    assert said_of(may_be_emptied("state", "somebody else"), [emptied]) != []
    assert said_of(may_be_emptied("state", "received"), [as_it_is() | {"due_on": date(2026, 8, 14)}]) != []


def test_rows_no_event_describes_yet_are_counted_by_what_it_says_of_them() -> None:
    def expecting(times: int) -> Books:
        kept = books()
        kept.expect("cases", 2, state="waiting", is_late=False, at=AT)
        kept.expect("cases", times - 2, state="waiting", is_late=False, at=AT.isoformat())
        return kept

    other = as_it_is() | {"id": "c2", "state": "waiting"}
    assert said_of(expecting(1), [as_it_is(), other]) == []
    assert said_of(expecting(0), [as_it_is(), other]) == ["table cases, c2: no event speaks of this row"]
    missing = f"cases ('waiting', False, '{AT.isoformat()}') is missing"
    assert said_of(expecting(1), [as_it_is()]) == [missing]
    assert said_of(expecting(1), [as_it_is(), other | {"is_late": True}]) == [
        "table cases, c2: no event speaks of this row", missing,
    ]  # fmt: skip


def test_a_row_that_does_not_fit_itself_is_named() -> None:
    kept = Books({"cases": CASES}, SILENT, within={"cases": lambda row: ["due_on"] * (row["state"] == "received")})
    kept.put("cases", **ROW)
    named = kept.comparing("cases", as_it_is())
    kept.close()

    assert named is not None
    assert named.words.en == "table cases, c1: due_on: not what was said"


def test_what_nobody_can_read_differs() -> None:
    engine, kept = create_engine("sqlite://"), books()
    CASES.metadata.create_all(engine)
    with Session(engine) as tx:
        tx.execute(insert(CASES).values(**as_it_is()))
        tx.connection().exec_driver_sql("UPDATE cases SET at = 'hôm qua', road = '{'")
        [fault] = compare_table(tx, CASES, kept)
    kept.close()
    engine.dispose()

    assert fault is not None
    assert fault.words.en == "table cases, c1: at, road: not what was said"
