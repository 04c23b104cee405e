"""The turns of the road the golden scenarios do not take: returns at the province, refusals, holds, withdrawals."""

from __future__ import annotations

from tests.support.dossiers import signed_minutes
from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import Season, Union


def test_a_return_at_the_province_resumes_at_the_province(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.secretary.receives(case)
    season.secretary.returns(case, "Đề nghị bổ sung báo cáo thành tích có xác nhận.", "papers.achievement_report")
    union.officer.sees(case, "returned")

    with refused(409, "record.wrong_state"):
        season.secretary.returns(case, "Trả lại lần thứ hai khi chưa bổ sung.")
    with refused(409, "record.wrong_state"):
        union.officer.submits(case)

    union.officer.attaches(case, "achievement_report")
    union.officer.resubmits(case)
    resumed = season.secretary.waits_until(case, "submitted")
    assert (resumed["stage_index"], resumed["body"], resumed["dossier_version"]) == (1, season.province, 2)
    season.area_is_heard(case)
    season.secretary.takes_and_passes(case)
    assert season.signer.state_of(case) == "stage_passed"


def test_the_union_refuses_its_own_case_with_a_reason(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.receives(case)
    with refused(422) as told:
        union.head.refuses(case, "không đạt")
    assert told.problem.rules == {"X02"}
    union.head.refuses(case, "Thành tích chưa có xác nhận của phân xưởng.")
    shown = union.officer.sees(case, "not_awarded")
    assert shown["reason"] == "Thành tích chưa có xác nhận của phân xưởng."
    union.officer.waits_for_notice(case, "refused")

    # A case that has ended claims nobody: the same person may be nominated anew.
    again = union.officer.prepares(case.nominee, achievement="Dạy nghề cho 12 thợ mới trong năm.")
    assert union.officer.submits(again)["state"] == "submitted"


def test_a_hold_stops_the_case_and_a_release_lets_it_go_on(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.area_is_heard(case)
    season.secretary.receives(case)
    season.secretary.holds(case, "denunciation", "Đơn tố cáo số 5/TC ngày 02/8/2026")
    with refused(409, "record.wrong_state"):
        season.secretary.passes(case)
    season.days_pass(3)
    released = season.secretary.releases(case, "Kết luận số 12/KL ngày 06/8/2026")
    assert released["state"] == "received"
    assert released["due_on"] > "2026-08-28"
    assert season.secretary.passes(case)["state"] == "stage_passed"


def test_an_open_verification_puts_a_new_case_on_hold(season: Season, union: Union) -> None:
    nominee = season.somebody()
    hold = season.admin.enters_hold(nominee, "complaint", "Đơn khiếu nại số 9/KN")
    case = union.officer.prepares(nominee)
    assert union.officer.submits(case)["must_hold"] is True
    held = union.head.waits_until(case, "on_hold")
    assert (held["hold_kind"], held["hold_document"]) == (None, None)
    held = season.secretary.looks_up(case)["case"]
    assert (held["hold_kind"], held["hold_document"]) == ("complaint", "Đơn khiếu nại số 9/KN")
    union.officer.sees(case, "on_hold")
    with refused(409, "record.wrong_state"):
        union.head.receives(case, seen=held["version"])

    season.admin.lifts_hold(hold["id"], "Kết luận số 3/KL")
    assert season.admin.releases(case, "Kết luận số 3/KL")["state"] == "submitted"
    union.head.takes_and_passes(case)


def test_a_draft_is_taken_back_at_once(union: Union) -> None:
    case = union.officer.prepares()
    assert union.head.withdraws(case)["state"] == "withdrawn"
    with refused(409, "record.wrong_state"):
        union.officer.submits(case)


def test_a_case_is_taken_back_before_the_vote(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.house.settle()
    union.head.withdraws(case, "Đoàn viên xin rút tên khỏi danh sách.")
    union.officer.sees(case, "withdrawn")
    assert season.signer.state_of(case) == "withdrawn"
    with refused(409, "record.wrong_state"):
        season.secretary.publishes_notice([case])


def test_a_case_is_not_taken_back_after_the_vote(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.house.settle()
    union.head.withdraws(case, "Đoàn viên xin rút tên khỏi danh sách.")
    union.officer.waits_for_notice(case, "withdrawal_declined")
    assert season.signer.state_of(case) == "council_voted"
    assert union.officer.reads(case)["withdrawal_asked_at"] is None
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)
    union.officer.sees(case, "published")


def test_before_the_sending_the_signer_lets_a_case_go(season: Season, union: Union) -> None:
    """The vote stays as it was counted; the list to send and to sign is one name shorter."""
    first, second = union.officer.prepares(), union.officer.prepares()
    season.reaches_council(union, first, second)
    season.notice_runs([first, second])
    session = season.council_votes([first, second])
    tallies = season.secretary.reads_tallies(session)
    season.signer.lets_go(first, "Đoàn viên xin rút tên.", "CV 12/CĐCS")
    union.officer.sees(first, "withdrawn")
    assert season.secretary.reads_tallies(session) == tallies
    season.secretary.sends_for_signature(session)
    decision = season.signer.signs(session)
    assert [item["case"] for item in decision["items"]] == [second.id]
    union.officer.sees(second, "published")
    told = season.auditor.waits_for_chapter(first, "review.withdrawn")
    assert "CV 12/CĐCS" in str(told["lines"])


def test_the_signer_refuses_one_and_signs_the_rest(season: Season, union: Union) -> None:
    first, second = union.officer.prepares(), union.officer.prepares()
    season.reaches_council(union, first, second)
    season.notice_runs([first, second])
    session = season.council_votes([first, second])
    season.secretary.sends_for_signature(session)
    season.signer.refuses_to_sign(first, "Có đơn phản ánh chưa được giải quyết xong.")

    with refused(422, "rules.blocked") as told:
        season.signer.signs(session, [first.id, second.id])
    assert told.problem.rules == {"P09"}
    decision = season.signer.signs(session)
    assert [item["case"] for item in decision["items"]] == [second.id]
    union.officer.sees(first, "not_awarded")
    union.officer.sees(second, "published")


def test_the_signer_may_not_drop_a_name_without_a_reason(season: Season, union: Union) -> None:
    first, second = union.officer.prepares(), union.officer.prepares()
    season.reaches_council(union, first, second)
    season.notice_runs([first, second])
    session = season.council_votes([first, second])
    season.secretary.sends_for_signature(session)
    with refused(422, "rules.blocked") as told:
        season.signer.signs(session, [first.id])
    assert told.problem.rules == {"P09"}
    assert {season.signer.state_of(case) for case in (first, second)} == {"pending_decision"}


def test_no_vote_without_a_quorum(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.secretary.opens_session(season.council, [case])
    season.secretary.records_attendance(session, season.members[:5])
    with refused(422, "rules.blocked") as told:
        season.secretary.opens_voting(session)
    assert told.problem.rules == {"P04"}
    season.secretary.records_attendance(session, season.members[:6])
    assert season.secretary.opens_voting(session)["state"] == "voting"


def test_the_council_does_not_meet_before_the_notice_has_run(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.secretary.publishes_notice([case])
    season.days_pass(7)
    with refused(422, "rules.blocked") as told:
        season.secretary.opens_session(season.council, [case])
    assert told.problem.rules == {"P03"}


def test_minutes_that_contradict_themselves_are_sent_back(season: Season, union: Union) -> None:
    case = union.officer.prepares(minutes=signed_minutes(season.today, yes=12, no=0))
    union.officer.submits(case)
    union.head.receives(case)
    with refused(422) as told:
        union.head.passes(case)
    assert told.problem.rules == {"G16"}


def test_the_submitter_does_not_receive(home: House, season: Season, union: Union) -> None:
    """The head may submit, but then another head has to receive (M02)."""
    case = union.officer.prepares()
    version = union.officer.version_of(case)
    union.head.post(f"/api/nomination/v1/nominations/{case.id}/submit", seen=version)
    with refused(422, "rules.blocked") as told:
        union.head.receives(case)
    assert "M02" in told.problem.rules
