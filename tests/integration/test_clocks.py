"""Clocks and gates from the outside: a clock that stands still, an extension, what is late and who is told."""

from __future__ import annotations

from datetime import date

from tests.support.people import refused
from tests.support.road import Season, Union


def test_a_stage_s_clock_stands_still_is_extended_and_missed(season: Season, union: Union) -> None:
    """Received on 03/8/2026 it is due on 28/8. Away from 10/8 to 25/8, with 15 working days left: due on 18/9."""
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.area_is_heard(case)
    assert season.secretary.receives(case)["due_on"] == "2026-08-28"
    season.days_pass(7)
    season.secretary.returns(case, "Đề nghị bổ sung báo cáo thành tích.", "papers.achievement_report")

    # Đơn vị bổ sung trễ: được nhắc, còn thời hạn của cấp tỉnh thì đứng yên
    season.is_on(date(2026, 8, 25))
    assert union.officer.waits_for_notice(case, "supplement_overdue")
    union.officer.attaches(case, "achievement_report")
    union.officer.resubmits(case)
    resumed = season.secretary.waits_until(case, "submitted")
    assert resumed["clock_stopped_on"] is None
    assert season.secretary.receives(case)["due_on"] == "2026-09-18"

    with refused(422, "deadline.not_later"):
        season.secretary.extends(case, "2026-09-17", "Đề nghị rút ngắn thời hạn.")
    with refused(422, "deadline.beyond_the_bound"):
        season.secretary.extends(case, "2026-10-05", "Chờ kết quả xác minh của công đoàn ngành.")
    extended = season.secretary.extends(case, "2026-09-21", "Chờ kết quả xác minh của công đoàn ngành.")
    assert extended["due_on"] == "2026-09-21"
    assert union.officer.waits_for_notice(case, "deadline_extended")
    assert union.officer.sees(case, "received")["due_on"] == "2026-09-21"

    season.is_on(date(2026, 9, 22))
    assert season.secretary.waits_for_notice(case, "appraisal_overdue")
    with refused(422) as late:
        season.secretary.passes(case)
    assert late.problem.rules == {"P01"}
    season.secretary.passes(case, reason="Đã chờ kết quả xác minh.")
    season.auditor.waits_for_chapter(case, "review.stage_passed")
    told = [chapter["type"] for chapter in season.auditor.traces(case)]
    assert (told.count("review.deadline_missed"), told.count("review.deadline_extended")) == (2, 1)


def test_an_objection_opens_the_notice_again_and_a_consultation_is_waited_for(season: Season, union: Union) -> None:
    """Nobody can shorten either: the council is refused until both are over."""
    case = union.officer.prepares()
    season.reaches_council(union, case)
    asked = season.secretary.consults(case, "Bảo hiểm xã hội tỉnh", "CV 31/LĐLĐ ngày 03/8/2026")
    season.secretary.publishes_notice([case])
    season.days_pass(10)
    objection = union.head.objects(case, "Thành tích này là của tổ khác, đề nghị xem lại.")
    assert season.secretary.waits_for_notice(case, "objection_lodged")
    season.days_pass(8)
    assert season.secretary.waits_for_notice(case, "opinion_overdue")
    with refused(422) as both:
        season.secretary.opens_session(season.council, [case])
    assert both.problem.rules == {"P03"}  # im lặng hết hạn thì không cản: P02 đã qua

    # Xử lý xong: công khai lại đủ mười ngày làm việc, tính từ 21/8/2026
    season.secretary.settles(case, objection, "Đã xác minh với phân xưởng, ý kiến không có căn cứ.")
    shown = union.head.reads_public_notice(case)
    assert (shown["published_on"], shown["runs_from"], shown["until"]) == ("2026-08-03", "2026-08-21", "2026-09-08")
    assert [(one["is_founded"], "lodged_by" in one) for one in shown["objections"]] == [(False, False)]
    assert union.officer.waits_for_notice(case, "notice_reopened")
    union.officer.house.settle()  # the state was the same before: only the new day tells that it was heard
    assert union.officer.sees(case, "public_notice")["due_on"] == "2026-09-08"
    season.secretary.records_opinion(case, asked, "Đơn vị đóng đủ bảo hiểm xã hội.", "CV 9/BHXH")
    again = season.secretary.consults(case, "Sở Nội vụ", "CV 40/LĐLĐ ngày 21/8/2026")

    season.is_on(date(2026, 9, 8))
    with refused(422) as waiting:
        season.secretary.opens_session(season.council, [case])
    assert waiting.problem.rules == {"P02", "P03"}
    season.secretary.records_opinion(case, again, "Nhất trí.", "CV 77/SNV")
    season.is_on(date(2026, 9, 9))
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    told = [chapter["type"] for chapter in season.auditor.traces(case)]
    said = ("review.objection_lodged", "review.objection_settled", "review.opinion_asked", "review.opinion_recorded")
    assert [told.count(one) for one in said] == [1, 1, 2, 2]
