"""The tree of units: dates, moves, closing, and what administrators alone may do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination.models import Unit
from services.nomination.queries_units import find_parent, path_up
from shared.events.terms import Role
from tests.unit.nomination.house import MINH_ANH, PROVINCE, House


def order(house: House, path: str, body: dict[str, Any], **call: Any) -> TestResponse:
    return house.call("POST", path, **{"role": Role.ADMINISTRATOR, "unit": PROVINCE} | call, body=body)


def district(house: House, unit: str = "ldld-kim-dong") -> str:
    body = {"id": unit, "name": "LĐLĐ huyện Kim Động", "kind": "district_federation", "parent": PROVINCE,
            "valid_from": "2010-01-01"}  # fmt: skip
    assert order(house, "/units", body).status_code == 201
    return unit


def test_moved_unit_has_each_parent_on_its_days(house: House) -> None:
    upper = district(house)
    body = {"parent": upper, "valid_from": "2026-07-01", "document": "12/QĐ-LĐLĐ"}

    moved = order(house, f"/units/{MINH_ANH}/move", body, seen=1)

    assert moved.status_code == 200, moved.text
    assert [(p["parent"], p["valid_from"], p["valid_to"]) for p in moved.get_json()["parents"]] == [
        (PROVINCE, "2000-01-01", "2026-06-30"),
        (upper, "2026-07-01", None),
    ]
    with house.desk.database.reading() as tx:
        before, after = (find_parent(tx, MINH_ANH, day) for day in (date(2026, 6, 30), date(2026, 7, 1)))
        path = path_up(tx, MINH_ANH, date(2026, 7, 1))
        assert (before and before.id, after and after.id) == (PROVINCE, upper)
        assert [body.unit for body in path.bodies] == [MINH_ANH, upper, PROVINCE]
    assert house.call("GET", f"/units/{MINH_ANH}/parent?on=2026-06-30").get_json()["id"] == PROVINCE
    assert house.said("nomination.unit_moved")[0]["document"] == "12/QĐ-LĐLĐ"
    assert house.violations() == []


def test_unit_moved_after_submission_leaves_the_road_as_it_was(house: House) -> None:
    """Fault F38."""
    case = house.draft()
    house.submit(case)
    body = {"parent": district(house), "valid_from": "2026-08-04", "document": "12/QĐ"}
    order(house, f"/units/{MINH_ANH}/move", body, seen=1)
    road = house.row(case).road
    assert road is not None
    assert [stage["unit"] for stage in road["stages"]] == [MINH_ANH, PROVINCE]


def test_dissolved_body_above_stops_submission(house: House) -> None:
    body = {"last_day": "2026-07-31", "document": "99/QĐ"}
    assert order(house, f"/units/{PROVINCE}/close", body, seen=1).status_code == 200

    places = house.submit(house.draft()).get_json()["places"]

    assert [place["code"] for place in places] == ["G02"]
    assert "Hưng Yên" in places[0]["vi"]


def test_closed_unit_submits_nothing(house: House) -> None:
    case = house.draft()
    order(house, f"/units/{MINH_ANH}/close", {"last_day": "2026-08-02", "document": "99/QĐ"}, seen=1)
    assert [place["code"] for place in house.submit(case).get_json()["places"]] == ["G02"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"id": MINH_ANH, "name": "Trùng", "kind": "commune_union", "valid_from": "2026-01-01"}, 409, "unit.exists"),
        ({"name": "CĐCS", "kind": "grassroots_union", "valid_from": "2026-01-01"}, 422, "unit.tree"),
        ({"name": "A", "kind": "zone_union", "valid_from": "2026-01-01", "parent": "khong-co"}, 404, "unit.absent"),
        ({"name": "A", "kind": "zone_union", "valid_from": "1999-01-01", "parent": PROVINCE}, 422, "unit.tree"),
        ({"id": "../x", "name": "A", "kind": "zone_union", "valid_from": "2026-01-01"}, 422, "input.invalid"),
        ({"name": "A", "kind": "bang_hoi", "valid_from": "2026-01-01"}, 422, "input.invalid"),
    ],
)
def test_bad_registration_leaves_nothing(house: House, body: dict[str, Any], status: int, code: str) -> None:
    units, said = house.count(Unit), len(house.said("nomination.unit_registered"))

    answer = order(house, "/units", body)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert (house.count(Unit), len(house.said("nomination.unit_registered"))) == (units, said)


def test_unit_is_not_moved_under_itself_nor_into_the_past(house: House) -> None:
    upper = district(house)
    circle = order(
        house, f"/units/{PROVINCE}/move", {"parent": upper, "valid_from": "2026-07-01", "document": "1"}, seen=1
    )
    order(house, f"/units/{MINH_ANH}/move", {"parent": upper, "valid_from": "2026-07-01", "document": "1"}, seen=1)
    past = order(
        house, f"/units/{MINH_ANH}/move", {"parent": PROVINCE, "valid_from": "2026-06-01", "document": "2"}, seen=2
    )
    assert [(a.status_code, a.get_json()["code"]) for a in (circle, past)] == [(422, "unit.tree")] * 2


def test_only_administrators_change_the_tree(house: House) -> None:
    body = {"name": "A", "kind": "zone_union", "valid_from": "2026-01-01"}
    assert order(house, "/units", body, role=Role.COUNCIL_SECRETARY).status_code == 403
    assert house.said("nomination.command_refused")[0]["action"] == "register_unit"


def test_units_are_found_without_marks(house: House) -> None:
    found = house.call("GET", "/units?search=phu cu").get_json()["items"]
    assert [unit["name"] for unit in found] == ["CĐCS Trường THPT Phù Cừ"]
