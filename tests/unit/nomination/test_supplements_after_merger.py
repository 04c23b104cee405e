"""A supplement to what was sent while its union, and the bodies above, stood by all that was told then."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.nomination.house import MINH_ANH, PHU_CU, PROVINCE, House
from tests.unit.nomination.test_consumers import Ears, returned
from tests.unit.nomination.test_mergers import TODAY, merge, passed, second_heir, split
from tests.unit.nomination.test_quotas import sent
from tests.unit.nomination.test_units import order

EXPLAINED = {"answers": [{"part": "nominee.position", "words": "Chức vụ đúng như hồ sơ."}]}


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def returned_case(house: House, ears: Ears) -> str:
    """Sent this morning and returned, before anybody enters a merger."""
    [case] = sent(house, 0)
    ears.hear(case, returned(case))
    return case


def supplemented(house: House, case: str, unit: str) -> Any:
    checked = house.call("POST", f"/nominations/{case}/check", unit=unit)
    assert checked.status_code == 200, checked.text
    answer = house.call(
        "POST", f"/nominations/{case}/resubmit", unit=unit, seen=house.row(case).version, body=EXPLAINED
    )
    assert answer.status_code == 200, answer.text
    [said] = house.said("nomination.resubmitted")
    [g02] = [one for one in said["evaluations"] if one["rule"] == "G02"]
    return g02


def test_what_was_sent_on_the_day_of_the_merger_is_mended_by_the_successor(house: House, ears: Ears) -> None:
    """The day before was the union's last; when the case was sent that was not told yet."""
    case = returned_case(house, ears)
    assert merge(house).get_json()["valid_to"] == "2026-08-02"
    ears.hear(case, passed(house, case))

    g02 = supplemented(house, case, PHU_CU)

    assert (g02["verdict"], g02["facts"]["sent_on"], g02["facts"]["is_registered"]) == ("holds", TODAY, True)
    assert g02["since"] is not None
    assert house.violations() == []


def test_until_it_passes_the_union_itself_mends_it(house: House, ears: Ears) -> None:
    case = returned_case(house, ears)
    merge(house)
    assert supplemented(house, case, MINH_ANH)["verdict"] == "holds"


def test_a_merger_entered_weeks_after_its_day_reaches_back_to_nothing_sent(house: House, ears: Ears) -> None:
    case = returned_case(house, ears)
    house.clock.advance(days=20)
    assert merge(house, valid_from="2026-08-01").get_json()["valid_to"] == "2026-07-31"
    ears.hear(case, passed(house, case))
    assert supplemented(house, case, PHU_CU)["verdict"] == "holds"


def test_a_split_on_the_day_of_sending_passes_the_case_as_well(house: House, ears: Ears) -> None:
    case = returned_case(house, ears)
    assert split(house, PHU_CU, second_heir(house).id).status_code == 200
    ears.hear(case, passed(house, case))
    assert supplemented(house, case, PHU_CU)["verdict"] == "holds"


def test_a_body_above_that_ended_the_day_before_was_there_when_it_was_sent(house: House, ears: Ears) -> None:
    case = returned_case(house, ears)
    body = {"last_day": "2026-08-02", "document": "NQ 202/2025/QH15"}
    seen = house.call("GET", f"/units/{PROVINCE}").get_json()["version"]
    assert order(house, f"/units/{PROVINCE}/close", body, seen=seen).status_code == 200
    g02 = supplemented(house, case, MINH_ANH)
    assert (g02["verdict"], g02["facts"]["dissolved"]) == ("holds", [])


def test_what_was_not_sent_before_the_merger_is_sent_no_more(house: House) -> None:
    case = house.draft()
    merge(house)
    refused = house.submit(case)
    assert refused.status_code == 422
    assert "G02" in [place["code"] for place in refused.get_json()["places"]]
