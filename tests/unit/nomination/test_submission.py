"""Submitting: what is written and said together, who may, and what racing units meet on."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest

from services.nomination.models import Claim, DossierVersion, Nomination
from services.nomination.queries_explanation import ROOMS
from shared.events.codec import from_plain
from shared.events.dossier import PriorTitle
from shared.events.terms import PersonClass, Role
from shared.replays import rules_of
from shared.tables import outbox
from shared.verdicts import Evaluation, replay
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PROVINCE, House

RULES = rules_of(*ROOMS)


def test_sound_draft_is_submitted_with_receipt_road_and_event(house: House) -> None:
    case = house.draft()

    answer = house.submit(case)

    assert answer.status_code == 200, answer.text
    shown = answer.get_json()
    [event] = house.said("nomination.submitted")
    assert (shown["state"], shown["holder"], shown["dossier_version"]) == ("submitted", MINH_ANH, 1)
    assert (event["case"], event["receipt"], event["must_hold"]) == (case, shown["receipt"], False)
    assert event["road"]["chain"] == "C4"
    assert event["road"]["area_body"] == PROVINCE
    assert [(s["kind"], s["unit"], s["may_decide"]) for s in event["road"]["stages"]] == [
        ("grassroots", MINH_ANH, False),
        ("provincial", PROVINCE, True),
    ]
    assert house.violations() == []


def test_every_rule_asked_for_is_evaluated_and_replays_to_itself(house: House) -> None:
    house.submit(house.draft())

    [event] = house.said("nomination.submitted")
    stored = [from_plain(Evaluation, item) for item in event["evaluations"]]

    assert [item.rule for item in stored] == [
        "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12", "G13", "G14", "G15",
        "G17", "G18", "G20", "G21", "G22", "X04",
    ]  # fmt: skip
    assert [replay(RULES[item.rule], item) for item in stored] == stored


def test_failed_evaluations_replay_to_themselves(house: House) -> None:
    case = house.draft(birth=None, award="title_exc_collective", task_rating=None, papers=False)

    told = house.call("POST", f"/nominations/{case}/check").get_json()

    stored = [from_plain(Evaluation, item) for item in told["evaluations"]]
    assert {item.verdict.value for item in stored} == {"holds", "fails", "unknown"}
    assert [replay(RULES[item.rule], item) for item in stored] == stored


def test_missing_paper_and_missing_birth_block_with_a_place_per_rule_and_leave_a_refusal(house: House) -> None:
    case = house.draft(birth=None, papers=False)
    events = house.count(outbox)

    answer = house.submit(case)

    assert answer.status_code == 422
    assert answer.get_json()["code"] == "rules.blocked"
    assert {(place["code"], place["at"]) for place in answer.get_json()["places"]} == {
        ("G04", "nominee"), ("G06", "nominee"), ("G08", "nominee"), ("G17", "papers"),
    }  # fmt: skip
    assert (house.row(case).state, house.row(case).version) == ("draft", 1)
    assert (house.count(outbox), house.count(Claim), house.count(DossierVersion)) == (events + 1, 0, 0)


def test_check_finds_what_submission_finds_and_writes_nothing(house: House) -> None:
    case = house.draft(papers=False)

    told = house.call("POST", f"/nominations/{case}/check").get_json()

    blocked = {item["rule"] for item in told["evaluations"] if item["consequence"] in ("block", "return")}
    refused = {place["code"] for place in house.submit(case).get_json()["places"]}
    assert told["may_be_sent"] is False
    assert blocked == refused == {"G17"}
    assert house.row(case).version == 1
    doubts = {item["rule"]: [doubt["path"] for doubt in item["doubts"]] for item in told["evaluations"]}
    assert (doubts["G03"], doubts["G09"]) == (["awards[merit_cert_federation]"], [])


def test_same_person_through_two_units_is_refused_naming_the_first(house: House) -> None:
    """Golden scenario 8, whatever marks and capitals the second unit types."""
    first = house.submit(house.draft()).get_json()["receipt"]

    answer = house.submit(house.draft(PHU_CU, full_name="NGUYỄN THỊ HƯƠNG", achievement="Việc khác"), PHU_CU)

    assert answer.status_code == 422
    [place] = answer.get_json()["places"]
    assert place["code"] == "G06"
    assert first in place["vi"]
    assert "May Minh Anh" in place["vi"]
    assert house.violations() == []


def test_similar_name_with_the_same_birth_is_submitted_with_a_warning(house: House) -> None:
    house.submit(house.draft())

    answer = house.submit(house.draft(PHU_CU, full_name="Nguyễn Thị Hươnng", achievement="Việc khác"), PHU_CU)

    findings = {item["rule"]: item for item in answer.get_json()["versions"][0]["evaluations"]}
    assert answer.status_code == 200
    assert (findings["G06"]["verdict"], findings["G06"]["consequence"]) == ("fails", "warn")


def test_namesake_born_elsewhen_is_no_duplicate(house: House) -> None:
    house.submit(house.draft())

    answer = house.submit(house.draft(PHU_CU, birth="1990-01-02", achievement="Việc khác"), PHU_CU)

    findings = {item["rule"]: item["verdict"] for item in answer.get_json()["versions"][0]["evaluations"]}
    assert findings["G06"] == "holds"


def test_same_achievement_for_another_award_is_refused(house: House) -> None:
    house.submit(house.draft())

    answer = house.submit(house.draft(award="title_advanced_worker"))

    assert [place["code"] for place in answer.get_json()["places"]] == ["G05"]


def test_two_units_at_the_same_moment_make_one_case(house: House) -> None:
    cases = {MINH_ANH: house.draft(), PHU_CU: house.draft(PHU_CU, achievement="Việc khác")}
    statuses: dict[str, int] = {}
    gate = threading.Barrier(2)

    def send(unit: str) -> None:
        gate.wait()
        statuses[unit] = house.submit(cases[unit], unit).status_code

    threads = [threading.Thread(target=send, args=(unit,)) for unit in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses.values()) == [200, 422]
    assert (house.count(Claim), len(house.said("nomination.submitted"))) == (2, 1)
    assert house.violations() == []


def test_double_click_submits_once(house: House) -> None:
    case = house.draft()
    first = house.call("POST", f"/nominations/{case}/submit", seen=1, key="nhan-hai-lan")
    again = house.call("POST", f"/nominations/{case}/submit", seen=1, key="nhan-hai-lan")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.get_json() == first.get_json()
    assert len(house.said("nomination.submitted")) == 1


def test_stale_version_names_who_changed_what(house: House) -> None:
    case = house.draft()
    body = {"plan": "hung_yen_2026", "award": "merit_cert_federation", "year": 2026,
            "nominee": {"kind": "individual", "full_name": "Trần Văn Đức"}}  # fmt: skip
    house.call("PUT", f"/nominations/{case}", seen=1, body=body, subject="chi-lan")

    answer = house.call("POST", f"/nominations/{case}/submit", seen=1)

    assert answer.status_code == 412
    assert "chi-lan đã thực hiện “sửa hồ sơ” lúc " in answer.get_json()["detail_vi"]
    assert "chi-lan did “edit” at " in answer.get_json()["detail_en"]


def test_submit_without_if_match_is_428(house: House) -> None:
    assert house.call("POST", f"/nominations/{house.draft()}/submit").status_code == 428


def test_other_unit_and_other_role_are_refused_and_recorded(house: House) -> None:
    case = house.draft()

    elsewhere = house.call("POST", f"/nominations/{case}/submit", seen=1, unit=PHU_CU)
    auditor = house.call("POST", f"/nominations/{case}/submit", seen=1, role=Role.AUDITOR)

    assert (elsewhere.status_code, auditor.status_code) == (403, 403)
    assert [refusal["action"] for refusal in house.said("nomination.command_refused")] == ["submit", "submit"]
    assert house.row(case).state == "draft"


def test_open_hold_is_submitted_to_be_held(house: House) -> None:
    held = house.call(
        "POST", "/holds", role=Role.ADMINISTRATOR, unit=PROVINCE,
        body={"full_name": "Nguyễn Thị Hương", "birth": "30/6/1984", "kind": "denunciation", "document": "12/TB"},
    )  # fmt: skip

    answer = house.submit(house.draft())

    assert held.status_code == 201, held.text
    assert answer.status_code == 200
    assert house.said("nomination.submitted")[0]["must_hold"] is True
    lifted = house.call(
        "POST", f"/holds/{held.get_json()['id']}/lift", role=Role.ADMINISTRATOR, unit=PROVINCE,
        body={"document": "34/KL"},
    )  # fmt: skip
    assert lifted.status_code == 200
    assert [len(house.said(f"nomination.hold_{word}")) for word in ("entered", "lifted")] == [1, 1]


def test_gap_year_blocks_the_provincial_title(house: House) -> None:
    """Golden scenario 9."""
    titles = tuple(
        PriorTitle(award="title_fighter_base", year=year, decision_number=f"{year}/QĐ") for year in (2022, 2023, 2025)
    )
    case = house.draft(award="title_fighter_province", prior_titles=titles)

    places = {place["code"]: place["vi"] for place in house.submit(case).get_json()["places"]}

    assert set(places) == {"G12", "G13"}
    assert "2022, 2023, 2025" in places["G12"]


def test_district_chain_is_refused_from_july_2025(house: House) -> None:
    """Golden scenario 10: chain C1 submitted on 02/7/2025."""
    from services.nomination import actions_units
    from shared.events.terms import Block, UnitKind

    with house.work() as work:
        for unit, kind, parent, block in (
            ("ldld-khanh-hoa", UnitKind.PROVINCIAL, None, None),
            ("ldld-ninh-hoa", UnitKind.DISTRICT, "ldld-khanh-hoa", None),
            ("cdcs-gom", UnitKind.GRASSROOTS, "ldld-ninh-hoa", Block.ENTERPRISE),
        ):
            actions_units.register_unit(
                house.desk, work, unit_id=unit, name=unit, kind=kind, parent=parent, block=block,
                valid_from=date(2020, 1, 1),
            )  # fmt: skip
    house.clock.set(datetime(2025, 7, 2, 2, tzinfo=UTC))
    days = {"achieved_from": date(2024, 1, 1), "achieved_to": date(2024, 5, 31)}
    case = house.draft("cdcs-gom", plan="khanh_hoa_2024", year=2024, **days)

    places = {place["code"]: place["vi"] for place in house.submit(case, "cdcs-gom").get_json()["places"]}

    assert set(places) == {"G01", "G02"}
    assert "C1" in places["G02"]
    assert "30/06/2025" in places["G02"]
    house.clock.set(datetime(2024, 6, 20, 2, tzinfo=UTC))
    again = house.submit(case, "cdcs-gom")
    assert again.status_code == 200, again.text
    kinds = [stage["kind"] for stage in house.said("nomination.submitted")[0]["road"]["stages"]]
    assert kinds == ["grassroots", "district", "provincial"]


def test_withdrawn_draft_says_so_and_may_not_be_submitted(house: House) -> None:
    case = house.draft()

    gone = house.call("POST", f"/nominations/{case}/withdraw", seen=1, body={"reason": "Nộp nhầm người này"})

    assert (gone.status_code, gone.get_json()["state"]) == (200, "withdrawn")
    assert house.said("nomination.draft_withdrawn")[0]["from_state"] == "draft"
    assert house.submit(case).status_code == 409


def test_what_was_sent_is_taken_back_by_the_head_alone(house: House) -> None:
    case = house.draft()
    house.submit(case)
    seen, body = house.row(case).version, {"reason": "Đoàn viên đã chuyển công tác."}

    by_officer = house.call("POST", f"/nominations/{case}/withdraw", seen=seen, body=body)

    assert (by_officer.status_code, house.said("nomination.withdrawal_requested")) == (403, [])
    by_head = house.call("POST", f"/nominations/{case}/withdraw", role=Role.GRASSROOTS_HEAD, seen=seen, body=body)
    assert by_head.status_code == 200


def test_withdrawal_of_a_submitted_case_is_asked_for_once(house: House) -> None:
    case = house.draft()
    house.submit(case)
    body = {"reason": "Người được đề nghị đã chuyển đơn vị"}

    asked = house.call("POST", f"/nominations/{case}/withdraw", role=Role.GRASSROOTS_HEAD, seen=2, body=body)
    again = house.call("POST", f"/nominations/{case}/withdraw", role=Role.GRASSROOTS_HEAD, seen=3, body=body)

    assert (asked.status_code, asked.get_json()["state"]) == (200, "submitted")
    assert (again.status_code, again.get_json()["code"]) == (409, "nomination.withdrawal_pending")
    assert len(house.said("nomination.withdrawal_requested")) == 1


def test_policy_is_published_once(house: House) -> None:
    house.submit(house.draft())
    house.submit(house.draft(full_name="Trần Văn Đức", achievement="Khác"))

    published = [event["policy"] for event in house.said("nomination.policy_published")]
    assert len(published) == len(set(published)) >= 2
    assert house.row(house.draft(full_name="Lò Văn Phương")).policy is None
    with house.desk.database.reading() as tx:
        assert {row.policy for row in tx.query(Nomination).where(Nomination.policy.is_not(None))} <= set(published)


@pytest.mark.parametrize(
    ("told", "stated", "flags"),
    [
        (PersonClass.DIRECT_WORKER, {"is_direct_worker": None, "is_leader": None}, (True, None)),
        (PersonClass.OTHER_LEADER, {"is_direct_worker": None, "is_leader": None}, (False, True)),
        (PersonClass.ENTREPRENEUR, {"is_direct_worker": None, "is_leader": None}, (False, None)),
        (PersonClass.DIRECT_WORKER, {"is_direct_worker": False, "is_leader": False}, (False, False)),
        (None, {"is_direct_worker": False, "is_leader": None}, (False, None)),
    ],
)
def test_the_class_of_a_person_says_what_was_left_unsaid(
    house: House, told: PersonClass | None, stated: dict[str, bool | None], flags: tuple[bool, bool | None]
) -> None:
    """What goes up is what shares of direct workers are counted by; what was stated stays as it was."""
    assert house.submit(house.draft(person_class=told, **stated)).status_code == 200
    ((nominee),) = (said["dossier"]["nominee"] for said in house.said("nomination.submitted"))

    assert (nominee["person_class"], nominee["is_direct_worker"], nominee["is_leader"]) == (told, *flags)


def test_a_class_that_contradicts_the_flags_goes_back_and_says_what_to_mend(house: House) -> None:
    case = house.draft(person_class=PersonClass.OTHER_LEADER, is_direct_worker=True, is_leader=None)
    answer = house.submit(case)
    (place,) = answer.get_json()["places"]

    assert (answer.status_code, place["code"], place["at"]) == (422, "G04", "nominee")
    assert "lãnh đạo khác từ phó phòng trở lên" in place["vi"]
    told = house.call("POST", f"/nominations/{case}/check").get_json()["evaluations"]
    assert [one["consequence"] for one in told if one["rule"] == "G04"] == ["return"]


def test_without_a_class_identity_is_told_what_it_was_told_before(house: House) -> None:
    told = house.call("POST", f"/nominations/{house.draft()}/check").get_json()["evaluations"]
    (facts,) = (one["facts"] for one in told if one["rule"] == "G04")

    assert not {"person_class", "is_leader"} & set(facts)
