"""A returned dossier: what unlocks, what stays as it was sent, how every item is answered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from services.nomination.models import DossierVersion, Nomination, StoredPaper
from services.nomination.rules.supplement import answers_to, keep_untouched, locked_places
from shared.events.codec import to_plain
from shared.events.dossier import Minutes, PriorTitle
from shared.events.supplement import Answer
from shared.events.terms import PersonClass, Role
from tests.unit.nomination.house import PDF, PROVINCE, House, dossier, file_part
from tests.unit.nomination.test_consumers import Ears, form, returned
from tests.unit.nomination.test_lists import list_of
from tests.unit.nomination.workbooks import person


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def given_back(house: House, ears: Ears, *parts: str, **given: Any) -> str:
    """A case sent once and returned for these places."""
    case = house.draft(**given)
    assert house.submit(case).status_code == 200
    ears.hear(case, returned(case, *parts))
    return case


def edit(house: House, case: str, body: dict[str, Any]) -> Any:
    return house.call("PUT", f"/nominations/{case}", seen=house.row(case).version, body=body)


def resubmit(house: House, case: str, **words: str) -> Any:
    answers = [{"part": part, "words": said} for part, said in words.items()]
    return house.call(
        "POST", f"/nominations/{case}/resubmit", seen=house.row(case).version, body={"answers": answers}
    )


def attach(house: House, case: str, kind: str, data: bytes = PDF) -> Any:
    return house.call("POST", f"/nominations/{case}/papers", form={"kind": kind, "file": file_part(data, "a.pdf")})


def places(answer: Any) -> list[str]:
    return [place["at"] for place in answer.get_json()["places"]]


def footprint(house: House, case: str) -> tuple[int, str, int]:
    return house.row(case).version, json.dumps(house.row(case).draft), house.count(StoredPaper)


def test_only_named_fields_unlock(house: House, ears: Ears) -> None:
    """Everything else of the form is refused place by place, in both languages, and nothing is written."""
    case = given_back(house, ears, "nominee.position", "minutes")
    before = footprint(house, case)
    minutes = form()["minutes"] | {"yes": 8, "no": 1}
    refused = edit(house, case, form(position="Tổ trưởng", sex="male", achievement="Khác", minutes=minutes))

    body = refused.get_json()
    assert (refused.status_code, body["code"]) == (409, "return.place_locked")
    assert places(refused) == ["nominee.sex", "achievement"]
    assert "Chức vụ, Số liệu biên bản họp" in body["detail_vi"]
    assert "Position, Figures of the minutes" in body["detail_en"]
    assert (body["places"][0]["vi"], body["places"][0]["en"]) == (
        "Giới tính không nằm trong yêu cầu bổ sung.", "Sex is not named in the return.",
    )  # fmt: skip
    assert footprint(house, case) == before
    assert edit(house, case, form(position="Tổ trưởng", minutes=minutes)).status_code == 200


def test_the_level_asked_to_decide_stands_whatever_is_named(house: House, ears: Ears) -> None:
    """The road was laid to it when the dossier was first sent."""
    case = given_back(house, ears, "award", "nominee")
    body = form() | {"decided_at": "provincial"}
    assert places(edit(house, case, body)) == ["decided_at"]


@pytest.mark.parametrize(
    ("award", "why"),
    [
        ("commendation_certificate", "“Giấy khen” do cấp khác quyết định"),
        ("merit_cert_province", "do cấp khác quyết định"),
    ],
    ids=["a level below", "the same level, of the state"],
)
def test_an_award_that_another_level_decides_is_refused(house: House, ears: Ears, award: str, why: str) -> None:
    """The road was laid for the federation's own: whoever decides the other is not on it. The check says the same."""
    case = given_back(house, ears, "award")
    assert edit(house, case, form(award=award)).status_code == 200
    checked, sent = house.call("POST", f"/nominations/{case}/check"), resubmit(house, case)

    for refused in (checked, sent):
        body = refused.get_json()
        assert (refused.status_code, body["code"], places(refused)) == (422, "return.award_off_road", ["award"])
        assert why in body["places"][0]["vi"]
    assert (house.row(case).state, house.row(case).dossier_version) == ("returned", 1)
    assert house.violations() == []


def test_an_award_the_same_level_decides_may_take_its_place(house: House, ears: Ears) -> None:
    case = given_back(house, ears, "award")
    edit(house, case, form(award="good_deed"))
    sent = resubmit(house, case)

    assert sent.status_code == 200, sent.text
    assert house.said("nomination.resubmitted")[0]["dossier"]["award"] == "good_deed"


def entered_hold(house: House, name: str) -> Any:
    body = {"full_name": name, "birth": form()["nominee"]["birth"], "kind": "denunciation", "document": "Đơn 7/TC"}
    return house.call("POST", "/holds", role=Role.ADMINISTRATOR, unit=PROVINCE, body=body)


@pytest.mark.parametrize("name", ["as it was sent", "Lò Văn Phương"], ids=["the same name", "a corrected name"])
def test_what_is_verified_by_then_goes_up_with_the_supplement(house: House, ears: Ears, name: str) -> None:
    """Entered while the case was with its unit, or of the name that turns out to be the right one."""
    right = form()["nominee"]["full_name"] if name == "as it was sent" else name
    case = given_back(house, ears, "nominee.full_name", "nominee.position")
    told = entered_hold(house, right)
    edit(house, case, form(full_name=right, position="Tổ trưởng"))
    why = {} if right == name else {"nominee.full_name": "Họ tên đã ghi đúng giấy khai sinh."}
    sent = resubmit(house, case, **why)

    assert sent.status_code == 200, sent.text
    assert sent.get_json()["must_hold"] is True
    door = f"/nominations/{case}/versions/2/changes"
    shown = [house.call("GET", door), house.call("GET", door, role=Role.COUNCIL_SECRETARY, unit=PROVINCE)]
    assert ["Đơn 7/TC" in str(one.get_json()) for one in (sent, *shown)] == [False, False, True]
    [event] = house.said("nomination.resubmitted")
    assert event["must_hold"] is True
    assert [one["consequence"] for one in event["evaluations"] if one["rule"] == "G08"] == ["hold"]
    assert [one["id"] for one in told.get_json()["under_way"]] == ([] if right == name else [case])
    assert house.violations() == []


def test_whoever_enters_a_hold_is_told_which_cases_have_to_be_held_by_hand(house: House, ears: Ears) -> None:
    """Sent and not ended, with where each lies; a draft is met by the rule when it is sent."""
    house.draft()
    case = given_back(house, ears)
    [shown] = entered_hold(house, form()["nominee"]["full_name"]).get_json()["under_way"]
    row = house.row(case)

    assert shown == {
        "id": case, "receipt": row.receipt, "award": "merit_cert_federation", "state": "returned",
        "stage_kind": row.stage_kind, "holder": row.holder, "holder_name": row.holder_name,
        "is_perhaps_a_namesakes": False,
    }  # fmt: skip


def test_nothing_is_sent_while_a_withdrawal_awaits_its_answer(house: House, ears: Ears) -> None:
    """Review would hear of the withdrawal first, and nobody of the supplement."""
    case = given_back(house, ears, "nominee.position")
    edit(house, case, form(position="Tổ trưởng"))
    asked = house.call(
        "POST", f"/nominations/{case}/withdraw", role=Role.GRASSROOTS_HEAD, seen=house.row(case).version,
        body={"reason": "Đoàn viên đã chuyển công tác."},
    )  # fmt: skip
    assert asked.status_code == 200, asked.text
    refused = resubmit(house, case)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "nomination.withdrawal_pending")
    assert house.said("nomination.resubmitted") == []
    assert house.row(case).dossier_version == 1


def test_another_plan_is_refused_while_returned(house: House, ears: Ears) -> None:
    case = given_back(house, ears)
    assert places(edit(house, case, form(plan="khanh_hoa_2024"))) == ["plan"]


def test_only_named_papers_unlock(house: House, ears: Ears) -> None:
    """Neither added nor taken out; a named kind may be both."""
    case = given_back(house, ears, "papers.minutes")
    shown = house.call("GET", f"/nominations/{case}").get_json()
    paper = {one["kind"]: one["id"] for one in shown["papers"]}
    before = footprint(house, case)

    added = attach(house, case, "achievement_report")
    taken = house.call("DELETE", f"/nominations/{case}/papers/{paper['summary_list']}", seen=shown["version"])

    for refused, place in ((added, "papers.achievement_report"), (taken, "papers.summary_list")):
        assert (refused.status_code, refused.get_json()["code"], places(refused)) == (
            409, "return.place_locked", [place],
        )  # fmt: skip
    assert footprint(house, case) == before
    assert attach(house, case, "minutes", PDF + b"2").status_code == 201
    version = house.row(case).version
    assert house.call("DELETE", f"/nominations/{case}/papers/{paper['minutes']}", seen=version).status_code == 200
    assert resubmit(house, case).status_code == 200


def test_a_draft_is_not_locked(house: House) -> None:
    case = house.draft()
    assert edit(house, case, form(achievement="Khác", year=2025)).status_code == 200
    assert attach(house, case, "other").status_code == 201


def test_every_item_is_mended_or_explained(house: House, ears: Ears) -> None:
    """Silence is refused at the item; words are enough to leave it; both are told."""
    case = given_back(house, ears, "nominee.position", "papers.minutes", "task_rating")
    edit(house, case, form(position="Tổ trưởng"))
    silent = resubmit(house, case, task_rating="Mức xếp loại đúng theo thông báo số 5.")
    astray = resubmit(house, case, year="Năm xét vẫn là năm 2026.")
    still = house.row(case).state
    sent = resubmit(
        house, case, task_rating="Mức xếp loại đúng theo thông báo số 5.",
        **{"papers.minutes": "Biên bản này là bản chính, không có bản khác."},
    )  # fmt: skip

    assert (silent.status_code, silent.get_json()["code"], places(silent)) == (
        422, "return.item_unanswered", ["papers.minutes"],
    )  # fmt: skip
    assert (astray.status_code, astray.get_json()["code"], places(astray)) == (422, "return.answer_astray", ["year"])
    assert still == "returned"
    assert sent.status_code == 200, sent.text
    [event] = house.said("nomination.resubmitted")
    assert event["changed"] == ["nominee.position"]
    assert [(one["part"], one["is_mended"], one["words"] is None) for one in event["answers"]] == [
        ("nominee.position", True, True), ("papers.minutes", False, False), ("task_rating", False, False),
    ]  # fmt: skip
    [_, second] = sent.get_json()["versions"]
    assert (second["answers"], [item["part"] for item in second["items"]]) == (
        event["answers"], ["nominee.position", "papers.minutes", "task_rating"],
    )  # fmt: skip
    assert house.violations() == []


def test_the_same_paper_again_mends_nothing(house: House, ears: Ears) -> None:
    """What the reviewer would see beside the old one has to be another content."""
    case = house.draft(papers=False)
    for kind in ("submission_letter", "summary_list", "achievement_report", "minutes"):
        attach(house, case, kind)
    house.submit(case)
    ears.hear(case, returned(case, "papers.minutes"))
    attach(house, case, "minutes")

    assert resubmit(house, case).get_json()["code"] == "return.item_unanswered"


def test_what_a_list_shares_by_now_reaches_a_returned_row_only_where_it_was_named(house: House, ears: Ears) -> None:
    """New minutes and another letter of the list are the business of rows not sent yet, and of named places."""
    shared = list_of(house, person(1, "Nguyễn Thị Hương"))
    house.call("POST", f"/lists/{shared}/submit")
    with house.desk.database.reading() as tx:
        [case] = tx.scalars(select(Nomination.id)).all()
    ears.hear(case, returned(case, "minutes.yes", "papers.minutes"))
    minutes = {"held_on": "2026-07-21", "members": 9, "present": 9, "yes": 7, "no": 2, "is_signed": True}
    seen = house.call("GET", f"/lists/{shared}").get_json()["version"]
    meeting = {"minutes": minutes, "rows_in_letter": 5}
    assert house.call("POST", f"/lists/{shared}/meeting", seen=seen, body=meeting).status_code == 200
    for kind in ("minutes", "submission_letter"):
        house.call("POST", f"/lists/{shared}/papers", form={"kind": kind, "file": file_part(PDF + b"2", "b.pdf")})

    sent = resubmit(house, case)

    assert sent.status_code == 200, sent.text
    [event] = house.said("nomination.resubmitted")
    assert event["changed"] == ["minutes.yes", "papers.minutes"]
    assert event["dossier"]["minutes"] == {
        "held_on": "2026-07-20", "members": 9, "present": 8, "yes": 7, "no": 0, "is_signed": True,
    }  # fmt: skip
    assert event["dossier"]["figures"]["rows_in_letter"] == 1


def test_a_row_of_a_list_mends_its_own_minutes(house: House, ears: Ears) -> None:
    """What it states by itself goes before what the list shares."""
    shared = list_of(house, person(1, "Nguyễn Thị Hương"))
    house.call("POST", f"/lists/{shared}/submit")
    with house.desk.database.reading() as tx:
        case, plan, draft = tx.execute(select(Nomination.id, Nomination.plan, Nomination.draft)).one()
    ears.hear(case, returned(case, "minutes.present"))
    nominee = {name: value for name, value in draft["nominee"].items() if name != "key"}
    kept = ("award", "award_type", "year", "achievement", "achieved_from", "achieved_to", "task_rating", "for_phase")
    minutes = {"held_on": "2026-07-20", "members": 9, "present": 9, "yes": 8, "no": 0, "is_signed": True}
    body = {"plan": plan, "nominee": nominee, "minutes": minutes} | {name: draft[name] for name in kept}

    edited, sent = edit(house, case, body), resubmit(house, case)

    assert edited.status_code == 200, edited.text
    assert sent.status_code == 200, sent.text
    [event] = house.said("nomination.resubmitted")
    assert event["changed"] == ["minutes.present"]


def test_stating_again_what_was_sent_is_no_change() -> None:
    sent, draft = to_plain(dossier()), to_plain(dossier(minutes=None))

    assert locked_places(sent, draft, sent, []) == ()
    assert locked_places(sent, draft, draft, []) == ()
    assert locked_places(sent, draft, to_plain(dossier(minutes=Minutes(yes=1))), []) == ("minutes.yes",)


def test_what_the_register_learned_meanwhile_goes_up_with_the_supplement() -> None:
    """It is no edit of the unit; everything else unnamed stays as it was sent."""
    title = PriorTitle(award="title_fighter_base", year=2024)
    sent = to_plain(dossier(prior_titles=(title,)))
    known = to_plain(PriorTitle(award="title_fighter_base", year=2024, decision_number="5/QĐ", in_register=True))
    now = to_plain(dossier(achieved_to=date(2026, 1, 2))) | {"prior_titles": [known]}

    assert keep_untouched(sent, now, []) == sent | {"prior_titles": [known]}


def test_an_item_is_mended_by_a_change_anywhere_within_it() -> None:
    said = {"year": "Giữ nguyên năm xét."}
    assert list(answers_to(["minutes", "year"], ["minutes.yes"], said)) == [
        Answer(part="minutes", is_mended=True), Answer(part="year", is_mended=False, words="Giữ nguyên năm xét."),
    ]  # fmt: skip


def test_a_supplement_past_its_return_is_found(house: House, ears: Ears) -> None:
    """The invariant an operator asks sees what no act could have written."""
    case = given_back(house, ears)
    edit(house, case, form(position="Tổ trưởng"))
    resubmit(house, case)
    assert house.violations() == []
    with house.work() as work:
        work.tx.get_one(DossierVersion, (case, 2)).changed = ["nominee.position", "year"]

    assert house.violations() == [f"{case}: version 2 changed year, which its return does not name"]


def test_a_corrected_class_of_person_takes_what_it_says_along(house: House, ears: Ears) -> None:
    """The return names the class alone; the flags nobody stated follow it, and what somebody stated stays locked."""
    case = house.draft(person_class=PersonClass.DIRECT_WORKER, is_direct_worker=None, is_leader=None)
    assert house.submit(case).status_code == 200
    ears.hear(case, returned(case, "nominee.person_class"))
    body = form(is_direct_worker=None, is_leader=None)
    body["nominee"]["person_class"] = "other_leader"
    assert edit(house, case, body).status_code == 200
    assert resubmit(house, case).status_code == 200
    (said,) = house.said("nomination.resubmitted")

    assert said["changed"] == ["nominee.is_direct_worker", "nominee.is_leader", "nominee.person_class"]
    assert (said["dossier"]["nominee"]["is_direct_worker"], said["dossier"]["nominee"]["is_leader"]) == (False, True)
    assert house.violations() == []
