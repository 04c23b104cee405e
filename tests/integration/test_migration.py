"""Moving open cases from the command line: what is refused is said case by case, recorded, and changes nothing."""

from __future__ import annotations

import pytest

from tests.support.footprint import leaves_at_most_a_refusal, leaves_only_a_refusal
from tests.support.road import Season, Union

GROUNDS = ("--by", "quan-tri", "--reason", "Sắp xếp lại tổ chức.", "--document", "QĐ 45/QĐ-LĐLĐ")


def test_a_road_that_cannot_be_laid_is_refused_by_receipt_number(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    receipt = union.officer.submits(case)["receipt"]
    union.head.waits_until(case, "submitted")
    with leaves_only_a_refusal(season.house, "review"):
        ran = season.house.vinhdanh("review", "migrate", "--plan", season.plan, "--chain", "C1", *GROUNDS)

    assert ran.returncode == 1
    assert "migration.refused" in ran.stderr
    assert receipt in ran.stderr
    assert case.nominee.name not in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--plan", "hung_yen_2026"),
        ("--plan", "hung_yen_2027", "--chain", "C4"),
        ("--plan", "hung_yen_2026", "--to-policy", "0000"),
        ("--plan", "hung_yen_2026", "--bodies", "không-có-dấu-bằng"),
        ("--plan", "hung_yen_2026", "--bodies", "cu=khong-co"),
        ("--revert", "khong-co"),
        ("--plan", "hung_yen_2026", "--revert", "khong-co"),
    ],
)
def test_what_is_named_wrongly_is_refused(season: Season, options: tuple[str, ...]) -> None:
    with leaves_at_most_a_refusal(season.house):
        ran = season.house.vinhdanh("review", "migrate", *options, *GROUNDS)

    assert ran.returncode in (1, 2)
    assert "Traceback" not in ran.stderr
