"""Kịch bản 10: tuyến C1 (qua LĐLĐ huyện) nộp ngày 02/7/2025: không nhận.

Từ 01/7/2025 không còn cấp huyện. Hồ sơ nộp ngày 28/6/2024 qua LĐLĐ huyện đi được; cùng đơn vị ấy ngày 02/7/2025 bị
chặn với lý do nêu rõ tuyến và ngày cuối; chuyển về trực thuộc LĐLĐ tỉnh thì hết vướng tuyến.

Hồ sơ đang nằm ở LĐLĐ huyện khi huyện giải thể được chuyển thẳng lên LĐLĐ tỉnh: chạy thử trước, có lý do và văn bản,
ý kiến cơ sở đã thông qua giữ nguyên, không nơi nào phải làm lại; chuyển nhầm thì đưa về đúng tuyến cũ.

Scenario 10: a chain over a district is refused from 1 July 2025 on, and says what to do; open cases are moved.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import dien_bien, khanh_hoa


def test_a_district_chain_is_refused_after_the_reform(home: House) -> None:
    season = khanh_hoa(home)
    district = season.body("LĐLĐ thị xã Ninh Hòa", "district_federation")
    union = season.union("CĐCS Công ty TNHH May Minh Anh", parent=district.id)

    season.is_on(date(2024, 6, 28))
    in_time, too_late = union.officer.prepares(), union.officer.prepares()
    assert union.officer.submits(in_time)["road"]["chain"] == "C1"

    season.is_on(date(2025, 7, 2))
    with refused(422, "rules.blocked") as told:
        union.officer.submits(too_late)
    chain = next(place for place in told.problem.places if place["code"] == "G02")
    assert "C1" in chain["vi"]
    assert "30/06/2025" in chain["vi"]
    assert "G01" in told.problem.rules  # the plan's own window has closed as well
    assert union.officer.reads(too_late)["state"] == "draft"

    # Sắp xếp lại tổ chức: đơn vị về trực thuộc LĐLĐ tỉnh
    season.admin.moves_unit(union.id, season.province, "2025-07-01", "QĐ 45/QĐ-LĐLĐ ngày 30/6/2025")
    said = {one["rule"]: one["verdict"] for one in union.officer.checks(too_late)["evaluations"]}
    assert said["G02"] == "holds"

    # Hồ sơ nộp trước đó giữ tuyến đã chọn
    assert union.officer.reads(in_time)["road"]["chain"] == "C1"


def test_the_last_day_of_the_district_is_30_june_2025(home: House) -> None:
    """Kế hoạch Điện Biên không hết hạn: ngày 01/7/2025 chỉ còn tuyến trình là vướng."""
    season = dien_bien(home)
    district = season.body("LĐLĐ huyện Điện Biên Đông", "district_federation")
    union = season.union("CĐCS Công ty Cổ phần Thủy điện Nậm Rốm", parent=district.id)

    season.is_on(date(2025, 6, 30))
    on_the_last_day, too_late = union.officer.prepares(), union.officer.prepares()
    assert union.officer.submits(on_the_last_day)["road"]["chain"] == "C1"

    for day in (date(2025, 7, 1), date(2025, 7, 2)):
        season.is_on(day)
        with refused(422, "rules.blocked") as told:
            union.officer.submits(too_late)
        assert told.problem.rules == {"G02"}
        assert "30/06/2025" in told.problem.places[0]["vi"]


def test_open_cases_of_a_dissolved_district_are_moved_to_the_province(home: House) -> None:
    season = khanh_hoa(home)
    season.is_on(date(2024, 6, 28))
    district = season.body("LĐLĐ thị xã Ninh Hòa", "district_federation")
    education = season.body("Công đoàn ngành Giáo dục", "sector_union")
    union = season.union("CĐCS Công ty TNHH May Minh Anh", parent=district.id)
    school = season.union("CĐCS Trường THPT Phù Cừ", parent=education.id, block="block_public_service")
    received, returned, of_school = union.officer.prepares(), union.officer.prepares(), school.officer.prepares()
    for case in (received, returned):
        union.officer.submits(case)
        union.head.takes_and_passes(case)
        district.reviewer.receives(case)
    district.reviewer.returns(returned, "Biên bản họp chưa ghi rõ số phiếu.")
    due_back = union.officer.sees(returned, "returned")["due_on"]
    school.officer.submits(of_school)
    school.head.takes_and_passes(of_school)
    season.house.settle()

    # Huyện kết thúc hoạt động; LĐLĐ tỉnh nhận nhiệm vụ. Chạy thử: thấy hồ sơ nào đi đâu, không ghi gì
    season.is_on(date(2025, 7, 2))
    reform = ("--plan", season.plan, "--chain", "C3", "--bodies", f"{district.id}={season.province}")
    told = _migrates(home, *reform, "--dry-run")
    assert {one["case"] for one in told["moved"]} == {received.id, returned.id}
    assert district.reviewer.looks_up(received)["case"]["body"] == district.id

    # Chuyển thật: đúng như chạy thử; hồ sơ đi qua công đoàn ngành không bị động đến
    done = _migrates(home, *reform)
    assert done["moved"] == told["moved"]
    moved = season.secretary.waits_until(received, "submitted")
    assert (moved["body"], moved["stage_kind"]) == (season.province, "provincial")
    assert [(stage["kind"], stage["outcome"]) for stage in season.secretary.looks_up(received)["stages"]] == [
        ("grassroots", "passed"),
        ("provincial", None),
    ]
    assert education.reviewer.waits_until(of_school, "submitted")["body"] == education.id

    # Đơn vị và LĐLĐ tỉnh được báo; đơn vị thấy ngay tuyến mới, hạn bổ sung không bị rút ngắn
    union.officer.waits_for_notice(received, "case_moved")
    season.secretary.waits_for_notice(received, "case_moved_here")
    season.house.settle()
    assert union.officer.reads(received)["road"]["chain"] == "C3"
    assert union.officer.reads(received)["holder"] == season.province
    assert (union.officer.reads(returned)["state"], union.officer.reads(returned)["due_on"]) == ("returned", due_back)

    # LĐLĐ tỉnh tiếp nhận một hồ sơ. Đưa về tuyến cũ: chỉ hồ sơ chưa đi tiếp, hồ sơ kia được nêu tên
    season.secretary.receives(received)
    back = _migrates(home, "--revert", done["migration"])
    assert [one["case"] for one in back["moved"]] == [returned.id]
    assert [one["case"] for one in back["left"]] == [received.id]
    season.house.settle()
    assert union.officer.reads(returned)["road"]["chain"] == "C1"

    # Sắp xếp lại lần nữa; đơn vị bổ sung, hồ sơ đi hết tuyến mới đến quyết định mà huyện không phải làm gì thêm
    _migrates(home, *reform)
    season.house.settle()
    union.officer.attaches(returned, "minutes")
    union.officer.resubmits(returned)
    season.secretary.passes(received)
    season.secretary.takes_and_passes(returned)
    season.notice_runs([received, returned])
    session = season.council_votes([received, returned])
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)
    union.officer.sees(returned, "published")

    # Kiểm tra viên đọc được ai chuyển, theo văn bản nào
    chapter = season.auditor.waits_for_chapter(received, "review.case_moved")
    assert "QĐ 45/QĐ-LĐLĐ" in json.dumps(chapter, ensure_ascii=False)
    assert home.vinhdanh("review", "explain", received.id).returncode == 0


def _migrates(house: House, *options: str) -> Any:
    """The administrator's command, with author, reason and document; what it did."""
    ran = house.vinhdanh(
        "review", "migrate", *options, "--by", "quan-tri", "--reason", "LĐLĐ huyện kết thúc hoạt động.",
        "--document", "QĐ 45/QĐ-LĐLĐ ngày 30/6/2025", "--json",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout)
