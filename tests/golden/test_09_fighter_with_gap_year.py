"""Kịch bản 9: Chiến sĩ thi đua cấp tỉnh có một năm đứt quãng.

Luật 2022 Điều 22: ba năm liên tục là Chiến sĩ thi đua cơ sở. Người có danh hiệu các năm 2022, 2023 và 2025 bị chặn vì
thiếu năm 2024. Người khai đủ ba năm nhưng thiếu số quyết định thì chưa bị bác: phải bổ sung bằng chứng.

Scenario 9: a provincial emulation fighter with a gap year is blocked; one who lacks proof is asked to supply it.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.dossiers import FULL_PAPERS
from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import Season, Union, hung_yen

PROVEN, UNPROVEN = "12/QĐ-CT", None


def fighter(*years: int, decision_number: str | None = PROVEN) -> dict[str, Any]:
    held = [{"award": "title_fighter_base", "year": year, "decision_number": decision_number} for year in years]
    initiative = {
        "title": "Đồ gá cắt chỉ tự động", "recognised_on": "2026-05-20", "recognised_by": "Hội đồng sáng kiến tỉnh",
        "scope": "province", "has_certificate": True,
    }  # fmt: skip
    return {"award": "title_fighter_province", "prior_titles": held, "initiatives": [initiative]}


@pytest.fixture
def season(home: House) -> Season:
    return hung_yen(home)


@pytest.fixture
def union(season: Season) -> Union:
    return season.union("CĐCS Bệnh viện Đa khoa tỉnh", block="block_public_service")


def test_a_gap_year_blocks(union: Union) -> None:
    case = union.officer.prepares(papers=(*FULL_PAPERS, "initiative_certificate"), **fighter(2022, 2023, 2025))
    with refused(422, "rules.blocked") as told:
        union.officer.submits(case)
    assert told.problem.rules == {"G12"}
    assert "2022, 2023, 2025" in told.problem.places[0]["vi"]
    assert union.officer.reads(case)["state"] == "draft"


def test_missing_proof_is_asked_for_and_not_held_against_anybody(union: Union) -> None:
    stated = fighter(2023, 2024, 2025, decision_number=UNPROVEN)
    case = union.officer.prepares(papers=(*FULL_PAPERS, "initiative_certificate"), **stated)
    said = {one["rule"]: one for one in union.officer.checks(case)["evaluations"]}
    assert (said["G12"]["verdict"], said["G12"]["consequence"]) == ("unknown", "return")
    with refused(422, "rules.blocked"):
        union.officer.submits(case)

    union.officer.edits(case, **fighter(2023, 2024, 2025))
    assert union.officer.submits(case)["state"] == "submitted"
