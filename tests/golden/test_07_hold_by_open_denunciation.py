"""Kịch bản 7: tạm dừng vì đơn tố cáo đang được giải quyết; có kết luận thì đi tiếp và được khen.

Luật không cho khen khi đang bị tố cáo mà chưa kết luận (NĐ 152/2025 Điều 4 khoản 4). Hồ sơ không bị loại, không mất
bước đã qua: dừng ở đúng chỗ, ghi số đơn; khi có kết luận bằng văn bản thì đi tiếp từ chỗ ấy.

Scenario 7: hold by an open denunciation, release on the conclusion, award.
"""

from __future__ import annotations

import json

from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import hung_yen


def test_a_denunciation_holds_a_case_and_its_conclusion_lets_it_go_on(home: House) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    case = union.officer.prepares()
    season.reaches_council(union, case)

    # Đơn tố cáo đến khi hồ sơ đã qua thẩm định của tỉnh
    held = season.secretary.holds(case, "denunciation", "Đơn tố cáo số 17/TC ngày 02/8/2026")
    assert held["state"] == "on_hold"
    union.officer.sees(case, "on_hold")

    # Đang tạm dừng thì không niêm yết, không đưa ra hội đồng
    with refused(409):
        season.secretary.publishes_notice([case])
    with refused(409):
        season.secretary.opens_session(season.council, [case])
    assert season.signer.looks_up(case)["case"]["state"] == "on_hold"

    # Kết luận: tố cáo sai; hồ sơ về đúng bước đã dừng
    season.days_pass(7)
    released = season.secretary.releases(case, "Kết luận nội dung tố cáo số 12/KL ngày 10/8/2026")
    assert released["state"] == "stage_passed"
    union.officer.sees(case, "stage_passed")

    # Niêm yết, bỏ phiếu, ký như mọi hồ sơ khác
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    decision = season.signer.signs(session)
    assert union.officer.sees(case, "published")["decision_number"] == decision["number"]

    # Câu chuyện giữ cả hai văn bản
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    chapters = season.auditor.traces(case)
    types = [chapter["type"] for chapter in chapters]
    assert types.index("review.held") < types.index("review.released") < types.index("review.council_voted")
    told = " ".join(line["vi"] for chapter in chapters for line in chapter["lines"])
    assert "17/TC" in told
    assert "12/KL" in told


def test_who_is_being_verified_already_waits_from_the_first_step(home: House) -> None:
    """Đang bị xác minh khi nộp: hồ sơ vào sổ nhưng dừng ngay (G08), chưa ai xét được tới khi có kết luận."""
    season = hung_yen(home)
    union = season.union("CĐCS Trường THPT Phù Cừ")
    case = union.officer.prepares()
    hold = season.admin.enters_hold(case.nominee, "denunciation", "Đơn tố cáo số 18/TC ngày 02/8/2026")
    sent = union.officer.submits(case)
    assert sent["must_hold"] is True
    held = union.head.waits_until(case, "on_hold")

    # Công đoàn cơ sở biết hồ sơ tạm dừng, không biết vì đơn nào; tỉnh biết hết
    assert (held["hold_kind"], held["hold_document"]) == (None, None)
    for told in (union.head.looks_up(case), union.officer.sees(case, "on_hold"), union.officer.reads(case)):
        assert "18/TC" not in json.dumps(told, ensure_ascii=False)
    known = season.secretary.looks_up(case)["case"]
    assert (known["hold_kind"], known["hold_document"]) == ("denunciation", "Đơn tố cáo số 18/TC ngày 02/8/2026")

    # Chưa có kết luận thì không ai ở đơn vị tiếp nhận hay tự cho tiếp tục được
    with refused(409, "record.wrong_state"):
        union.head.receives(case, seen=held["version"])
    with refused(403, "hold.from_outside"):
        union.head.releases(case, "Ban Chấp hành xét thấy không có căn cứ")
    unmoved = union.head.looks_up(case)["case"]
    assert (unmoved["state"], unmoved["version"]) == ("on_hold", held["version"])

    season.admin.lifts_hold(hold["id"], "Kết luận số 13/KL ngày 10/8/2026")
    with refused(403, "hold.from_outside"):
        union.head.releases(case, "Kết luận số 13/KL ngày 10/8/2026")
    assert season.admin.releases(case, "Kết luận số 13/KL ngày 10/8/2026")["state"] == "submitted"
    union.head.takes_and_passes(case)
