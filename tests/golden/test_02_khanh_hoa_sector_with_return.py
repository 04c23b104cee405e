"""Kịch bản 2: Khánh Hòa 2024, tuyến C2 (CĐCS - Công đoàn ngành - LĐLĐ tỉnh), có một lần trả lại bổ sung.

Công đoàn ngành Giáo dục thấy biên bản họp ghi số phiếu chưa rõ nên trả lại, nêu lý do và việc cần bổ sung. CĐCS sửa,
nộp lại phiên bản mới; phiên bản cũ còn nguyên; hồ sơ đi tiếp đúng từ cấp đã trả lại.

Scenario 2: Khánh Hòa 2024 by way of a sector union, returned once, supplemented, awarded.
"""

from __future__ import annotations

from tests.support.dossiers import signed_minutes
from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import khanh_hoa


def test_a_teacher_of_khanh_hoa_is_returned_once_and_awarded(home: House) -> None:
    season = khanh_hoa(home)
    education = season.body("Công đoàn ngành Giáo dục", "sector_union")
    school = season.union("CĐCS Trường THPT Phù Cừ", parent=education.id, block="block_public_service")

    case = school.officer.prepares()
    sent = school.officer.submits(case)
    assert sent["road"]["chain"] == "C2"
    assert [stage["unit"] for stage in sent["road"]["stages"]] == [school.id, education.id, season.province]
    school.head.takes_and_passes(case)

    # Công đoàn ngành trả lại: phải có lý do, và hồ sơ chưa đi đâu cả
    education.reviewer.receives(case)
    with refused(422) as too_short:
        education.reviewer.returns(case, "Thiếu")
    assert too_short.problem.rules == {"X02"}
    education.reviewer.returns(
        case, "Biên bản họp chưa ghi rõ số phiếu đồng ý và không đồng ý.", "papers.minutes", "minutes"
    )

    # Đơn vị thấy lý do và hạn bổ sung trên màn hình của mình, và được báo
    shown = school.officer.sees(case, "returned")
    assert shown["holder"] == school.id
    assert shown["reason"] == "Biên bản họp chưa ghi rõ số phiếu đồng ý và không đồng ý."
    assert [item["part"] for item in shown["return_items"]] == ["papers.minutes", "minutes"]
    assert shown["due_on"] == "2024-05-28"  # ten working days after 14/5/2024
    school.officer.waits_for_notice(case, "returned")

    # Chỉ sửa được những gì nêu trong yêu cầu bổ sung
    with refused(409, "return.place_locked") as locked:
        school.officer.edits(case, achievement="Một thành tích khác.")
    assert [place["at"] for place in locked.problem.body["places"]] == ["achievement"]
    with refused(409, "return.place_locked"):
        school.officer.attaches(case, "achievement_report")

    # Bổ sung và nộp lại: phiên bản 2, phiên bản 1 vẫn đọc được
    school.officer.edits(case, minutes=signed_minutes(season.today, yes=10, no=1))
    school.officer.attaches(case, "minutes")
    again = school.officer.resubmits(case)
    assert [version["number"] for version in again["versions"]] == [1, 2]
    assert [version["dossier"]["minutes"]["yes"] for version in again["versions"]] == [11, 10]
    assert set(again["versions"][1]["changed"]) == {"minutes.no", "minutes.yes", "papers.minutes"}

    # Đi tiếp từ Công đoàn ngành, không quay lại từ đầu
    resumed = education.reviewer.waits_until(case, "submitted")
    assert (resumed["stage_kind"], resumed["body"], resumed["dossier_version"]) == ("sector", education.id, 2)
    education.reviewer.receives(case)
    education.reviewer.passes(case, "Ban Thường vụ thống nhất.", minutes="Biên bản số 07/BB ngày 14/5/2024")
    season.secretary.takes_and_passes(case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    decision = season.signer.signs(session)

    assert school.officer.sees(case, "published")["decision_number"] == decision["number"]
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    told = [chapter["type"] for chapter in season.auditor.traces(case)]
    assert told.count("review.returned") == told.count("nomination.resubmitted") == told.count("review.resumed") == 1
