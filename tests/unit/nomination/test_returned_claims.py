"""A returned case keeps what it claims while its draft says something else: others are told of it by the rules."""

from __future__ import annotations

from typing import Any

import pytest

from services.nomination.invariants import claims_match_cases
from tests.unit.nomination.house import PHU_CU, House
from tests.unit.nomination.test_consumers import Ears, form
from tests.unit.nomination.test_lists import list_of
from tests.unit.nomination.test_supplements import edit, given_back, resubmit
from tests.unit.nomination.workbooks import person


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def blocking(answer: Any) -> list[tuple[str, str]]:
    """Rule and Vietnamese words of what stands against a dossier."""
    return [(place["code"], place["vi"]) for place in answer.get_json()["places"]]


@pytest.mark.parametrize(
    ("part", "change", "other", "rule"),
    [
        ("award", {"award": "title_advanced_worker"}, {"achievement": "Thành tích khác"}, "G06"),
        ("nominee", {"full_name": "Nguyễn Thị Hoa"}, {"achievement": "Thành tích khác"}, "G06"),
        ("nominee.full_name", {"full_name": "Nguyễn Thị Hương Lan"}, {"award": "title_advanced_worker"}, "G05"),
        ("achievement", {"achievement": "Thành tích mới"}, {"award": "title_advanced_worker"}, "G05"),
    ],
)
def test_what_a_returned_case_claims_blocks_others_by_name(
    house: House, ears: Ears, part: str, change: dict[str, Any], other: dict[str, Any], rule: str
) -> None:
    case = given_back(house, ears, part)
    assert edit(house, case, form(**change)).status_code == 200
    second = house.draft(PHU_CU, **other)

    dry = house.call("POST", f"/nominations/{second}/check", unit=PHU_CU).get_json()
    answer = house.submit(second, PHU_CU)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "rules.blocked"), answer.text
    receipt = house.row(case).receipt
    assert receipt is not None
    told = dict(blocking(answer))
    assert set(told) == {rule}
    assert receipt in told[rule]
    assert not dry["may_be_sent"]
    assert [one["rule"] for one in dry["evaluations"] if one["consequence"] == "block"] == [rule]
    with house.desk.database.reading() as tx:
        assert claims_match_cases(tx) == []


def test_a_case_that_says_what_it_claims_is_named_once(house: House, ears: Ears) -> None:
    case = given_back(house, ears, "nominee.position")
    assert edit(house, case, form(position="Tổ trưởng")).status_code == 200
    told = dict(blocking(house.submit(house.draft(PHU_CU), PHU_CU)))
    assert [told[rule].count(str(house.row(case).receipt)) for rule in ("G05", "G06")] == [1, 1]


def test_a_list_goes_up_but_for_the_row_a_returned_case_stands_against(house: House, ears: Ears) -> None:
    case = given_back(house, ears, "award")
    assert edit(house, case, form(award="title_advanced_worker")).status_code == 200
    people = [person(number, name) for number, name in enumerate(("Lò Văn An", "Lê Thị Ba", "Hồ Văn Ca"), 1)]
    at = list_of(house, people[0], person(4, "Nguyễn Thị Hương"), *people[1:])

    told = house.call("POST", f"/lists/{at}/submit")

    assert told.status_code == 200, told.text
    rows = told.get_json()["rows"]
    assert [row["outcome"] for row in rows] == ["submitted", "refused", "submitted", "submitted"]
    [finding] = [one for one in rows[1]["findings"] if one["consequence"] == "block"]
    assert (finding["rule"], str(house.row(case).receipt) in finding["words"]["vi"]) == ("G06", True)
    assert house.violations() == []


def test_what_the_supplement_gives_up_is_free_once_it_is_sent(house: House, ears: Ears) -> None:
    """Its own claims never stand against the case, and the old award can then be proposed by another unit."""
    case = given_back(house, ears, "award", "achievement", award="commendation_certificate")
    assert edit(house, case, form(award="title_advanced_worker", achievement="Thành tích mới")).status_code == 200
    second = house.draft(PHU_CU, award="commendation_certificate")
    assert house.submit(second, PHU_CU).status_code == 422

    assert resubmit(house, case).status_code == 200
    answer = house.submit(second, PHU_CU)

    assert answer.status_code == 200, answer.text
    assert house.violations() == []
