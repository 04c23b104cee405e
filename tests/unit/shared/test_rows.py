"""Rows on their way to PostgreSQL in one parameter: the same values whichever way they are written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.events.terms import CaseState
from shared.rows import as_json

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
