"""Kịch bản 5: khen thưởng đột xuất theo thủ tục đơn giản.

Một công nhân cứu người trong vụ cháy. Hồ sơ chỉ gồm tờ trình và tóm tắt thành tích do đơn vị viết; không phải niêm
yết công khai (NĐ 152/2025 Điều 44 khoản 2); hội đồng họp ngay. Thủ tục ấy không dành cho khen công trạng.

Scenario 5: a sudden award by simplified procedure - two papers, no public notice, voted on the same day.
"""

from __future__ import annotations

from typing import Any

from tests.support.dossiers import SHORT_PAPERS
from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import hung_yen

RESCUE: dict[str, Any] = {
    "award_type": "sudden",
    "is_simplified": True,
    "achievement": "Ngày 30/7/2026 dũng cảm cứu ba đồng nghiệp khỏi đám cháy tại xưởng may số 2.",
    "achieved_from": "2026-07-30",
    "achieved_to": "2026-07-30",
    "minutes": None,
    "rows_in_letter": None,
}


def test_a_rescuer_is_awarded_within_days(home: House) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty Cổ phần Gốm Xây dựng")
    case = union.officer.prepares(papers=SHORT_PAPERS, **RESCUE)
    season.reaches_council(union, case)

    # Không niêm yết: họp hội đồng ngay trong ngày
    assert season.signer.looks_up(case)["case"]["state"] == "stage_passed"
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    decision = season.signer.signs(session)
    assert decision["dated"] == "2026-08-03"
    assert union.officer.sees(case, "published")["decision_number"] == decision["number"]

    states = [step["to_state"] for step in season.signer.looks_up(case)["transitions"]]
    assert "public_notice" not in states
    notice = [said for said in season.signer.looks_up(case)["evaluations"] if said["rule"] == "P03"]
    assert [said["verdict"] for said in notice] == ["holds"]


def test_an_urgent_task_of_merit_goes_the_short_way_on_its_ground(home: House) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty Cổ phần Gốm Xây dựng")
    case = union.officer.prepares(
        papers=SHORT_PAPERS, is_simplified=True, simplified_ground="urgent_political_task", minutes=None,
        rows_in_letter=None,
    )  # fmt: skip
    season.reaches_council(union, case)

    # Căn cứ được ghi thì loại khen công trạng cũng đi đường ngắn: hai giấy tờ, không niêm yết
    file = season.signer.looks_up(case)
    assert file["case"]["state"] == "stage_passed"
    assert "public_notice" not in [step["to_state"] for step in file["transitions"]]


def test_a_merit_nomination_may_not_take_the_short_way(home: House) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty Cổ phần Gốm Xây dựng")
    case = union.officer.prepares(papers=SHORT_PAPERS, is_simplified=True)
    with refused(422, "rules.blocked") as told:
        union.officer.submits(case)
    # G18: khen công trạng không được đi đường ngắn; vì thế hồ sơ còn thiếu những giấy tờ của đường dài (G17)
    assert {"G17", "G18"} <= told.problem.rules
    short = next(place for place in told.problem.places if place["code"] == "G18")
    assert "chỉ dành cho khen đột xuất, không dành cho khen công trạng" in short["vi"]
