"""A movement is launched: the union above is told, the plan's target counts it, a proposal rests on it, the witness
tells it; taken back, it counts nowhere; whoever follows its union goes on with it."""

from __future__ import annotations

from typing import Any

from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import Season, Union, dien_bien
from tests.support.roles import REGISTER

LAUNCHES = "/api/nomination/v1/launches"
MOVEMENT = "productivity_and_quality"
REST = {"targets": "Mỗi tổ một sáng kiến", "content": "Thi đua ca ba", "measures": "Thưởng theo quý"}


def form(season: Season, union: Union, **changes: Any) -> dict[str, Any]:
    paper = {"document": "KH 6/KH-CĐCS"}
    return {"plan": season.plan, "unit": union.id, "movement": MOVEMENT, "settled": REST, **paper, **changes}


def reached(season: Season, target: str) -> tuple[int | None, int | None, str]:
    """Numerator, denominator and outcome of a target."""
    season.house.settle()
    told = season.secretary.get(f"{REGISTER}/plans/{season.plan}/targets")["targets"]
    found = next(one["reached"] for one in told if one["target"]["id"] == target)
    return found["numerator"], found["denominator"], found["outcome"]


def launch_behind(union: Union, case: Any) -> tuple[str, Any]:
    """G21 of a dossier: verdict, and the launch it went by."""
    said = union.officer.checks(case)["evaluations"]
    one = next(one for one in said if one["rule"] == "G21")
    return one["verdict"], (one["facts"]["launch"] or {}).get("launch")


def test_a_launch_is_told_counted_relied_on_and_taken_back(home: House) -> None:
    season = dien_bien(home)
    district = season.body("LĐLĐ huyện Điện Biên Đông", "district_federation")
    first, second = (season.union(f"CĐCS Phát Động {n}", parent=district.id) for n in (1, 2))
    case = first.officer.prepares(movement=MOVEMENT)
    assert reached(season, "grassroots_unions_launch") == (None, None, "not_computable")
    assert launch_behind(first, case) == ("fails", None)

    with refused(422, "launch.blocked") as told:
        first.officer.post(LAUNCHES, form(season, first, settled={}))
    assert told.problem.rules == {"G21"}

    made = first.officer.post(LAUNCHES, form(season, first)).body
    assert reached(season, "grassroots_unions_launch") == (1, 2, "not_met")
    assert reached(season, "upper_unions_launch") == (0, 2, "not_met")
    assert launch_behind(first, case) == ("holds", made["id"])
    assert [one["template"] for one in district.reviewer.reads_notices()] == ["movement_launched"]

    beside = second.officer.post(LAUNCHES, form(season, second)).body
    crowded = second.officer.post(LAUNCHES, form(season, second, movement="culture_and_sport", settled=WHOLE)).body
    warned = [one["consequence"] for one in crowded["checks"] if one["rule"] == "plan:movement_limit"]
    assert (warned, reached(season, "grassroots_unions_launch")) == (["warn"], (2, 2, "met"))

    gone = {"reason": "Phát động nhầm, sẽ phát động lại.", "document": "CV 2/CV-CĐCS"}
    for launch in (beside, crowded):
        second.head.post(f"{LAUNCHES}/{launch['id']}/withdrawal", gone)
    assert reached(season, "grassroots_unions_launch") == (1, 2, "not_met")
    assert district.reviewer.reads_notices()[0]["template"] == "launch_withdrawn"

    # Hợp nhất: đơn vị kế thừa làm tiếp phong trào, chỉ tiêu tính cho đơn vị ấy, và chỉ đơn vị ấy kết thúc được
    season.days_pass(1)
    season.admin.merges_unit(first.id, second.id, season.today.isoformat(), "QĐ 15/QĐ-LĐLĐ")
    assert reached(season, "grassroots_unions_launch") == (1, 1, "met")
    with refused(403):
        first.head.post(f"{LAUNCHES}/{made['id']}/end", gone)
    ended = second.head.post(f"{LAUNCHES}/{made['id']}/end", gone).body
    assert (ended["outcome"], ended["unit"]) == ("ended", first.id)
    assert reached(season, "grassroots_unions_launch") == (1, 1, "met")


WHOLE = {**REST, "goal": "Vui khỏe để lao động", "audience": "Đoàn viên"}
