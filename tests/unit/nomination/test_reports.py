"""No reports, no basis for year-end awards: what nomination hears of the register's reports and asks of them (G10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.nomination.rules.local_terms import ReportedBefore, is_not_excluded_locally
from shared.events.registry_progress import ReportReceived, ReportWithdrawn
from shared.events.terms import AwardType, SubjectKind
from shared.policy import load_policy_set
from shared.verdicts import Consequence, replay
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, House
from tests.unit.nomination.test_consumers import Ears
from tests.unit.nomination.test_grounds import findings
from tests.unit.nomination.test_launches_pass import takes_back
from tests.unit.nomination.test_mergers import TODAY, merge, second_heir

REPORT = load_policy_set().plan(PLAN).reports[0].id


def hears(house: House, *, unit: str = MINH_ANH, on: date = date(2026, 7, 1), report: str = REPORT) -> None:
    receipt = f"{unit}-{report}-{on}"
    said = ReportReceived(
        receipt=receipt, plan=PLAN, report=report, unit=unit, period="2026", received_on=on, last_day=None,
        is_late=False,
    )  # fmt: skip
    Ears(house).hear(receipt, said)


def g10(house: House, **changes: Any) -> tuple[str, str]:
    return findings(house, house.draft(**changes))["G10"]


@pytest.mark.parametrize(("without_it", "follows"), [("warn", "warn"), ("block", "return"), ("none", "none")])
def test_where_no_report_is_known_the_plan_says_what_follows(house: House, without_it: str, follows: str) -> None:
    """Not entered is not proven absent: even where the plan blocks, the dossier is asked back (X05)."""
    house.rests_awards_on_reports(without_it=Consequence(without_it))
    assert g10(house) == ("unknown", follows)


def test_a_report_of_the_unit_in_the_period_is_the_basis(house: House) -> None:
    house.rests_awards_on_reports()
    hears(house, unit=PHU_CU)
    hears(house, report="mot_bao_cao_khac")
    hears(house, on=date(2025, 12, 1))
    assert g10(house)[1] == "warn"

    hears(house)
    assert g10(house)[1] == "none"


def test_a_report_that_was_taken_back_is_no_basis_any_more(house: House) -> None:
    """In one batch, too: it is never known then."""
    house.rests_awards_on_reports()
    for is_at_once in (False, True):
        ears, receipt = Ears(house), f"r-{is_at_once}"
        came = ReportReceived(
            receipt=receipt, plan=PLAN, report=REPORT, unit=MINH_ANH, period="2026", received_on=date(2026, 7, 1),
            last_day=None, is_late=False,
        )  # fmt: skip
        gone = ReportWithdrawn(
            receipt=receipt, plan=PLAN, report=REPORT, unit=MINH_ANH, period="2026", reason="Ghi nhầm đơn vị."
        )
        if is_at_once:
            ears.take(ears.said(receipt, came), ears.said(receipt, gone))
        else:
            ears.hear(receipt, came)
            assert g10(house)[1] == "none"
            ears.hear(receipt, gone)
        assert g10(house)[1] == "warn"


def test_awards_of_a_phase_or_for_something_sudden_rest_on_no_report(house: House) -> None:
    house.has_phases()
    house.rests_awards_on_reports()
    assert g10(house, for_phase="dot_1")[1] == "none"
    assert g10(house, award_type=AwardType.SUDDEN)[1] == "none"
    assert g10(house, award_type=AwardType.THEMATIC)[1] == "warn"


def test_collectives_are_asked_too_and_persons_for_the_rest_as_before() -> None:
    facts: dict[str, Any] = {
        "kind": SubjectKind.COLLECTIVE, "excluded_from_absent_days": 40, "least_months_employed": 10,
        "asks_registration": True, "employment": None, "without_report": Consequence.WARN,
    }  # fmt: skip
    asked = [
        is_not_excluded_locally(**facts | changes)
        for changes in (
            {}, {"reported_on": date(2026, 7, 1)}, {"without_report": None},
            {"kind": SubjectKind.INDIVIDUAL, "reported_on": date(2026, 7, 1)},
        )
    ]  # fmt: skip
    assert [(one.verdict, one.consequence) for one in asked] == [
        ("unknown", "warn"), ("holds", "none"), ("holds", "none"), ("unknown", "none"),
    ]  # fmt: skip
    assert [replay(is_not_excluded_locally, one) for one in asked] == asked


def told(house: House, **changes: Any) -> dict[str, Any]:
    """G10 as it is asked of a draft of the successor."""
    case = house.draft(PHU_CU, **changes)
    answer = house.call("POST", f"/nominations/{case}/check", unit=PHU_CU).get_json()
    [one] = [one for one in answer["evaluations"] if one["rule"] == "G10"]
    found: dict[str, Any] = one
    return found


def test_a_report_of_a_merged_union_is_the_basis_for_what_began_before_the_merger(house: House) -> None:
    """Its people are proposed by the successor now; the reason says whose report it is."""
    house.rests_awards_on_reports()
    hears(house)
    assert told(house)["consequence"] == "warn"
    assert merge(house).status_code == 200

    found = told(house)
    assert found["consequence"] == "none"
    assert found["facts"]["reported_before"] == {
        "union_name": "CĐCS Công ty TNHH May Minh Anh", "received_on": "2026-07-01", "ended_from": TODAY,
    }  # fmt: skip
    later = told(house, achieved_from=date(2026, 8, 3), achieved_to=date(2026, 8, 3))
    assert (later["consequence"], later["facts"].get("reported_before")) == ("warn", None)


def test_a_report_of_its_own_goes_before_and_says_nothing_of_the_merger(house: House) -> None:
    house.rests_awards_on_reports()
    hears(house)
    hears(house, unit=PHU_CU, on=date(2026, 6, 1))
    merge(house)
    found = told(house)
    assert (found["facts"]["reported_on"], found["facts"].get("reported_before")) == ("2026-06-01", None)


def test_it_counts_over_several_mergers_and_not_once_they_are_taken_back(house: House) -> None:
    house.rests_awards_on_reports()
    heir = second_heir(house)
    hears(house, unit=heir.id)
    merge(house, heir.id, successor=MINH_ANH)
    merge(house)
    assert told(house)["facts"]["reported_before"]["union_name"] == heir.name

    assert takes_back(house).status_code == 200
    assert told(house)["consequence"] == "warn"


def test_the_rule_asked_again_with_a_forerunners_report_says_the_same() -> None:
    report = ReportedBefore(union_name="CĐCS A", received_on=date(2026, 7, 1), ended_from=date(2026, 8, 3))
    one = is_not_excluded_locally(
        kind=SubjectKind.COLLECTIVE, excluded_from_absent_days=None, least_months_employed=None,
        asks_registration=False, employment=None, without_report=Consequence.WARN, reported_before=report,
    )  # fmt: skip
    assert (one.verdict, one.consequence, replay(is_not_excluded_locally, one)) == ("holds", "none", one)
    assert "CĐCS A" in one.words.vi
