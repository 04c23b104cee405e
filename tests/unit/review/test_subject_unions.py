"""A case about a union body goes no further once that union ended (G02), and goes on when the ending is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.review import actions_returns
from services.review.consumers import handlers
from services.review.errors import RuleBlocked
from services.review.models import EvaluationRow
from shared.desk import Desk
from shared.events.catalog import kind_of
from shared.events.dossier import CollectiveCounts, Dossier, Nominee
from shared.events.nomination import SuccessionTakenBack, UnitClosed, UnitSucceeded
from shared.events.terms import CaseState, SubjectKind
from tests.unit.review.cases import (
    C1,
    HEAD,
    IN_2024,
    KHANH_HOA,
    REVIEWER,
    UNIT,
    act,
    dossier,
    find,
    hear,
    open_case,
    pass_on,
    receive,
)
from tests.unit.review.test_migrating import set_clock

YESTERDAY = date(2024, 6, 2)
ENDED = UnitSucceeded(unit=UNIT, successors=("cdcs-det-may",), valid_from=date(2024, 6, 3), document="15/QĐ")
BACK = SuccessionTakenBack(
    unit=UNIT, successors=("cdcs-det-may",), valid_to=None, reason="Ghi nhầm đơn vị.", document="16/QĐ"
)


@pytest.fixture(autouse=True)
def in_2024(desk: Desk) -> None:
    set_clock(desk, IN_2024)


def about(unit: str | None) -> Dossier:
    nominee = Nominee(
        key="c", kind=SubjectKind.COLLECTIVE, full_name="CĐCS Công ty May Minh Anh", subject_unit=unit
    )
    return dossier(nominee=nominee, counts=CollectiveCounts(members=40))


def opened(desk: Desk, unit: str | None = UNIT) -> None:
    open_case(desk, road=C1, plan=KHANH_HOA, dossier=about(unit))
    receive(desk, HEAD)


def told(desk: Desk, fact: Any) -> None:
    name = kind_of(type(fact)).name
    hear(desk, handlers(desk).each[name], fact, name)


def blocking(desk: Desk, actor: Any = HEAD) -> list[str]:
    with pytest.raises(RuleBlocked) as refused:
        pass_on(desk, actor)
    return [place.code for place in refused.value.places]


def test_a_case_about_a_union_that_ended_is_not_passed_and_says_why(desk: Desk) -> None:
    opened(desk)
    told(desk, ENDED)

    with pytest.raises(RuleBlocked) as refused:
        pass_on(desk, HEAD)

    [place] = refused.value.places
    assert place.code == "G02"
    assert "02/06/2024" in place.words.vi
    assert find(desk).is_in is CaseState.RECEIVED


def test_each_stage_asks_again_and_keeps_the_answer(desk: Desk) -> None:
    opened(desk)
    pass_on(desk, HEAD)
    receive(desk, REVIEWER)
    told(desk, UnitClosed(unit=UNIT, last_day=YESTERDAY, document="14/QĐ"))

    assert blocking(desk, REVIEWER) == ["G02"]
    with desk.database.reading() as tx:
        kept = [row.facts for row in tx.query(EvaluationRow).filter_by(rule="G02")]
    assert kept == [{"subject": UNIT, "last_day": None, "asked_on": "2024-06-03"}]


def test_whoever_judges_may_refuse_it(desk: Desk) -> None:
    opened(desk)
    told(desk, ENDED)
    seen = find(desk).version
    act(
        desk, HEAD,
        lambda work: actions_returns.refuse(desk, work, "case-1", seen=seen, reason="Tổ chức đã chấm dứt, không xét."),
    )  # fmt: skip
    assert find(desk).is_in is CaseState.NOT_AWARDED


@pytest.mark.parametrize("unit", [None, "cdcs-khac"])
def test_a_case_about_nobody_that_ended_goes_on(desk: Desk, unit: str | None) -> None:
    opened(desk, unit)
    told(desk, ENDED)
    pass_on(desk, HEAD)
    assert find(desk).is_in is CaseState.SUBMITTED


def test_a_union_that_ends_today_goes_on_today(desk: Desk) -> None:
    opened(desk)
    told(desk, UnitClosed(unit=UNIT, last_day=date(2024, 6, 3), document="14/QĐ"))
    pass_on(desk, HEAD)
    assert find(desk).is_in is CaseState.SUBMITTED


def test_an_ending_taken_back_lets_it_go_on(desk: Desk) -> None:
    opened(desk)
    told(desk, ENDED)
    told(desk, BACK)
    pass_on(desk, HEAD)
    assert find(desk).is_in is CaseState.SUBMITTED


def test_a_union_closed_before_it_merged_has_its_former_last_day_again(desk: Desk) -> None:
    opened(desk)
    told(desk, UnitClosed(unit=UNIT, last_day=date(2024, 5, 31), document="14/QĐ"))
    told(desk, ENDED)
    told(desk, SuccessionTakenBack(**{**vars_of(BACK), "valid_to": date(2024, 5, 31)}))
    assert blocking(desk) == ["G02"]


def vars_of(fact: Any) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in fact.__dataclass_fields__}
