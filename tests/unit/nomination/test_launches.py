"""Launching movements and registering plans: what blocks, what is pointed out, what a proposal rests on afterwards."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination import actions_units
from services.nomination.models_launches import Launch
from services.nomination.rules.launching import CLAUSES
from shared.events.codec import from_plain_arguments
from shared.events.terms import Block, Role, UnitKind
from shared.verdicts import Consequence
from tests.unit.nomination.house import MINH_ANH, PLAN, PROVINCE, House
from tests.unit.nomination.test_grounds import findings

SETTLED = {
    "goal": "Năng suất cao hơn", "targets": "Mỗi tổ một sáng kiến", "content": "Thi đua ca ba",
    "measures": "Thưởng quý", "audience": "Công nhân trực tiếp",
}  # fmt: skip
DISTRICT, BASE = "ldld-huyen", "cdcs-huyen-"


def launch(house: House, unit: str = MINH_ANH, plan: str = PLAN, **changes: Any) -> TestResponse:
    own = {"name": "Giờ cao điểm", "scope": "workforce", "settled": SETTLED, "document": "KH 5/KH-CĐ"}
    if "movement" in changes:
        own = {name: own[name] for name in ("settled", "document")}
    return house.call("POST", "/launches", unit=unit, body={"plan": plan, "unit": unit, **own, **changes})


def is_on(house: House, day: date) -> None:
    house.clock.set(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def lay_district(house: House) -> House:
    """A district of the province with three unions, in the days of the district level."""
    register = actions_units.register_unit
    long_ago = date(2000, 1, 1)
    with house.work() as work:
        register(house.desk, work, unit_id=DISTRICT, name="LĐLĐ huyện", kind=UnitKind.DISTRICT, parent=PROVINCE,
                 valid_from=long_ago)  # fmt: skip
        for number in (1, 2, 3):
            register(house.desk, work, unit_id=f"{BASE}{number}", name=f"CĐCS số {number}", kind=UnitKind.GRASSROOTS,
                     block=Block.ENTERPRISE, parent=DISTRICT, valid_from=long_ago)  # fmt: skip
    return house


@pytest.fixture
def district(house: House) -> House:
    return lay_district(house)


def test_a_launch_without_the_five_fields_is_blocked_and_leaves_nothing(house: House) -> None:
    answer = launch(house, settled={name: SETTLED[name] for name in ("goal", "audience")})

    assert answer.status_code == 422
    told = answer.get_json()
    assert (told["code"], [(place["code"], place["at"]) for place in told["places"]]) == (
        "launch.blocked", [("G21", "settled")],
    )  # fmt: skip
    assert "chỉ tiêu, nội dung, biện pháp" in told["places"][0]["vi"]
    assert house.count(Launch) == 0
    assert house.said("nomination.movement_launched") == []


def test_a_launch_says_who_what_when_and_by_which_rule(house: House) -> None:
    row = launch(house).get_json()

    (said,) = house.said("nomination.movement_launched")
    assert (said["union"]["id"], said["owner"], said["told"]["id"]) == (MINH_ANH, PROVINCE, PROVINCE)
    assert (row["movement"], row["first"], row["last"]) == (row["id"], "2026-08-03", "2026-12-31")
    assert [(one["rule"], one["verdict"]) for one in row["checks"]] == [("G21", "holds")]
    assert house.call("GET", f"/launches/{row['id']}").get_json() == row


def test_what_the_plan_settles_itself_need_not_be_repeated(house: House) -> None:
    plan = house.desk.policies.policies.plan(PLAN)
    listed = plan.movements[0]
    stated = listed.launch.said()

    missing = launch(house, movement=listed.id, settled={})
    rest = {name: text for name, text in SETTLED.items() if name not in stated}
    whole = launch(house, movement=listed.id, settled=rest)

    assert (missing.status_code, whole.status_code) == (422, 201)
    assert whole.get_json()["settled"] == {**SETTLED, **stated}


@pytest.mark.parametrize(
    ("changes", "code", "at"),
    [
        ({"launched_on": "2026-08-04"}, "launch.days", "launched_on"),
        ({"first": "2026-10-01", "last": "2026-09-01"}, "launch.days", "last"),
        ({"first": "2025-12-31"}, "launch.days", "first"),
        ({"last": "2027-01-01"}, "launch.days", "last"),
        ({"movement": "khong_co"}, "launch.movement_unknown", "movement"),
        ({"plan": "dien_bien"}, "policy.unknown_plan", None),
        ({"scope": None}, "input.invalid", "movement"),
    ],
)
def test_a_launch_that_makes_no_sense_is_refused(house: House, changes: dict[str, Any], code: str, at: Any) -> None:
    answer = launch(house, **changes)
    told = answer.get_json()

    assert answer.status_code in (404, 422)
    assert told["code"] == code
    assert at is None or at in [place["at"] for place in told["places"]]


def test_only_the_unit_itself_launches(house: House) -> None:
    body = {"plan": PLAN, "unit": MINH_ANH, "name": "X", "scope": "workforce", "settled": SETTLED, "document": "KH"}

    assert house.call("POST", "/launches", body=body, unit="cdcs-phu-cu").status_code == 403
    assert house.call("POST", "/launches", body=body, role=Role.COUNCIL_MEMBER).status_code == 403
    assert house.count(Launch) == 0


def test_the_same_movement_is_not_launched_twice_at_a_time_but_again_after_its_end(house: House) -> None:
    listed = house.desk.policies.policies.plan(PLAN).movements[0].id
    first = launch(house, movement=listed).get_json()
    assert launch(house, movement=listed).get_json()["code"] == "launch.stands"

    end = {"reason": "Đã tổng kết sớm hơn kế hoạch.", "document": "BC 7/BC-CĐ"}
    house.clock.advance(days=3)
    ended = house.call("POST", f"/launches/{first['id']}/end", body=end).get_json()
    house.clock.advance(days=1)

    assert (ended["outcome"], ended["last_day"], ended["last"]) == ("ended", "2026-08-06", "2026-12-31")
    assert launch(house, movement=listed).status_code == 201
    assert house.call("POST", f"/launches/{first['id']}/withdrawal", body=end).get_json()["code"] == "launch.over"


def test_a_proposal_goes_by_the_launch_of_the_unit_or_the_nearest_above(house: House) -> None:
    listed = house.desk.policies.policies.plan(PLAN).movements[0].id
    case = house.draft(movement=listed)
    before = findings(house, case)["G21"]
    above = house.call(
        "POST", "/launches", role=Role.COUNCIL_SECRETARY, unit=PROVINCE,
        body={"plan": PLAN, "unit": PROVINCE, "movement": listed, "settled": SETTLED, "document": "KH"},
    ).get_json()  # fmt: skip

    def facts() -> Any:
        told = house.call("POST", f"/nominations/{case}/check").get_json()
        return next(one for one in told["evaluations"] if one["rule"] == "G21")["facts"]["launch"]

    assert before != ("holds", "none")
    assert findings(house, case)["G21"] == ("holds", "none")
    assert facts()["launch"] == above["id"]
    own = launch(house, movement=listed).get_json()
    assert (facts()["launch"], facts()["launched_on"]) == (own["id"], "2026-08-03")

    gone = {"reason": "Phát động nhầm phong trào.", "document": "CV 3/CV-CĐ"}
    assert house.call("POST", f"/launches/{own['id']}/withdrawal", body=gone).get_json()["outcome"] == "withdrawn"
    assert facts()["launch"] == above["id"]


def test_a_movement_of_its_own_can_be_named_by_its_launch(house: House) -> None:
    own = launch(house).get_json()

    assert findings(house, house.draft(movement=own["id"]))["G21"] == ("holds", "none")
    elsewhere = house.draft("cdcs-phu-cu", movement=own["id"])
    told = house.call("POST", f"/nominations/{elsewhere}/check", unit="cdcs-phu-cu").get_json()["evaluations"]
    assert [one["verdict"] for one in told if one["rule"] == "G21"] == ["fails"]


def test_gia_lam_has_two_pilots_until_15_february_and_no_third(district: House) -> None:
    """“lựa chọn từ 1- 2 đơn vị, tổ chức phát động thi đua điểm từ nay đến ngày 15/02/2023”, before the plan's year."""
    is_on(district, date(2022, 12, 27))
    pilots = [launch(district, f"{BASE}{n}", "gia_lam_2023", is_pilot=True) for n in (1, 2)]
    assert [one.status_code for one in pilots] == [201, 201]
    assert pilots[1].get_json()["first"] == "2022-12-27"

    third = launch(district, f"{BASE}3", "gia_lam_2023", is_pilot=True)
    assert [place["code"] for place in third.get_json()["places"]] == ["plan:pilots"]
    assert "CĐCS số 1" in third.get_json()["places"][0]["vi"]

    gone = {"reason": "Chưa chọn đơn vị này làm điểm.", "document": "CV 9"}
    path = f"/launches/{pilots[0].get_json()['id']}/withdrawal"
    assert district.call("POST", path, body=gone, unit=f"{BASE}1").status_code == 200
    assert launch(district, f"{BASE}3", "gia_lam_2023", is_pilot=True).status_code == 201


@pytest.mark.parametrize(("day", "status"), [(date(2023, 2, 15), 201), (date(2023, 2, 16), 422)])
def test_a_pilot_outside_its_window_is_refused_though_the_launch_itself_is_open(
    district: House, day: date, status: int
) -> None:
    is_on(district, day)

    assert launch(district, f"{BASE}1", "gia_lam_2023", is_pilot=True).status_code == status
    assert launch(district, f"{BASE}2", "gia_lam_2023").status_code == 201


def test_a_plan_of_a_district_is_not_for_the_province(district: House) -> None:
    is_on(district, date(2023, 3, 1))

    assert launch(district, MINH_ANH, "gia_lam_2023").get_json()["code"] == "launch.not_under_plan"


def test_dien_bien_warns_of_movements_at_one_time_and_names_them(house: House) -> None:
    is_on(house, date(2024, 3, 1))
    first = launch(house, plan="dien_bien_2020", last="2024-06-30")
    beside = launch(house, plan="dien_bien_2020", name="Xanh - Sạch - Đẹp", last="2024-12-31")
    after = launch(house, plan="dien_bien_2020", name="Văn hóa", first="2025-01-01", last="2025-03-01")

    def said(answer: TestResponse) -> tuple[str, str]:
        (one,) = [one for one in answer.get_json()["checks"] if one["rule"] == "plan:movement_limit"]
        return one["consequence"], one["words"]["vi"]

    assert [answer.status_code for answer in (first, beside, after)] == [201, 201, 201]
    assert (said(first)[0], said(beside)[0], said(after)[0]) == ("none", "warn", "none")
    assert "“Giờ cao điểm” (01/03/2024 – 30/06/2024)" in said(beside)[1]


def test_clauses_asked_again_with_their_facts_say_the_same(district: House) -> None:
    is_on(district, date(2024, 3, 1))
    launch(district, plan="dien_bien_2020")
    answers = [launch(district, plan="dien_bien_2020", name="Hai").get_json()]
    is_on(district, date(2023, 1, 5))
    answers.append(launch(district, f"{BASE}1", "gia_lam_2023", is_pilot=True).get_json())
    asked = [one for answer in answers for one in answer["checks"] if one["rule"].startswith("plan:")]

    assert len(asked) == 2
    for one in asked:
        check = CLAUSES[one["rule"].removeprefix("plan:")]
        again = check(**from_plain_arguments(check, one["asked_with"]))
        assert (again.verdict, dataclasses.asdict(again.words)) == (one["verdict"], one["words"])
        assert one["consequence"] in (Consequence.NONE, Consequence.WARN)


def test_everybody_signed_in_reads_launches(house: House) -> None:
    launch(house)

    asked = f"/launches?plan={PLAN}&unit={MINH_ANH}"
    rows = house.call("GET", asked, role=Role.AUDITOR, unit="vinh-danh").get_json()["items"]

    assert [(row["unit"], row["outcome"]) for row in rows] == [(MINH_ANH, None)]
    assert house.client.get("/api/nomination/v1/launches").status_code == 401
