"""Roads beyond the chain and below the province, walked on both homes: letters, answers, the register, who is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shared.events.terms import Role
from tests.support.dossiers import FULL_PAPERS
from tests.support.homes import House
from tests.support.packs import checked
from tests.support.people import Problem, refused
from tests.support.road import Body, Season, Union, hung_yen, khanh_hoa
from tests.support.roles import CASES, REGISTER, Case, Member, Reviewer, Signer
from tests.support.waiting import wait_until

DECISIONS = "/api/review/v1/decisions"
SUBMISSIONS = "/api/review/v1/submissions"
WAITING = "/api/review/v1/lists-to-sign"

DIPLOMA: dict[str, Any] = {
    "award": "creative_labour_diploma",
    "initiatives": [
        {
            "title": "Đồ gá cắt chỉ tự động", "recognised_on": "2026-05-20", "recognised_by": "Hội đồng sáng kiến",
            "scope": "base", "has_certificate": True, "benefit_vnd": 90_000_000,
        }
    ],
}  # fmt: skip
PAPERS = (*FULL_PAPERS, "initiative_certificate")


def voted(season: Season, union: Union, *cases: Case) -> str:
    """The cases through every stage, the notice and a session that carries them; sent to the signer."""
    season.reaches_council(union, *cases)
    season.notice_runs(cases)
    session = season.council_votes(cases)
    season.secretary.sends_for_signature(session)
    return session


def submits(signer: Signer, session: str | None, cases: list[Case]) -> Any:
    sessions = [] if session is None else [session]
    return signer.post(SUBMISSIONS, {"sessions": sessions, "cases": [case.id for case in cases]}).body


def answered(by: Reviewer, letter: Any, cases: list[Case], **said: Any) -> Any:
    given = {"cases": [case.id for case in cases], "document": "QĐ 1520/QĐ-TLĐ", "dated": said.pop("dated", None)}
    return by.post(f"{SUBMISSIONS}/{letter['id']}/answers", given | said).body


def entry_of(season: Season, case: Case) -> Any:
    """The register's entry of the case, once it is there."""

    def found() -> Any:
        return next((one for one in season.auditor.each(f"{REGISTER}/awards") if one["case_id"] == case.id), None)

    return wait_until(found, f"the register to show {case.id}", evidence=season.house.last_words)


def rules_in(reader: Any, case: Case, action: str) -> list[tuple[str, str]]:
    explained = reader.get(f"{CASES}/{case.id}/explanation")
    assert explained["is_reproduced"]
    return [(one["said"]["rule"], one["said"]["verdict"]) for one in explained["asked"] if one["action"] == action]


def test_a_diploma_goes_to_the_confederation_and_into_the_register(
    season: Season, union: Union, tmp_path: Path
) -> None:
    granted, declined = (union.officer.prepares(papers=PAPERS, **DIPLOMA) for _ in range(2))
    session = voted(season, union, granted, declined)
    with refused(422, "rules.blocked") as told:
        season.signer.signs(session)
    assert told.problem.rules == {"P08"}

    letter = submits(season.signer, session, [granted, declined])
    assert (letter["number"], letter["road"]) == ("01/TTr-LĐLĐ", "TLD")
    assert [(one["case"], one["lies_with"]) for one in letter["cases"]] == [
        (case.id, "Tổng Liên đoàn Lao động Việt Nam") for case in (granted, declined)
    ]
    assert ("P11", "holds") in rules_in(season.auditor, granted, "escalate_upward")
    assert union.officer.sees(granted, "pending_decision")
    union.officer.waits_for_notice(granted, "escalated")
    season.house.settle()
    # One letter, told once: it concerns no single case
    assert [one["case_id"] for one in season.secretary.reads_notices() if one["template"] == "letter_signed"] == [None]
    assert union.officer.reads(granted)["holder_name"] == "Tổng Liên đoàn Lao động Việt Nam"

    today = season.today.isoformat()
    with refused(403):
        answered(union.head, letter, [granted], office="confederation", answer="granted", dated=today)
    answered(
        season.secretary, letter, [granted], office="confederation", answer="granted", dated=today,
        number="1520/QĐ-TLĐ", signatory="Nguyễn Văn Bình",
    )  # fmt: skip
    answered(
        season.secretary, letter, [declined], office="confederation", answer="refused", dated=today,
        reason="Giá trị làm lợi chưa được xác nhận.",
    )  # fmt: skip

    assert entry_of(season, granted)["number"] == "1520/QĐ-TLĐ"
    assert union.officer.sees(granted, "published")["decision_number"] == "1520/QĐ-TLĐ"
    assert union.officer.sees(declined, "not_awarded")["reason"] == "Giá trị làm lợi chưa được xác nhận."
    union.officer.waits_for_notice(granted, "awarded")
    union.officer.waits_for_notice(declined, "refused")
    season.auditor.waits_for_chapter(granted, "registry.award_recorded")
    story = [chapter["type"] for chapter in season.auditor.traces(granted)]
    for event in ("review.submission_signed", "review.escalated", "review.outside_decision_entered", "review.awarded"):
        assert event in story
    assert season.signer.get(DECISIONS)["items"] == []

    told = checked(season.house, granted.id, tmp_path)
    assert f"{granted.id}: 9/9 phiếu đồng ý" in told
    assert "decided beyond the chain" in told
    assert granted.id in checked(season.house, "1520/QĐ-TLĐ", tmp_path)
    checked(season.house, declined.id, tmp_path)


def test_what_the_confederation_sends_back_goes_round_again(season: Season, union: Union) -> None:
    case = union.officer.prepares(papers=PAPERS, **DIPLOMA)
    letter = submits(season.signer, voted(season, union, case), [case])
    answered(
        season.secretary, letter, [case], office="confederation", answer="sent_back", dated=season.today.isoformat(),
        document="CV 77/TLĐ", reason="Thiếu xác nhận giá trị làm lợi.",
    )  # fmt: skip
    union.officer.waits_for_notice(case, "sent_back")
    season.signer.waits_for_notice(case, "letter_sent_back")
    back = season.secretary.waits_until(case, "under_review")
    assert back["body"] == season.province
    assert union.officer.sees(case, "under_review")["holder"] == season.province

    season.secretary.returns(case, "Đề nghị bổ sung xác nhận giá trị làm lợi.", "papers.achievement_report")
    union.officer.sees(case, "returned")
    union.officer.attaches(case, "achievement_report")
    union.officer.resubmits(case)
    season.secretary.takes_and_passes(case)
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    again = submits(season.signer, session, [case])
    assert again["number"] == "02/TTr-LĐLĐ"
    answered(
        season.secretary, again, [case], office="confederation", answer="granted", dated=season.today.isoformat(),
        number="1777/QĐ-TLĐ", signatory="Nguyễn Văn Bình",
    )  # fmt: skip
    assert entry_of(season, case)["number"] == "1777/QĐ-TLĐ"


def test_what_lies_with_the_confederation_is_held_and_taken_back(
    season: Season, union: Union, tmp_path: Path
) -> None:
    kept, back = (union.officer.prepares(papers=PAPERS, **DIPLOMA) for _ in range(2))
    letter = submits(season.signer, voted(season, union, kept, back), [kept, back])
    today = season.today.isoformat()

    def acts(by: Reviewer, case: Case, act: str, **said: Any) -> Any:
        version = season.auditor.looks_up(case)["case"]["version"]
        return by.post(f"{SUBMISSIONS}/{letter['id']}/cases/{case.id}/{act}", said, seen=version).body

    acts(season.secretary, kept, "hold", kind="denunciation", document="CV 9/UBKT", notice="CV 31/LĐLĐ")
    union.officer.sees(kept, "on_hold")
    with refused(409, "submission.held"):
        answered(
            season.secretary, letter, [kept], office="confederation", answer="granted", dated=today,
            number="1520/QĐ-TLĐ", signatory="Nguyễn Văn Bình",
        )  # fmt: skip
    acts(season.secretary, kept, "release", document="KL 4/UBKT", notice="CV 40/LĐLĐ")
    union.officer.sees(kept, "pending_decision")

    with refused(403):
        acts(season.secretary, back, "withdraw", reason="Đoàn viên xin rút tên.", document="CV 88", dated=today)
    taken = acts(union.head, back, "withdraw", reason="Đoàn viên xin rút tên.", document="CV 88/TLĐ", dated=today)
    assert taken["state"] == "withdrawn"
    union.officer.sees(back, "withdrawn")
    union.officer.waits_for_notice(back, "withdrawn")
    shown = season.auditor.get(f"{SUBMISSIONS}/{letter['id']}")["cases"]
    assert {one["case"]: (one["state"], one["lies_with"] is None) for one in shown} == {
        kept.id: ("pending_decision", False), back.id: ("withdrawn", True)
    }  # fmt: skip

    season.auditor.waits_for_chapter(back, "review.withdrawn")
    chapters = {chapter["type"]: chapter for chapter in season.auditor.traces(back)}
    told_of = [line["vi"] for line in chapters["review.withdrawn"]["lines"]]
    assert "Cấp quyết định đồng ý theo CV 88/TLĐ" in told_of
    checked(season.house, kept.id, tmp_path)
    checked(season.house, back.id, tmp_path)


def test_a_state_award_passes_the_bodies_of_its_line(season: Season, union: Union) -> None:
    case = union.officer.prepares(award="merit_cert_province")
    season.reaches_council(union, case)
    season.notice_runs([case])
    seats = [
        Member(season.house, f"{season.province}.nn-{seat}", Role.COUNCIL_MEMBER, season.province) for seat in range(9)
    ]
    season.council = season.admin.seats_council(season.province, seats, season.secretary, kind="state")
    season.members = seats
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    letter = submits(season.signer, session, [case])
    assert [one["office"] for one in letter["ahead"]] == ["home_affairs", "peoples_committee_chair"]

    today = season.today.isoformat()
    shown = answered(
        season.secretary, letter, [case], office="home_affairs", answer="endorsed", dated=today,
        document="BC 33/BC-SNV",
    )  # fmt: skip
    assert shown["cases"][0]["lies_with"] == "Chủ tịch Ủy ban nhân dân tỉnh"
    union.officer.waits_for_notice(case, "endorsed")
    answered(
        season.secretary, letter, [case], office="peoples_committee_chair", answer="granted", dated=today,
        number="2001/QĐ-UBND", signatory="Trần Quốc Văn",
    )  # fmt: skip
    assert entry_of(season, case)["number"] == "2001/QĐ-UBND"
    shown = season.auditor.get(f"{SUBMISSIONS}/{letter['id']}")
    assert [(one["office"], one["answer"], one["document"]) for one in shown["cases"][0]["answers"]] == [
        ("home_affairs", "endorsed", "BC 33/BC-SNV"), ("peoples_committee_chair", "granted", "QĐ 1520/QĐ-TLĐ"),
    ]  # fmt: skip


def chair_of(season: Season, union: Union | Body) -> Signer:
    """The competent person of the union."""
    return Signer(season.house, f"{union.id}.nguoi-ky", Role.SIGNER, union.id)


def below(season: Season, union: Union, award: str) -> Case:
    """A case its own union's committee passed."""
    case = union.officer.prepares(award=award)
    sent = union.officer.submits(case)
    assert [stage["kind"] for stage in sent["road"]["stages"]] == ["grassroots"]
    union.head.takes_and_passes(case)
    return case


@pytest.mark.parametrize("begin", [hung_yen, khanh_hoa])
def test_a_union_signs_its_own_commendation_and_it_reaches_the_register(
    home: House, begin: Any, tmp_path: Path
) -> None:
    season = begin(home)
    union = season.union("CĐCS Trường THPT Phù Cừ", block="block_public_service")
    case = below(season, union, "commendation_cert_union")
    chair = chair_of(season, union)
    chair.waits_for_notice(case, "case_for_signature")
    (waiting,) = chair.get(WAITING)["items"]
    assert (waiting["cases"], waiting["road"]) == ([case.id], None)
    decision = chair.post(DECISIONS, {"cases": waiting["cases"]}).body

    assert (decision["number"], decision["body"]) == ("01/QĐ-CĐCS", union.id)
    assert decision["list_sha256"] == waiting["list_sha256"]
    assert ("P08", "holds") in rules_in(season.auditor, case, "sign")
    assert entry_of(season, case)["number"] == "01/QĐ-CĐCS"
    assert union.officer.sees(case, "published")
    for subject in (case.id, decision["id"]):
        assert f"{case.id}: theo biên bản | on the body's own minutes" in checked(home, subject, tmp_path)


def test_the_province_decides_a_good_deed_on_its_own_minutes(season: Season, union: Union, tmp_path: Path) -> None:
    """No source lays down a vote on it, and no council has to be asked."""
    papers = (*FULL_PAPERS, "achievement_summary")
    case = union.officer.prepares(award="good_deed", decided_at="provincial", papers=papers)
    season.reaches_council(union, case)
    season.signer.waits_for_notice(case, "case_for_signature")
    decision = season.signer.post(DECISIONS, {"cases": [case.id]}).body

    assert entry_of(season, case)["number"] == decision["number"] == "01/QĐ-LĐLĐ"
    for subject in (case.id, decision["id"], season.today.isoformat()):
        assert f"{case.id}: theo biên bản | on the body's own minutes" in checked(season.house, subject, tmp_path)


def test_a_base_title_is_decided_by_the_employer(season: Season, union: Union, tmp_path: Path) -> None:
    case = below(season, union, "title_advanced_worker")
    chair = chair_of(season, union)
    with pytest.raises(Problem) as told:
        chair.post(DECISIONS, {"cases": [case.id]})
    assert told.value.rules == {"P08"}
    letter = submits(chair, None, [case])
    assert (letter["number"], [one["office"] for one in letter["ahead"]]) == (
        "01/TTr-CĐCS", ["unit_council", "head_of_unit"]
    )  # fmt: skip
    answered(
        union.head, letter, [case], office="head_of_unit", answer="granted", dated=season.today.isoformat(),
        document="QĐ 12/QĐ-CT", number="12/QĐ-CT", signatory="Giám đốc Trần Văn Bình",
    )  # fmt: skip
    assert entry_of(season, case)["number"] == "12/QĐ-CT"
    assert f"{case.id}: theo biên bản" in checked(season.house, case.id, tmp_path)


def test_the_upper_union_decides_what_is_proposed_to_it(home: House, tmp_path: Path) -> None:
    """Khánh Hòa, C2: two commendations of one union, one decided at the base, the other by the sector union above."""
    season = khanh_hoa(home)
    sector = season.body("Công đoàn ngành Y tế", "sector_union")
    union = season.union("CĐCS Bệnh viện Đa khoa tỉnh", parent=sector.id, block="block_public_service")
    case = union.officer.prepares(award="commendation_cert_union", decided_at="intermediate")
    road = union.officer.submits(case)["road"]
    assert ([stage["kind"] for stage in road["stages"]], road["decided_at"]) == (
        ["grassroots", "sector"], "intermediate"
    )  # fmt: skip
    below(season, union, "commendation_cert_union")

    union.head.takes_and_passes(case)
    union.officer.sees(case, "submitted")
    sector.reviewer.receives(case)
    with pytest.raises(Problem) as told:
        sector.reviewer.passes(case, minutes=None)
    assert told.value.rules == {"M08"}
    sector.reviewer.passes(case, minutes="Biên bản họp Ban Thường vụ số 07/BB")

    with refused(403):
        chair_of(season, union).post(DECISIONS, {"cases": [case.id]})
    chair = chair_of(season, sector)
    chair.waits_for_notice(case, "case_for_signature")
    (waiting,) = chair.get(WAITING)["items"]
    decision = chair.post(DECISIONS, {"cases": waiting["cases"]}).body
    assert (waiting["cases"], decision["number"], decision["body"]) == ([case.id], "01/QĐ-CĐ", sector.id)
    assert ("P08", "holds") in rules_in(season.auditor, case, "sign")

    entry = entry_of(season, case)
    assert entry["number"] == "01/QĐ-CĐ"
    union.officer.sees(case, "published")
    union.officer.waits_for_notice(case, "awarded")
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    chapters = {chapter["type"]: chapter for chapter in season.auditor.traces(case)}
    told_of = [line["vi"] for line in chapters["nomination.submitted"]["lines"]]
    assert "Cấp quyết định: cấp trên trực tiếp cơ sở" in told_of
    for subject in (case.id, decision["id"]):
        assert f"{case.id}: theo biên bản | on the body's own minutes" in checked(home, subject, tmp_path)


def test_a_level_the_chain_lacks_is_refused(season: Season, union: Union) -> None:
    """Hưng Yên has no body in between (C4); nobody decides in another's place."""
    case = union.officer.prepares(award="commendation_cert_union", decided_at="intermediate")
    with refused(422) as told:
        union.officer.submits(case)
    assert told.problem.rules == {"G02"}
    assert "không có cấp trên trực tiếp cơ sở để quyết định" in str(told.problem)
    assert union.officer.reads(case)["state"] == "draft"
