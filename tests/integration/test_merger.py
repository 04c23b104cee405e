"""A grassroots union merges or splits while its cases are open: who follows it goes on, on either home."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from shared.events.terms import Role
from tests.support.dossiers import Nominee
from tests.support.homes import House
from tests.support.people import Problem, refused
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import REGISTER, Case, Reader
from tests.support.together import together
from tests.support.waiting import wait_until

PAPER = "QĐ 15/QĐ-LĐLĐ ngày 04/8/2026"
ORDER = ("--by", "quan-tri", "--reason", "Hai công ty hợp nhất.", "--document", PAPER, "--json")


@dataclass(frozen=True)
class ItsUnion(Nominee):
    """A union proposed itself, by its name or its id."""

    subject_unit: str | None = None

    def as_form(self, workplace: str) -> dict[str, Any]:
        return {"kind": "collective", "full_name": self.name, "subject_unit": self.subject_unit}


def two_unions(season: Season) -> tuple[Union, Union]:
    return season.union("CĐCS Công ty TNHH May Minh Anh"), season.union("CĐCS Công ty Cổ phần Dệt may Phố Hiến")


def returned_case(season: Season, union: Union) -> Case:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.secretary.receives(case)
    season.secretary.returns(case, "Biên bản họp chưa ghi rõ số phiếu.")
    union.officer.sees(case, "returned")
    return case


def merge(season: Season, old: Union, new: Union) -> None:
    season.days_pass(1)
    season.admin.merges_unit(old.id, new.id, season.today.isoformat(), PAPER)


def migrates(house: House, *options: str) -> Any:
    ran = house.vinhdanh("review", "migrate", *options, *ORDER)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout)


def register_entry(season: Season, case: Case) -> Any:
    found = season.secretary.get(f"{REGISTER}/awards", unit="May Minh Anh")["items"]
    return next((one for one in found if one["case_id"] == case.id), None)


def test_the_successor_answers_a_return_and_the_award_is_made(home: House) -> None:
    season = hung_yen(home)
    old, new = two_unions(season)
    voted = old.officer.prepares()
    season.reaches_council(old, voted)
    season.notice_runs([voted])
    waiting = season.council_votes([voted])
    season.secretary.sends_for_signature(waiting)
    returned, at_base, draft = returned_case(season, old), old.officer.prepares(), old.officer.prepares()
    old.officer.submits(at_base)
    old.head.receives(at_base)
    due_back = old.officer.reads(returned)["due_on"]

    # Cây đơn vị chưa ghi nhận hợp nhất: không ai đứng ra thay đơn vị đề nghị
    into = ("--plan", season.plan, "--bodies", f"{old.id}={new.id}")
    assert home.vinhdanh("review", "migrate", *into, *ORDER).returncode == 2
    merge(season, old, new)
    home.settle()

    # Chạy thử thấy đúng những gì lần chạy thật sẽ làm, và không ghi gì
    told = migrates(home, *into, "--dry-run")
    assert {one["case"] for one in told["moved"]} == {returned.id, at_base.id, voted.id}
    assert told["drafts"] == [draft.id]
    assert old.officer.reads(returned)["holder"] == old.id
    done = migrates(home, *into)
    assert (done["moved"], done["left"], done["drafts"]) == (told["moved"], told["left"], told["drafts"])
    home.settle()

    # Người của đơn vị kế thừa thấy, được báo, giữ nguyên hạn; người của đơn vị cũ không còn quyền
    mine = new.officer.sees(returned, "returned")
    assert (mine["due_on"], mine["holder"], mine["unit"], mine["successor"]) == (due_back, new.id, old.id, new.id)
    new.officer.waits_for_notice(returned, "case_moved")
    with refused(403):
        old.officer.reads(returned)
    new.officer.attaches(returned, "minutes")
    new.officer.resubmits(returned)
    new.head.passes(at_base)
    new.officer.submits(draft)
    new.officer.sees(draft, "submitted")
    home.settle()
    assert [one["id"] for one in new.officer.each("/api/nomination/v1/nominations")]

    # Hồ sơ đã biểu quyết, chờ ký: ký được như thường; đơn vị kế thừa được báo
    season.signer.signs(waiting)
    new.officer.sees(voted, "published")
    new.officer.waits_for_notice(voted, "awarded")

    # Đi hết tuyến; quyết định và sổ giữ tên đơn vị khi nộp, và ghi đơn vị kế thừa
    season.area_is_heard(returned)
    season.secretary.takes_and_passes(returned)
    season.notice_runs([returned])
    season.days_pass(5)  # the national day lengthens the notice
    session = season.council_votes([returned])
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)
    new.officer.sees(returned, "published")
    new.officer.waits_for_notice(returned, "awarded")
    for case in (returned, voted):
        entry = wait_until(lambda case=case: register_entry(season, case), "the register", evidence=home.last_words)
        assert (entry["unit_id"], entry["unit_name"]) == (old.id, old.name)
        assert (entry["successor_id"], entry["successor_name"]) == (new.id, new.name)

    # Kiểm tra viên đọc được ai chuyển, theo văn bản nào, từ đơn vị nào sang đơn vị nào
    chapter = json.dumps(season.auditor.waits_for_chapter(returned, "review.case_moved"), ensure_ascii=False)
    assert PAPER in chapter
    assert f"{old.name} → {new.name}" in chapter
    stood = home.vinhdanh("audit", "state", returned.id, "--at", f"{season.today}T23:59:00+07:00")
    assert new.id in stood.stdout + stood.stderr or new.name in stood.stdout, stood.stdout + stood.stderr


def test_a_merger_is_taken_back_but_for_what_went_on(home: House) -> None:
    season = hung_yen(home)
    old, new = two_unions(season)
    stays, goes_on = returned_case(season, old), returned_case(season, old)
    draft = old.officer.prepares()
    merge(season, old, new)
    home.settle()
    done = migrates(home, "--plan", season.plan, "--bodies", f"{old.id}={new.id}")
    home.settle()
    new.officer.attaches(goes_on, "minutes")
    new.officer.resubmits(goes_on)
    home.settle()
    back = migrates(home, "--revert", done["migration"])
    home.settle()

    assert ([one["case"] for one in back["moved"]], [one["case"] for one in back["left"]]) == ([stays.id], [goes_on.id])
    assert old.officer.reads(stays)["holder"] == old.id
    assert old.officer.reads(draft)["unit"] == old.id
    assert new.officer.reads(goes_on)["successor"] == new.id


def test_what_was_sent_on_the_very_day_of_the_merger_is_mended_by_the_successor(home: House) -> None:
    season = hung_yen(home)
    old, new = two_unions(season)
    case = returned_case(season, old)
    season.admin.merges_unit(old.id, new.id, season.today.isoformat(), PAPER)
    home.settle()
    migrates(home, "--plan", season.plan, "--bodies", f"{old.id}={new.id}")
    home.settle()

    new.officer.attaches(case, "minutes")
    new.officer.resubmits(case)
    season.area_is_heard(case)
    season.secretary.takes_and_passes(case)
    new.officer.sees(case, "stage_passed")


def test_a_submission_at_the_instant_of_the_merger_is_not_left_behind(home: House) -> None:
    """Either it was sent in time and passes with the others, or it stayed a draft and passes as one."""
    season = hung_yen(home)
    old, new = two_unions(season)
    late = [old.officer.prepares() for _ in range(4)]
    season.days_pass(1)
    day = season.today.isoformat()
    acts = [lambda case=case: old.officer.submits(case) for case in late]
    results = together([*acts, lambda: season.admin.merges_unit(old.id, new.id, day, PAPER)])
    assert not isinstance(results[-1], Problem)

    def moved_all() -> bool:
        """Refused while a submission is on its way, as the command says: then it is given again."""
        return home.vinhdanh(
            "review", "migrate", "--plan", season.plan, "--bodies", f"{old.id}={new.id}", *ORDER
        ).returncode == 0  # fmt: skip

    wait_until(moved_all, "the merger to be let through", timeout=60, evidence=home.last_words)
    home.settle()
    reader = Reader(home, "kiem-tra", Role.ADMINISTRATOR, "vinh-danh")
    for case, result in zip(late, results, strict=False):
        row = reader.get(f"/api/nomination/v1/nominations/{case.id}")
        if isinstance(result, Problem):
            assert (row["state"], row["unit"]) == ("draft", new.id)
        else:
            assert (row["state"], row["unit"], row["successor"]) == ("submitted", old.id, new.id)
            assert new.head.looks_up(case)["case"]["body"] == new.id


def test_of_a_union_that_split_each_goes_on_with_what_was_named(home: House) -> None:
    season = hung_yen(home)
    old, first = two_unions(season)
    second = season.union("CĐCS Công ty TNHH Sợi Phố Nối")
    returned, at_base = returned_case(season, old), old.officer.prepares()
    receipt = old.officer.submits(at_base)["receipt"]
    old.head.receives(at_base)
    drafts = [old.officer.prepares(), old.officer.prepares()]
    season.days_pass(1)
    season.admin.splits_unit(old.id, [first.id, second.id], season.today.isoformat(), PAPER)
    home.settle()
    rest = ("--plan", season.plan, "--bodies", f"{old.id}={first.id}")
    named = ("--cases", f"{receipt}={second.id}", "--cases", f"{drafts[1].id}={second.id}")

    # Chỉ những đơn vị cây đơn vị ghi là kế thừa; mỗi hồ sơ chỉ một đơn vị
    for wrong in (f"{receipt}={season.province}", f"khong-co={second.id}", f"{receipt}={first.id}"):
        assert home.vinhdanh("review", "migrate", *rest, *named, "--cases", wrong, *ORDER).returncode == 2, wrong
    told = migrates(home, *rest, *named, "--dry-run")
    done = migrates(home, *rest, *named)
    assert (done["moved"], done["drafts"]) == (told["moved"], told["drafts"])
    assert {one["case"] for one in done["moved"]} == {returned.id, at_base.id}
    assert set(done["drafts"]) == {draft.id for draft in drafts}
    home.settle()

    # Mỗi đơn vị làm tiếp phần mình, không làm phần của đơn vị kia
    second.head.passes(at_base)
    first.officer.attaches(returned, "minutes")
    first.officer.resubmits(returned)
    with refused(403):
        second.officer.reads(returned)
    first.officer.submits(drafts[0])
    second.officer.submits(drafts[1])
    home.settle()
    assert second.officer.reads(drafts[1])["unit"] == second.id
    chapter = json.dumps(season.auditor.waits_for_chapter(at_base, "review.case_moved"), ensure_ascii=False)
    assert f"{old.name} → {second.name}" in chapter


def test_a_merger_entered_in_error_is_taken_out_once_nothing_rests_on_it(home: House) -> None:
    season = hung_yen(home)
    old, new = two_unions(season)
    case = old.officer.prepares()
    old.officer.submits(case)
    old.head.waits_until(case, "submitted")
    merge(season, old, new)
    home.settle()
    moved = migrates(home, "--plan", season.plan, "--bodies", f"{old.id}={new.id}")
    home.settle()
    why = ("Nhập nhầm đơn vị, hai công ty không hợp nhất.", "CV 21/LĐLĐ")
    with refused(409, "unit.succession_rested_on"):
        season.admin.takes_back_succession(old.id, *why)

    migrates(home, "--revert", moved["migration"])
    home.settle()
    back = season.admin.takes_back_succession(old.id, *why)
    assert (back["valid_to"], back["successions"]) == (None, [])
    assert old.officer.submits(old.officer.prepares())["state"] == "submitted"
    old.head.takes_and_passes(case)


def test_a_union_that_is_itself_proposed_goes_no_further_once_it_merged(home: House) -> None:
    """TT15: nobody rewards a body that is no more; its successor is another subject and may take the case back."""
    season = hung_yen(home)
    old, new = two_unions(season)
    case = old.officer.prepares(ItsUnion("Công đoàn cơ sở May Minh Anh", ""))
    assert old.officer.submits(case)["state"] == "submitted"
    old.head.receives(case)
    merge(season, old, new)
    home.settle()
    migrates(home, "--plan", season.plan, "--bodies", f"{old.id}={new.id}")
    home.settle()

    with refused(422) as told:
        new.head.passes(case)
    assert told.problem.rules == {"G02"}
    with refused(422) as again:
        new.officer.submits(new.officer.prepares(ItsUnion("Tập thể May Minh Anh", "", subject_unit=old.id)))
    assert again.problem.rules == {"G02"}
    new.head.withdraws(case)
    new.officer.sees(case, "withdrawn")
