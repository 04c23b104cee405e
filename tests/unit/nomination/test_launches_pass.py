"""A launch passes to whoever follows its union, and comes back when the merger or split is taken back."""

from __future__ import annotations

from typing import Any

from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, House
from tests.unit.nomination.test_launches import launch
from tests.unit.nomination.test_mergers import merge, second_heir, split
from tests.unit.nomination.test_units import order

GONE = {"reason": "Kết thúc sau khi hợp nhất.", "document": "CV 5/CV-CĐ"}
BACK = {"reason": "Ghi nhầm đơn vị, không hợp nhất.", "document": "CV 21/LĐLĐ"}


def g21(house: House, case: str, unit: str) -> tuple[str, Any]:
    told = house.call("POST", f"/nominations/{case}/check", unit=unit).get_json()["evaluations"]
    (one,) = [one for one in told if one["rule"] == "G21"]
    return one["verdict"], (one["facts"]["launch"] or {}).get("launch")


def ends(house: House, launch_id: str, unit: str) -> Any:
    return house.call("POST", f"/launches/{launch_id}/end", body=GONE, unit=unit)


def launches_of(house: House, unit: str) -> list[str]:
    return [one["id"] for one in house.call("GET", f"/launches?plan={PLAN}&unit={unit}").get_json()["items"]]


def takes_back(house: House) -> Any:
    seen = house.call("GET", f"/units/{MINH_ANH}").get_json()["version"]
    return order(house, f"/units/{MINH_ANH}/succession/retraction", BACK, seen=seen)


def test_the_successor_relies_on_it_lists_it_and_ends_it(house: House) -> None:
    own = launch(house).get_json()["id"]
    assert g21(house, house.draft(PHU_CU, movement=own), PHU_CU) == ("fails", None)
    assert ends(house, own, PHU_CU).status_code == 403

    assert merge(house).status_code == 200

    assert g21(house, house.draft(PHU_CU, movement=own), PHU_CU) == ("holds", own)
    assert launches_of(house, PHU_CU) == [own]
    assert ends(house, own, MINH_ANH).status_code == 403
    ended = ends(house, own, PHU_CU)
    assert (ended.status_code, ended.get_json()["outcome"], ended.get_json()["unit"]) == (200, "ended", MINH_ANH)
    assert house.violations() == []


def test_what_passed_counts_among_the_successors_movements(house: House) -> None:
    launch(house)
    merge(house)
    asked = f"/launch-standings?plan={PLAN}&under=ldld-hung-yen"
    rows = {row["unit"]["id"]: row["launches"] for row in house.call("GET", asked).get_json()["items"]}
    assert rows[PHU_CU] == 1


def test_of_a_split_union_each_goes_on_with_it(house: House) -> None:
    own = launch(house).get_json()["id"]
    heir = second_heir(house)
    assert split(house, PHU_CU, heir.id).status_code == 200

    assert [launches_of(house, unit) for unit in (PHU_CU, heir.id)] == [[own], [own]]
    assert ends(house, own, MINH_ANH).status_code == 403
    assert ends(house, own, heir.id).status_code == 200


def test_a_merger_taken_back_gives_it_back(house: House) -> None:
    own = launch(house).get_json()["id"]
    merge(house)
    assert takes_back(house).status_code == 200

    assert (launches_of(house, PHU_CU), launches_of(house, MINH_ANH)) == ([], [own])
    assert ends(house, own, PHU_CU).status_code == 403
    assert ends(house, own, MINH_ANH).status_code == 200


def test_it_passes_over_several_mergers(house: House) -> None:
    own = launch(house).get_json()["id"]
    heir = second_heir(house)
    assert merge(house).status_code == 200
    assert merge(house, PHU_CU, successor=heir.id).status_code == 200

    assert launches_of(house, heir.id) == [own]
    assert ends(house, own, PHU_CU).status_code == 403
    assert ends(house, own, heir.id).status_code == 200
