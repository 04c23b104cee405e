"""M11: on chain C4 whoever receives from the area asks whether its officer was heard, and may go on with a reason."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from services.review.errors import WarningUnanswered
from services.review.models import EvaluationRow
from services.review.rules import provincial
from shared.desk import Desk
from shared.verdicts import Verdict
from tests.unit.review.cases import AGREED, C4, HEAD, SECRETARY, find, hear_area, open_case, pass_on, receive

REASONED = dataclasses.replace(AGREED, reason="Địa bàn chưa có cán bộ phụ trách; đã trao đổi với CĐCS.")


def at_province(desk: Desk, *, has_officer: bool = True) -> None:
    open_case(desk, road=C4 if has_officer else dataclasses.replace(C4, area_body=None))
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)


def asked_of(desk: Desk) -> list[EvaluationRow]:
    with desk.database.reading() as tx:
        rows = list(tx.scalars(select(EvaluationRow).where(EvaluationRow.rule == "M11")))
        tx.expunge_all()
    return rows


def test_province_is_warned_where_the_area_officer_was_not_heard(desk: Desk) -> None:
    at_province(desk)
    with pytest.raises(WarningUnanswered) as warned:
        pass_on(desk, SECRETARY)
    assert [place.code for place in warned.value.places] == ["M11"]

    pass_on(desk, SECRETARY, opinion=REASONED)
    (said,) = asked_of(desk)
    assert (said.verdict, said.consequence, said.facts, said.stage_index) == (
        Verdict.FAILS, "warn", {"has_officer": True, "comments": 0}, 1
    )  # fmt: skip
    assert find(desk).state == "stage_passed"


def test_comment_answers_it(desk: Desk) -> None:
    at_province(desk)
    hear_area(desk)
    pass_on(desk, SECRETARY)
    (said,) = asked_of(desk)
    assert (said.verdict, said.facts["comments"]) == (Verdict.HOLDS, 1)


def test_it_is_asked_on_roads_with_an_area_officer_only(desk: Desk) -> None:
    at_province(desk, has_officer=False)
    pass_on(desk, SECRETARY)
    assert asked_of(desk) == []


def test_it_is_one_of_the_rooms_rules() -> None:
    assert "M11" in provincial.RULES
