"""Kịch bản 3: Điện Biên 2020, danh sách chỉ có 12 % lao động trực tiếp: cảnh báo trước khi bỏ phiếu.

Kế hoạch: “Ít nhất 15% tổng số cá nhân được khen thưởng hàng năm là công nhân, viên chức, lao động trực tiếp”. Danh sách
25 người, 3 người trực tiếp (12 %). Không ai bị loại vì tỷ lệ ấy; nhưng cấp huyện phải nêu lý do khi trình danh sách,
hội đồng thấy trước khi bỏ phiếu, người ký thấy trước khi ký, và sổ vàng tính lại sau quyết định.

Scenario 3: Điện Biên, a list with 12 % direct workers: a warning to the district, shown again before the vote.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.support.homes import House
from tests.support.road import Season, Union, dien_bien
from tests.support.roles import REGISTER, SESSIONS, Case

DIRECT, LEADING = 3, 22


def prepared(season: Season, union: Union, leading: int) -> list[Case]:
    """Three workers of the shop floor, and so many who lead."""
    nominees = [replace(season.somebody(), is_leader=number >= DIRECT) for number in range(DIRECT + leading)]
    return [union.officer.prepares(nominee) for nominee in nominees]


def share_of(standing: Any) -> tuple[int, int, bool | None]:
    return standing["then"]["count"], standing["then"]["of"], standing["is_reached"]


def test_the_council_sees_twelve_percent_before_it_votes(home: House) -> None:
    season = dien_bien(home)
    district = season.body("LĐLĐ huyện Điện Biên Đông", "district_federation")
    union = season.union("CĐCS Công ty Cổ phần Thủy điện Nậm Rốm", parent=district.id)
    cases = prepared(season, union, LEADING)
    for case in cases:
        union.officer.submits(case)
    for case in cases:
        union.head.takes_and_passes(case)

    # Cấp huyện trình danh sách: cảnh báo M06 (và M07, lãnh đạo quá nửa); nêu lý do thì đi tiếp
    for case in cases:
        district.reviewer.receives(case)
    minutes = "Biên bản họp Ban Thường vụ số 07/BB"
    warned = district.reviewer.passes_list(cases, minutes=minutes)
    assert [{place["code"] for place in one["error"]["places"]} for one in warned] == [{"M06", "M07"}] * len(cases)
    reason = "Huyện ít lao động trực tiếp đủ tiêu chuẩn; đã trao đổi với cơ sở."
    assert not [one for one in district.reviewer.passes_list(cases, minutes=minutes, reason=reason) if one["error"]]
    said = [one for one in season.auditor.looks_up(cases[0])["evaluations"] if one["rule"] == "M06"]
    assert [one["words"]["vi"] for one in said] == [
        "Danh sách chỉ có 3/25 lao động trực tiếp, kế hoạch yêu cầu 15 %."
    ]
    for case in cases:
        season.secretary.takes_and_passes(case)
    season.notice_runs(cases)

    # Trước khi bỏ phiếu: danh sách này sẽ làm tỷ lệ ra sao
    session = season.secretary.opens_session(season.council, cases)
    [outlook] = season.members[0].get(f"{SESSIONS}/{session}/outlook")["items"]
    [direct] = [one for one in outlook["targets"] if one["target"] == "direct_workers"]
    assert share_of(direct) == (DIRECT, DIRECT + LEADING, False)
    assert direct["words"]["vi"].endswith(": – → 12,0 % / ít nhất 15 % (chưa đạt)")

    # Cảnh báo, không chặn: hội đồng vẫn bỏ phiếu, người ký vẫn ký
    season.secretary.records_attendance(session, season.members)
    season.secretary.opens_voting(session)
    for member in season.members:
        member.votes(session, dict.fromkeys(cases, "yes"))
    season.secretary.closes(session)
    season.secretary.sends_for_signature(session)
    decision = season.signer.signs(session)
    assert len(decision["items"]) == DIRECT + LEADING

    # Sau quyết định: sổ vàng tính lại và nói chưa đạt
    union.officer.sees(cases[0], "published")
    targets = season.secretary.get(f"{REGISTER}/plans/dien_bien_2020/targets")["targets"]
    reached = next(one["reached"] for one in targets if one["target"]["id"] == "direct_workers")
    assert (reached["numerator"], reached["denominator"]) == (DIRECT, DIRECT + LEADING)
    assert (reached["percent_tenths"], reached["outcome"]) == (120, "not_met")


def test_fifteen_percent_exactly_is_enough(home: House) -> None:
    """“Ít nhất 15%”: 3 trong 20 người là đủ, không cảnh báo tỷ lệ; lãnh đạo quá nửa vẫn là một cảnh báo riêng (M07)."""
    season = dien_bien(home)
    district = season.body("LĐLĐ huyện Tuần Giáo", "district_federation")
    union = season.union("CĐCS Công ty Cổ phần Cao su Mường Ảng", parent=district.id)
    cases = prepared(season, union, 17)
    for case in cases:
        union.officer.submits(case)
    for case in cases:
        union.head.takes_and_passes(case)
    for case in cases:
        district.reviewer.receives(case)
    warned = district.reviewer.passes_list(cases, minutes="Biên bản họp Ban Thường vụ số 08/BB")
    assert [{place["code"] for place in one["error"]["places"]} for one in warned] == [{"M07"}] * len(cases)
