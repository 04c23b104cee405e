"""Registering a unit's plan and its pledge, and what the plan's duties say of it unit by unit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.nomination.models_launches import Registration
from shared.events.registry_progress import ReportReceived
from shared.events.terms import Role
from tests.unit.nomination.house import PROVINCE, House
from tests.unit.nomination.test_consumers import Ears
from tests.unit.nomination.test_launches import BASE, DISTRICT, is_on, lay_district


@pytest.fixture
def district(house: House) -> House:
    return lay_district(house)


def test_ninh_binh_points_out_fewer_than_two_contents_and_shows_it_per_unit(district: House) -> None:
    is_on(district, date(2017, 3, 1))
    unit = f"{BASE}1"
    body = {"plan": "ninh_binh_2017", "unit": unit, "contents": ["Ba nhất"], "document": "KH 3/KH-CĐ"}

    def duties() -> list[tuple[str, str]]:
        asked = f"/launch-standings?plan=ninh_binh_2017&under={DISTRICT}"
        rows = district.call("GET", asked).get_json()["items"]
        (row,) = [row for row in rows if row["unit"]["id"] == unit]
        return [(one["verdict"], one["words"]["vi"].rpartition(": ")[2]) for one in row["duties"]]

    no_review = ("unknown", "0/2 báo cáo đã nhận.")
    assert duties() == [("fails", "0/2 nội dung đã đăng ký."), ("fails", "0 lần đăng ký."), no_review]
    few = district.call("POST", "/unit-plans", body=body, unit=unit).get_json()
    told = [(one["verdict"], one["consequence"]) for one in few["checks"]]
    assert told == [("fails", "warn"), ("holds", "none")]
    assert [one["id"] for one in few["registered_with"]] == [DISTRICT, PROVINCE]

    enough = {**body, "contents": ["Ba nhất", "Ca ba an toàn", "Ba nhất"]}
    assert district.call("POST", "/unit-plans", body=enough, unit=unit).get_json()["number"] == 2
    assert duties() == [("holds", "2/2 nội dung đã đăng ký."), ("holds", "2 lần đăng ký."), no_review]
    assert [row["number"] for row in district.call("GET", f"/unit-plans/ninh_binh_2017/{unit}").get_json()] == [1, 2]
    assert district.count(Registration) == 2


def test_ninh_binh_review_after_each_phase_is_shown_by_the_reports_received(district: House) -> None:
    """Fewer than one for each phase is not known to be amiss: a report not entered may have been sent (X05)."""
    is_on(district, date(2018, 1, 15))
    unit, day = f"{BASE}1", date(2017, 9, 5)

    def hears(period: str, *, of: str = unit, report: str = "phase_review", plan: str = "ninh_binh_2017") -> None:
        receipt = f"{plan}-{of}-{report}-{period}"
        said = ReportReceived(
            receipt=receipt, plan=plan, report=report, unit=of, period=period, received_on=day, last_day=None,
            is_late=False,
        )  # fmt: skip
        Ears(district).hear(receipt, said)

    def reviews() -> dict[str, tuple[str, str, str]]:
        asked = f"/launch-standings?plan=ninh_binh_2017&under={DISTRICT}"
        rows = district.call("GET", asked).get_json()["items"]
        last = {row["unit"]["id"]: row["duties"][-1] for row in rows}
        return {
            unit: (one["verdict"], one["consequence"], one["words"]["en"].rpartition(": ")[2])
            for unit, one in last.items()
        }

    hears("Đợt 1")
    hears("Đợt 2", of=f"{BASE}2")
    hears("Cả năm", report="continuous")
    hears("Đợt 2", plan="gia_lam_2023")
    assert reviews()[unit] == ("unknown", "warn", "1/2 reports received.")

    hears("Đợt 2")
    assert reviews() == {
        unit: ("holds", "none", "2/2 reports received."),
        f"{BASE}2": ("unknown", "warn", "1/2 reports received."),
        f"{BASE}3": ("unknown", "warn", "0/2 reports received."),
    }


def test_gia_lam_counts_the_pledges_its_unions_register_with_the_district(district: House) -> None:
    """A pledge stands beside a plan: each kind has its latest, and only the pledge does what the plan asks for."""
    is_on(district, date(2023, 2, 6))
    body = {"plan": "gia_lam_2023", "unit": f"{BASE}1", "contents": ["Không tai nạn"], "document": "GƯ 1/GƯ-CĐ"}

    def registers(**changes: Any) -> Any:
        return district.call("POST", "/unit-plans", body=body | changes, unit=f"{BASE}1").get_json()

    def pledged() -> dict[str, tuple[str, list[str], list[str]]]:
        asked = f"/launch-standings?plan=gia_lam_2023&under={DISTRICT}"
        rows = district.call("GET", asked).get_json()["items"]
        return {
            row["unit"]["id"]: (row["duties"][0]["verdict"], row["pledged"], row["contents"]) for row in rows
        }

    plan = registers(contents=["Ba nhất"])
    assert (plan["kind"], plan["checks"]) == ("plan", [])
    assert pledged()[f"{BASE}1"] == ("fails", [], ["Ba nhất"])

    first = registers(kind="pledge")
    assert (first["kind"], first["number"]) == ("pledge", 2)
    assert [one["id"] for one in first["registered_with"]] == [DISTRICT]
    assert [(one["rule"], one["verdict"]) for one in first["checks"]] == [("plan:unit_duties", "holds")]
    again = registers(kind="pledge", contents=["Không tai nạn", "Mỗi tổ một sáng kiến"])
    assert again["checks"][0]["asked_with"]["count"] == 2
    assert pledged() == {
        f"{BASE}1": ("holds", ["Không tai nạn", "Mỗi tổ một sáng kiến"], ["Ba nhất"]),
        f"{BASE}2": ("fails", [], []),
        f"{BASE}3": ("fails", [], []),
    }
    assert [one["kind"] for one in district.said("nomination.unit_plan_registered")] == ["plan", "pledge", "pledge"]
    refused = district.call("POST", "/unit-plans", body=body | {"kind": "promise"}, unit=f"{BASE}1")
    assert refused.status_code == 422
    assert district.violations() == []


def test_a_successor_owes_its_own_reports_whatever_the_merged_union_sent(district: House) -> None:
    is_on(district, date(2018, 1, 15))
    said = ReportReceived(
        receipt="r-1", plan="ninh_binh_2017", report="phase_review", unit=f"{BASE}1", period="Đợt 1",
        received_on=date(2017, 9, 5), last_day=None, is_late=False,
    )  # fmt: skip
    Ears(district).hear("r-1", said)
    into = {"successor": f"{BASE}2", "valid_from": "2018-01-10", "document": "15/QĐ-LĐLĐ"}
    merged = district.call(
        "POST", f"/units/{BASE}1/merge", body=into, role=Role.ADMINISTRATOR, unit=PROVINCE, seen=1
    )
    assert merged.status_code == 200, merged.text

    asked = f"/launch-standings?plan=ninh_binh_2017&under={DISTRICT}"
    rows = {row["unit"]["id"]: row["duties"][-1] for row in district.call("GET", asked).get_json()["items"]}
    assert rows[f"{BASE}2"]["words"]["en"].endswith("0/2 reports received.")
