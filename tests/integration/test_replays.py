"""The same command again, and commands on a version that has passed: one effect, one answer, nothing overwritten."""

from __future__ import annotations

import uuid

import pytest

from tests.support.footprint import leaves_at_most_a_refusal, leaves_nothing, leaves_only_a_refusal
from tests.support.homes import House
from tests.support.people import Person, refused
from tests.support.road import Season, Union
from tests.support.roles import CASES, NOMINATIONS, REGISTER, UNITS


def test_the_same_key_gives_the_same_answer_and_one_effect(season: Season, union: Union) -> None:
    form, key = season.form(season.somebody(), union.name), {"Idempotency-Key": uuid.uuid4().hex}
    first = union.officer.post(NOMINATIONS, form, headers=key)
    season.house.settle()
    with leaves_nothing(season.house):
        for _ in range(3):
            again = union.officer.post(NOMINATIONS, form, headers=key)
            assert (again.status, again.body, again.version) == (first.status, first.body, first.version)
            assert again.headers["Idempotent-Replay"] == "true"
    assert len(union.officer.each(NOMINATIONS)) == 1


def test_a_submission_repeated_after_a_lost_answer_is_one_submission(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    key, seen = {"Idempotency-Key": uuid.uuid4().hex}, union.officer.version_of(case)
    first = union.officer.post(f"{NOMINATIONS}/{case.id}/submit", seen=seen, headers=key)
    again = union.officer.post(f"{NOMINATIONS}/{case.id}/submit", seen=seen, headers=key)
    assert again.body == first.body
    season.house.settle()
    assert [c["type"] for c in season.auditor.traces(case)].count("nomination.submitted") == 1


def test_the_same_key_for_another_request_is_refused(season: Season, union: Union) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    union.officer.post(NOMINATIONS, season.form(season.somebody(), union.name), headers=key)
    with leaves_only_a_refusal(season.house, "nomination"), refused(409, "command.key_reused"):
        union.officer.post(NOMINATIONS, season.form(season.somebody(), union.name), headers=key)


def test_a_key_belongs_to_one_person(season: Season, union: Union) -> None:
    form, key = season.form(season.somebody(), union.name), {"Idempotency-Key": uuid.uuid4().hex}
    first = union.officer.post(NOMINATIONS, form, headers=key)
    by_the_head = union.head.post(NOMINATIONS, form, headers=key)
    assert by_the_head.body["id"] != first.body["id"]


def test_a_refused_command_may_be_tried_again_with_its_key(season: Season, union: Union) -> None:
    case = union.officer.drafts()
    key, path = {"Idempotency-Key": uuid.uuid4().hex}, f"{NOMINATIONS}/{case.id}/submit"
    with refused(422, "rules.blocked"):
        union.officer.post(path, seen=1, headers=key)
    union.officer.attaches(case, "submission_letter", "summary_list", "achievement_report", "minutes")
    done = union.officer.post(path, seen=union.officer.version_of(case), headers=key)
    assert done.body["state"] == "submitted"


def test_a_stale_version_is_told_who_changed_what(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    seen = union.officer.version_of(case)
    colleague = Person(season.house, f"dong-nghiep-{season.province}", union.officer.role, union.id)
    changed = season.form(case.nominee, union.name, task_rating="good")
    colleague.put(f"{NOMINATIONS}/{case.id}", changed, seen=seen)
    with leaves_only_a_refusal(season.house, "nomination"), refused(412, "record.stale") as told:
        union.officer.edits(case, seen=seen, task_rating="met")
    assert f"{colleague.subject} đã thực hiện “sửa hồ sơ” lúc " in told.problem.body["detail_vi"]
    assert f"{colleague.subject} did “edit” at " in told.problem.body["detail_en"]
    assert union.officer.reads(case)["draft"]["task_rating"] == "good"


def test_a_stale_reviewer_is_told_who_changed_what(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    seen = union.head.waits_until(case, "submitted")["version"]
    season.area_officer.comments(case, "Đã hướng dẫn đơn vị hoàn thiện.")
    with leaves_only_a_refusal(season.house, "review"), refused(412, "record.stale") as told:
        union.head.receives(case, seen=seen)
    assert f"{season.area_officer.subject} đã thực hiện “nêu ý kiến” lúc " in told.problem.body["detail_vi"]
    assert f"{season.area_officer.subject} did “comment” at " in told.problem.body["detail_en"]


@pytest.mark.parametrize(
    "act", ["submit", "resubmit", "withdraw", "edit", "receive", "pass", "return", "refuse", "hold"]
)
def test_a_command_without_the_version_seen_is_refused(season: Season, union: Union, act: str) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    words = {"vi": "Thiếu biên bản", "en": "The minutes are missing"}
    bodies = {
        "withdraw": {"reason": "Đoàn viên đã chuyển công tác."},
        "pass": {"opinion": "Nhất trí."},
        "return": {"reason": "Thiếu biên bản họp.", "items": [{"part": "papers.minutes", "words": words}]},
        "refuse": {"reason": "Không đạt tiêu chuẩn."},
        "hold": {"kind": "complaint", "document": "Đơn số 1"},
    }
    with leaves_at_most_a_refusal(season.house), refused(428, "record.version_required"):
        if act == "edit":
            union.officer.ask("PUT", f"{NOMINATIONS}/{case.id}", season.form(case.nominee, union.name))
        elif act in ("submit", "resubmit", "withdraw"):
            hand = union.head if act == "withdraw" else union.officer
            hand.post(f"{NOMINATIONS}/{case.id}/{act}", bodies.get(act))
        else:
            union.head.post(f"{CASES}/{case.id}/{act}", bodies.get(act))


def test_units_and_figures_ask_for_the_version_too(home: House, season: Season, union: Union) -> None:
    move = {"parent": season.province, "valid_from": "2026-09-01", "document": "QĐ 1"}
    with refused(428):
        season.admin.post(f"{UNITS}/{union.id}/move", move)
    with refused(412):
        season.admin.post(f"{UNITS}/{union.id}/move", move, seen=77)
    figures = {"unit_name": union.name, "block": "block_enterprise", "snapshot_on": "2026-07-01", "headcount": 120}
    path = f"{REGISTER}/plans/hung_yen_2026/figures/{union.id}"
    home.settle()  # the register takes nothing of a union it has not heard of
    assert union.officer.put(path, figures).body["version"] == 1
    with refused(428):
        union.officer.put(path, figures)
    with refused(412) as told:
        union.officer.put(path, figures, seen=9)
    assert union.officer.subject in told.problem.body["detail_vi"]
