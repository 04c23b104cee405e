"""The rules on grounds and localities, asked by a submission over HTTP: what blocks, what warns, where to mend it."""

from __future__ import annotations

from typing import Any

import pytest

from services.nomination import actions_drafts
from services.nomination.paper_store import KeptFile
from shared.events.dossier import BasisAward, Employment, Pledge, StudyLeave
from shared.events.terms import AwardType, Level, PaperKind, SimplifiedGround, TaskRating
from tests.unit.nomination.house import PDF, PLAN, House


def findings(house: House, case: str) -> dict[str, tuple[str, str]]:
    told = house.call("POST", f"/nominations/{case}/check").get_json()
    return {item["rule"]: (item["verdict"], item["consequence"]) for item in told["evaluations"]}


@pytest.mark.parametrize(
    ("changes", "rule", "at"),
    [
        ({"is_simplified": True}, "G18", "is_simplified"),
        ({"award": "commendation_cert_union", "decided_at": Level.INTERMEDIATE}, "G02", "unit"),  # C4 has none
        ({"award": "merit_cert_federation", "decided_at": Level.GRASSROOTS}, "G03", "award"),
        ({"basis": (BasisAward(award="merit_cert_province", year=2025, award_type=AwardType.SUDDEN),)}, "G22", "basis"),
    ],
)
def test_what_blocks_says_where_to_mend_it(house: House, changes: dict[str, Any], rule: str, at: str) -> None:
    answer = house.submit(house.draft(**changes))

    assert answer.status_code == 422
    assert (rule, at) in {(place["code"], place["at"]) for place in answer.get_json()["places"]}


def on_ground(house: House, ground: SimplifiedGround, award_type: AwardType, *papers: PaperKind) -> dict[str, Any]:
    """The answer of a check of a dossier that goes by the simplified procedure on this ground, with these papers."""
    case = house.draft(papers=False, award_type=award_type, is_simplified=True, simplified_ground=ground)
    with house.work(house.officer()) as work:
        for kind in papers:
            kept = KeptFile(f"{kind}.pdf", "application/pdf", len(PDF), "0" * 64)
            actions_drafts.new_paper(work, kind=kind, kept=kept, nomination_id=case)
    return house.call("POST", f"/nominations/{case}/check").get_json()


def test_an_urgent_task_goes_the_short_way_whatever_the_type_and_the_ground_of_a_type_does_not(house: House) -> None:
    short = (PaperKind.SUBMISSION_LETTER, PaperKind.ACHIEVEMENT_SUMMARY)
    urgent = on_ground(house, SimplifiedGround.URGENT_POLITICAL_TASK, AwardType.MERIT, *short)
    sudden = on_ground(house, SimplifiedGround.SUDDEN_ACHIEVEMENT, AwardType.MERIT, *short)
    found = [{one["rule"]: one for one in told["evaluations"]} for told in (urgent, sudden)]

    assert [one["G18"]["verdict"] for one in found] == ["holds", "fails"]
    assert [one["G17"]["verdict"] for one in found] == ["holds", "fails"]
    assert "nhiệm vụ chính trị" in found[0]["G18"]["words"]["vi"]
    assert "chỉ dành cho khen đột xuất, không dành cho khen công trạng" in found[1]["G18"]["words"]["vi"]


def test_who_was_discovered_by_a_head_needs_the_list_and_the_summary_of_the_unit(house: House) -> None:
    short = (PaperKind.SUBMISSION_LETTER, PaperKind.ACHIEVEMENT_SUMMARY)
    for papers, verdict in ((short, ("fails", "return")), ((*short, PaperKind.SUMMARY_LIST), ("holds", "none"))):
        told = on_ground(house, SimplifiedGround.DISCOVERED_BY_HEAD, AwardType.MERIT, *papers)
        found = {one["rule"]: (one["verdict"], one["consequence"]) for one in told["evaluations"]}
        assert (found["G17"], found["G18"]) == (verdict, ("holds", "none"))


def test_a_dossier_that_states_no_ground_is_told_what_it_was_told_before(house: House) -> None:
    case = house.draft(is_simplified=True, award_type=AwardType.SUDDEN)
    told = house.call("POST", f"/nominations/{case}/check").get_json()
    (said,) = [one for one in told["evaluations"] if one["rule"] == "G18"]

    assert said["facts"] == {"is_simplified": True, "award_type": "sudden", "permitted": ["sudden"]}
    assert said["words"]["vi"] == "Được xét theo thủ tục đơn giản."


def test_a_ground_without_the_procedure_is_refused_over_http(house: House) -> None:
    body = {"plan": PLAN, "award": "merit_cert_federation", "year": 2026, "simplified_ground": "state_secret",
            "nominee": {"kind": "individual", "full_name": "Lê Văn An"}}  # fmt: skip
    refused = house.call("POST", "/nominations", key="k-1", body=body)
    taken = house.call("POST", "/nominations", key="k-2", body=body | {"is_simplified": True})

    assert (refused.status_code, [place["at"] for place in refused.get_json()["places"]]) == (
        422, ["simplified_ground"],
    )  # fmt: skip
    assert (taken.status_code, taken.get_json()["draft"]["simplified_ground"]) == (201, "state_secret")


def test_a_title_without_pledge_is_warned_about(house: House) -> None:
    unstated = house.draft(award="title_advanced_worker")
    without = house.draft(award="title_advanced_worker", pledge=Pledge(is_registered=False))
    pledged = house.draft(award="title_advanced_worker", pledge=Pledge(is_registered=True))

    assert [findings(house, case)["G20"] for case in (unstated, without, pledged)] == [
        ("unknown", "none"), ("fails", "warn"), ("holds", "none"),
    ]  # fmt: skip


def test_a_movement_the_plan_does_not_have_is_warned_about(house: House) -> None:
    assert findings(house, house.draft(movement="khong_co"))["G21"] == ("fails", "warn")
    assert findings(house, house.draft())["G21"] == ("holds", "none")


def test_full_year_and_thematic_at_one_level_are_warned_about_but_not_at_phase_reviews(house: House) -> None:
    house.has_phases()
    theme = {"award_type": AwardType.THEMATIC, "achievement": "Chuyên đề an toàn", "award": "merit_cert_province"}
    assert house.submit(house.draft()).status_code == 200

    assert findings(house, house.draft(**theme))["G07"] == ("fails", "warn")
    assert findings(house, house.draft(**theme, for_phase="dot_1"))["G07"] == ("holds", "none")


def test_the_same_award_for_another_phase_is_no_duplicate(house: House) -> None:
    house.has_phases()
    assert house.submit(house.draft(for_phase="dot_1")).status_code == 200

    assert house.submit(house.draft(for_phase="dot_2", achievement="Việc khác")).status_code == 200
    again = house.submit(house.draft(for_phase="dot_2", achievement="Việc thứ ba"))

    assert [place["code"] for place in again.get_json()["places"]] == ["G06"]
    assert house.violations() == []


def test_every_fact_is_taken_over_http_and_shown_again(house: House) -> None:
    facts = {
        "employment": {"absent_days": 130, "maternity_days": 120, "months_employed": 12, "is_registered": True},
        "pledge": {"is_registered": True, "registered_on": "2026-01-15"},
        "basis": [{"award": "merit_cert_federation", "year": 2025, "award_type": "merit", "decision_number": "7/QĐ"}],
        "study": {"months": 9, "is_fair_or_better": True},
        "movement": "lao_dong_gioi",
        "for_phase": "dot_1",
    }
    nominee = {"kind": "individual", "full_name": "Trần Văn Đức", "worker_group": "worker_below_degree"}
    initiatives = [{"title": "Gá kẹp", "benefit_vnd": 80_000_000}]
    body = {"plan": PLAN, "award": "merit_cert_federation", "year": 2026, "nominee": nominee, **facts,
            "initiatives": initiatives}  # fmt: skip

    draft = house.call("POST", "/nominations", body=body).get_json()["draft"]

    assert {name: draft[name] for name in facts} == facts
    assert draft["nominee"]["worker_group"] == "worker_below_degree"
    assert draft["initiatives"][0]["benefit_vnd"] == 80_000_000


def test_study_under_a_year_with_a_fair_result_stands_in_for_the_rating(house: House) -> None:
    """HD1217; a rating that was given goes before it."""
    away = {"award": "title_advanced_worker", "study": StudyLeave(months=9, is_fair_or_better=True)}

    assert findings(house, house.draft(**away, task_rating=None))["G11"] == ("holds", "none")
    assert findings(house, house.draft(**away, task_rating=TaskRating.MET))["G11"] == ("fails", "block")
    without = {"award": "title_advanced_worker", "task_rating": None}
    assert findings(house, house.draft(**without))["G11"] == ("unknown", "return")


def test_more_maternity_than_absence_is_refused_at_its_field(house: House) -> None:
    body = {"plan": PLAN, "award": "merit_cert_federation", "year": 2026, "nominee": {"kind": "individual",
            "full_name": "Trần Thị Lan"}, "employment": {"absent_days": 10, "maternity_days": 120}}  # fmt: skip

    answer = house.call("POST", "/nominations", body=body)

    assert answer.status_code == 422
    assert [place["at"] for place in answer.get_json()["places"]] == ["employment.maternity_days"]


def test_maternity_leave_never_counts_as_absence(house: House) -> None:
    """The rulebook excludes from 40 absent working days on."""
    on_leave = Employment(absent_days=130, maternity_days=125, months_employed=12, is_registered=True)
    away = Employment(absent_days=130, maternity_days=0, months_employed=12, is_registered=True)

    assert findings(house, house.draft(employment=on_leave))["G10"] == ("holds", "none")
    assert findings(house, house.draft(employment=away))["G10"] == ("fails", "warn")
    assert findings(house, house.draft())["G10"] == ("unknown", "none")
