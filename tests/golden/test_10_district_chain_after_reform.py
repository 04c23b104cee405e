"""Kịch bản 10: tuyến C1 (qua LĐLĐ huyện) nộp ngày 02/7/2025: không nhận.

Từ 01/7/2025 không còn cấp huyện. Hồ sơ nộp ngày 28/6/2024 qua LĐLĐ huyện đi được; cùng đơn vị ấy ngày 02/7/2025 bị
chặn với lý do nêu rõ tuyến và ngày cuối; chuyển về trực thuộc LĐLĐ tỉnh thì hết vướng tuyến.

Scenario 10: a chain over a district is refused from 1 July 2025 on, and says what to do.
"""

from __future__ import annotations

from datetime import date

from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import khanh_hoa


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
