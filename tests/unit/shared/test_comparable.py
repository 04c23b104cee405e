"""What the books of expected rows write comes back as it was, whichever writer wrote it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared.comparable import UNTOLD, agree, decoded, encoded


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Nguyễn Thị Hường", "times": 3, "share": 0.5, "is_open": True, "gone": None},
        {"value": [["c1", {"deep": UNTOLD}], UNTOLD]},
        {"unreadable": "\x00unreadable", "quoted": '{"\x00": "untold"', "untold": UNTOLD},
        {"large": 2**70, "untold": UNTOLD},
        {"half": "\ud800", "untold": UNTOLD},
    ],
)
def test_what_was_written_into_the_books_is_read_as_it_was(row: dict[str, Any]) -> None:
    back = decoded(encoded(row))

    assert back == row
    assert agree(back.get("untold", 1), "whatever") is ("untold" in row)


def test_days_are_kept_as_they_are_written() -> None:
    assert decoded(encoded({"dated": date(2026, 8, 3)})) == {"dated": "2026-08-03"}
