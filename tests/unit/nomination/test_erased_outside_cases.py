"""Somebody of whom no nomination tells: a hold, an award of the register that was entered elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination.models import Hold
from services.nomination.models_known import KnownAward
from shared.erasure import ERASED
from shared.events.terms import SubjectKind
from shared.names import nominee_key
from tests.unit.nomination.house import PHU_CU, House
from tests.unit.nomination.test_consumers import Ears, recorded
from tests.unit.nomination.test_namesakes_erased import ADMIN, HUONG, NAMESAKE, asks, differing, ended, erased

NAME, BORN, DAY = "Phạm Quốc Bảo", "12/5/1980", "1980-05-12"
KEY = nominee_key(SubjectKind.INDIVIDUAL, NAME, DAY)


def holds(house: House, name: str = NAME, birth: str = BORN) -> TestResponse:
    form = {"full_name": name, "birth": birth, "kind": "denunciation", "document": "Đơn 7"}
    return house.call("POST", "/holds", body=form, **ADMIN)


def lifted(house: House, **who: Any) -> dict[str, Any]:
    hold: dict[str, Any] = holds(house, **who).get_json()
    assert house.call("POST", f"/holds/{hold['id']}/lift", body={"document": "KL 9"}, **ADMIN).status_code == 200
    return hold


@pytest.mark.parametrize("by", ["id", "nominee_key"])
def test_somebody_known_by_a_hold_alone_is_erased(house: House, by: str) -> None:
    hold = lifted(house)

    shown = erased(house, hold[by]).get_json()

    assert [(one["kind"], one["nominee_name"], one["birth"]) for one in shown["taken"]] == [("hold", NAME, None)]
    assert house.count(Hold) == 0
    again = holds(house)
    assert (again.status_code, again.get_json()["code"]) == (409, "person.erased")
    assert holds(house, "Phạm Quốc Báo").status_code == 201
    assert differing(house) == []


def test_an_open_hold_is_lifted_first(house: House) -> None:
    hold = holds(house).get_json()

    refused = asks(house, hold["id"])

    assert (refused.status_code, refused.get_json()["code"]) == (409, "erasure.cases_open")


def test_holds_on_one_name_and_year_may_be_on_several_people(house: House) -> None:
    """And after one of them was erased the name and year alone refuse nobody."""
    one, other = lifted(house, birth="1980"), lifted(house, birth="1980")

    refused = asks(house, one["nominee_key"])

    assert (refused.status_code, refused.get_json()["code"]) == (409, "erasure.several_people")
    erased(house, one["id"], cases=[one["id"]])
    with house.desk.database.reading() as tx:
        assert [hold.id for hold in tx.query(Hold)] == [other["id"]]
    assert holds(house, birth="1980").status_code == 201


def test_no_hold_keeps_the_name_of_somebody_erased(house: House) -> None:
    case = ended(house)
    erased(house, case)

    assert [holds(house, name, "30/6/1984").status_code for name in (HUONG, NAMESAKE)] == [409, 201]
    elsewhere = ended(house, PHU_CU, full_name=NAMESAKE, birth="1984-07-01")
    erased(house, elsewhere)
    assert house.count(Hold) == 1


@pytest.mark.parametrize("by", ["elsewhere", KEY])
def test_somebody_known_by_an_award_alone_is_erased(house: House, by: str) -> None:
    ears = Ears(house)
    ears.hear("a-1", replace(recorded("elsewhere", KEY), nominee_name=NAME))

    shown = erased(house, by).get_json()

    assert [(one["kind"], one["id"], one["nominee_name"]) for one in shown["taken"]] == [("award", "elsewhere", NAME)]
    with house.desk.database.reading() as tx:
        assert {known.nominee_name for known in tx.query(KnownAward)} == {ERASED}
    assert house.said("nomination.person_erased")[0]["cases"] == ["elsewhere"]
    assert asks(house, by).get_json()["code"] == "person.erased"
