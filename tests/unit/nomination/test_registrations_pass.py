"""A registered plan passes to whoever follows its union, and comes back when the merger or split is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, PROVINCE, House
from tests.unit.nomination.test_launches_pass import takes_back
from tests.unit.nomination.test_mergers import merge, second_heir, split


def registers(house: House, unit: str, *contents: str) -> Any:
    body = {"plan": PLAN, "unit": unit, "contents": list(contents), "document": "KH 3/KH-CĐ"}
    return house.call("POST", "/unit-plans", body=body, unit=unit)


def shown(house: House, unit: str) -> list[str]:
    """The contents that stand for a unit, as the list of its level shows them."""
    asked = f"/launch-standings?plan={PLAN}&under={PROVINCE}"
    rows = house.call("GET", asked).get_json()["items"]
    (row,) = [row for row in rows if row["unit"]["id"] == unit]
    contents: list[str] = row["contents"]
    return contents


def listed(house: House, unit: str) -> list[tuple[str, int]]:
    answer = house.call("GET", f"/unit-plans/{PLAN}/{unit}").get_json()
    return [(row["unit"], row["number"]) for row in answer]


@pytest.fixture
def registered(house: House) -> House:
    """The union registered twice; the second registration stands."""
    registers(house, MINH_ANH, "Ba nhất")
    registers(house, MINH_ANH, "Ba nhất", "Ca ba an toàn")
    return house


def test_the_successor_goes_on_with_it_beside_its_own(registered: House) -> None:
    registers(registered, PHU_CU, "Dạy tốt", "Ba nhất")
    assert merge(registered).status_code == 200

    assert shown(registered, PHU_CU) == ["Dạy tốt", "Ba nhất", "Ca ba an toàn"]
    assert listed(registered, PHU_CU) == [(MINH_ANH, 1), (MINH_ANH, 2), (PHU_CU, 1)]
    assert registered.violations() == []


def test_one_registered_anew_takes_the_place_of_all_it_goes_on_with(registered: House) -> None:
    merge(registered)
    registered.clock.advance(hours=1)
    anew = registers(registered, PHU_CU, "Một tập thể")

    assert (anew.status_code, anew.get_json()["number"]) == (201, 1)
    assert shown(registered, PHU_CU) == ["Một tập thể"]
    assert registers(registered, MINH_ANH, "Ba nhất").status_code == 409


def test_a_pledge_passes_as_a_plan_does_and_beside_it(registered: House) -> None:
    pledge = {"kind": "pledge", "plan": PLAN, "unit": MINH_ANH, "contents": ["Không tai nạn"], "document": "GƯ 1"}
    assert registered.call("POST", "/unit-plans", body=pledge, unit=MINH_ANH).status_code == 201
    merge(registered)
    registered.clock.advance(hours=1)
    registers(registered, PHU_CU, "Một tập thể")

    asked = f"/launch-standings?plan={PLAN}&under={PROVINCE}"
    rows = {row["unit"]["id"]: row for row in registered.call("GET", asked).get_json()["items"]}
    assert (rows[PHU_CU]["pledged"], rows[PHU_CU]["contents"]) == (["Không tai nạn"], ["Một tập thể"])


def test_of_a_split_union_each_goes_on_with_it(registered: House) -> None:
    heir = second_heir(registered)
    assert split(registered, PHU_CU, heir.id).status_code == 200
    assert [shown(registered, unit) for unit in (PHU_CU, heir.id)] == [["Ba nhất", "Ca ba an toàn"]] * 2


def test_a_merger_taken_back_gives_it_back(registered: House) -> None:
    registers(registered, PHU_CU, "Dạy tốt")
    merge(registered)
    assert takes_back(registered).status_code == 200

    assert shown(registered, PHU_CU) == ["Dạy tốt"]
    assert shown(registered, MINH_ANH) == ["Ba nhất", "Ca ba an toàn"]
    assert listed(registered, PHU_CU) == [(PHU_CU, 1)]


def test_it_passes_over_several_mergers(registered: House) -> None:
    heir = second_heir(registered)
    assert merge(registered).status_code == 200
    assert merge(registered, PHU_CU, successor=heir.id).status_code == 200
    assert shown(registered, heir.id) == ["Ba nhất", "Ca ba an toàn"]


def test_what_one_on_the_way_registered_anew_passes_alone(registered: House) -> None:
    heir = second_heir(registered)
    merge(registered)
    registered.clock.advance(hours=1)
    registers(registered, PHU_CU, "Một tập thể")
    registered.clock.advance(hours=1)
    merge(registered, PHU_CU, successor=heir.id)
    assert shown(registered, heir.id) == ["Một tập thể"]
