"""What an auditor reads of a vote that was closed."""

from __future__ import annotations

import pytest

from services.audit.rules.telling import lines_of
from shared.events.catalog import data_of
from shared.events.review import SessionClosed

BOX = {"papers": 7, "box": "a" * 64}


def closed(**more: object) -> dict[str, object]:
    said = SessionClosed(session="s1", council="c1", passed=("k1",), failed=(), ballots=7, evaluations=())
    return data_of(said) | more


@pytest.mark.parametrize("counted", [{}, BOX])
def test_who_was_there_and_cast_no_paper_is_told(counted: dict[str, object]) -> None:
    *before, line = lines_of("review.session_closed", closed(without_paper=["huong", "lan"], **counted))

    assert (line.vi, line.en) == ("Có mặt, không bỏ phiếu: huong, lan", "Present, cast no paper: huong, lan")
    assert before == list(lines_of("review.session_closed", closed(**counted)))


def test_an_earlier_release_told_of_none() -> None:
    told = closed()
    del told["without_paper"]

    assert [line.vi for line in lines_of("review.session_closed", told)] == ["1 hồ sơ đủ phiếu, 0 không đủ"]
