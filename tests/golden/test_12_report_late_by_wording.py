"""Kịch bản 12: báo cáo nhận ngày 15/12/2026 là muộn, vì kế hoạch ghi “trước ngày 15/12/2026”.

Ngày cuối cùng còn đúng hạn là 14/12/2026. Hệ thống nói bằng chính chữ của kế hoạch, không chỉ đánh dấu đỏ.

Scenario 12: a report received on 15 December 2026 is late by the plan's wording.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import REGISTER

REPORT = f"{REGISTER}/plans/hung_yen_2026/reports"


def received(season: Season, union: Union, **more: Any) -> Any:
    body = {"unit": union.id, "unit_name": union.name, "document": "BC 21/BC-CĐCS", "period": "2026"} | more
    return season.secretary.post(f"{REPORT}/final/receipts", body).body


def test_a_report_of_15_december_is_late_and_one_of_the_14th_is_not(home: House) -> None:
    season = hung_yen(home)
    in_time = season.union("CĐCS Công ty TNHH May Minh Anh")
    too_late = season.union("CĐCS Trường THPT Phù Cừ")

    season.is_on(date(2026, 12, 14))
    assert received(season, in_time)["is_late"] is False

    season.is_on(date(2026, 12, 15))
    late = received(season, too_late)
    assert late["is_late"] is True
    assert late["words"]["vi"] == (
        "Nhận ngày 15/12/2026; kế hoạch ghi “trước ngày 15/12/2026”, ngày cuối là 14/12/2026: muộn 1 ngày."
    )

    # Không tiếp nhận hai lần, không ghi ngày chưa tới
    with refused(409, "registry.report_already_received"):
        received(season, in_time)
    with refused(422) as told:
        received(season, in_time, period="2026-2", received_on="2026-12-16")
    assert [place["at"] for place in told.problem.places] == ["received_on"]

    # Ai cũng đọc được đơn vị nào đã nộp, đơn vị nào muộn
    [final] = [one for one in season.signer.get(REPORT) if one["id"] == "final"]
    assert final["last_day"] == "2026-12-14"
    shown = {one["unit"]: one["is_late"] for one in final["receipts"]}
    assert (shown[in_time.id], shown[too_late.id]) == (False, True)


def test_only_who_receives_reports_enters_them(home: House) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    body = {"unit": union.id, "unit_name": union.name, "document": "BC 22/BC-CĐCS"}
    with refused(403):
        union.officer.post(f"{REPORT}/final/receipts", body)
    with refused(404, "registry.report_unknown"):
        season.secretary.post(f"{REPORT}/weekly/receipts", body)
