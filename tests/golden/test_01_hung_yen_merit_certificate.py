"""Kịch bản 1: Hưng Yên 2026, tuyến C4, từ CĐCS đến Bằng khen của LĐLĐ tỉnh.

Cán bộ CĐCS lập hồ sơ và nộp; Chủ tịch CĐCS tiếp nhận, thông qua; LĐLĐ tỉnh thẩm định, niêm yết công khai, hội đồng
9 người bỏ phiếu; người có thẩm quyền ký; tên vào sổ vàng; mọi người liên quan được báo.

Scenario 1: Hưng Yên 2026, chain C4, the happy path to a merit certificate of the provincial federation.
"""

from __future__ import annotations

from tests.support.homes import House
from tests.support.people import exchange
from tests.support.road import hung_yen
from tests.support.roles import REGISTER
from tests.support.waiting import wait_until


def test_a_worker_of_hung_yen_receives_the_merit_certificate(home: House) -> None:
    season = hung_yen(home)
    may = season.union("CĐCS Công ty TNHH May Vạn Xuân")

    # Cơ sở: cán bộ lập và nộp, chủ tịch tiếp nhận và thông qua
    case = may.officer.prepares()
    sent = may.officer.submits(case)
    assert sent["receipt"].startswith("VD26-")
    assert [stage["kind"] for stage in sent["road"]["stages"]] == ["grassroots", "provincial"]
    assert sent["road"]["chain"] == "C4"
    may.head.receives(case)
    may.head.passes(case, "Ban Chấp hành nhất trí 11/11 đề nghị khen thưởng.")

    # Cán bộ phụ trách địa bàn góp ý, không quyết định
    season.area_officer.waits_until(case, "submitted")
    season.area_officer.comments(case, "Hồ sơ đã hướng dẫn đầy đủ, đề nghị xem xét.")

    # LĐLĐ tỉnh: tiếp nhận, thẩm định, niêm yết đủ ngày làm việc
    received = season.secretary.receives(case)
    assert received["due_on"] == "2026-08-28"  # 20 working days; Saturday 22 August was worked for the national holiday
    season.secretary.passes(case, "Hồ sơ đủ điều kiện trình hội đồng.")
    season.notice_runs([case])

    # Hội đồng: 9 thành viên, 9 phiếu đồng ý
    session = season.council_votes([case])
    tally = season.secretary.reads_tallies(session)[case.id]
    assert (tally["yes"], tally["total_members"], tally["threshold_percent"], tally["passed"]) == (9, 9, 80, True)
    minutes = season.secretary.reads_minutes(session)
    assert [check["verdict"] for check in minutes["checks"]] == ["holds"]

    # Chữ ký là một việc khác, của một người khác
    season.secretary.sends_for_signature(session)
    assert season.signer.looks_up(case)["case"]["state"] == "pending_decision"
    decision = season.signer.signs(session)
    assert decision["number"] == "01/QĐ-LĐLĐ"
    assert [item["case"] for item in decision["items"]] == [case.id]

    # Sổ vàng công khai: tên, đơn vị, hình thức, số quyết định
    def public_entry() -> object:
        found = exchange(home, "GET", f"{REGISTER}/public/awards?unit={may.name}").body["items"]
        return next((entry for entry in found if entry["nominee_name"] == case.nominee.name), None)

    entry = wait_until(public_entry, "the public register to show the award", evidence=home.last_words)
    assert isinstance(entry, dict)
    assert entry["decision_number"] == "01/QĐ-LĐLĐ"
    assert entry["award_name"]["vi"] == "Bằng khen của LĐLĐ tỉnh"

    # Đơn vị thấy kết quả mà không phải gọi điện; kiểm toán đọc được cả câu chuyện
    assert may.officer.sees(case, "published")["decision_number"] == "01/QĐ-LĐLĐ"
    may.officer.waits_for_notice(case, "awarded")
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    told = [chapter["type"] for chapter in season.auditor.traces(case)]
    for event in (
        "nomination.submitted", "review.received", "review.stage_passed", "review.commented", "review.notice_published",
        "review.session_opened", "review.ballot_cast", "review.council_voted", "review.decision_signed",
        "review.awarded", "registry.award_recorded",
    ):  # fmt: skip
        assert event in told, f"{event} is missing from the story: {told}"
