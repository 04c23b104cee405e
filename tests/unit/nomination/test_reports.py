"""No reports, no basis for year-end awards: what nomination hears of the register's reports and asks of them (G10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.nomination.rules.local_terms import is_not_excluded_locally
from shared.events.registry_progress import ReportReceived
from shared.events.terms import AwardType, SubjectKind
from shared.policy import load_policy_set
from shared.verdicts import Consequence, replay
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, House
from tests.unit.nomination.test_consumers import Ears
from tests.unit.nomination.test_grounds import findings

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


def test_awards_of_a_phase_or_for_something_sudden_rest_on_no_report(house: House) -> None:
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
