"""A report the register received is heard by nomination, where year-end awards rest on it (Ninh Bình, G10)."""

from __future__ import annotations

from tests.support.homes import House
from tests.support.road import ninh_binh
from tests.support.roles import REGISTER, Case, Officer
from tests.support.waiting import wait_until


def test_a_report_is_the_basis_of_year_end_awards(home: House) -> None:
    season = ninh_binh(home)
    union = season.union("CĐCS Công ty TNHH Có Báo Cáo")
    case = union.officer.drafts()
    assert _g10(union.officer, case)["consequence"] == "warn"

    report = {"unit": union.id, "unit_name": union.name, "document": "BC 05/BC-CĐCS", "period": "2017"}
    season.secretary.post(f"{REGISTER}/plans/{season.plan}/reports/continuous/receipts", report)

    wait_until(
        lambda: _g10(union.officer, case)["consequence"] == "none", "nomination to hear of the report",
        evidence=home.last_words,
    )  # fmt: skip


def _g10(officer: Officer, case: Case) -> dict[str, str]:
    [found] = [one for one in officer.checks(case)["evaluations"] if one["rule"] == "G10"]
    return dict(found)
