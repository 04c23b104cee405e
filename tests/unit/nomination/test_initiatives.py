"""An initiative named twice for a title: what the nominations of the same person say of it (G13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.events.dossier import Initiative
from shared.events.terms import InitiativeScope, TaskRating, WorkerGroup
from tests.unit.nomination.house import MINH_ANH, PHU_CU, House

TITLE = "title_fighter_base"
GOOD = {"award": TITLE, "task_rating": TaskRating.GOOD}


def jig(**changes: Any) -> tuple[Initiative, ...]:
    """Recognised at the base; `house.draft` attaches the certificate."""
    facts: dict[str, Any] = {
        "title": "Gá kẹp may túi", "recognised_on": date(2026, 3, 1), "recognised_by": "Hội đồng sáng kiến",
        "scope": InitiativeScope.BASE, "authors": 1,
    }  # fmt: skip
    return (Initiative(**(facts | changes)),)


def g13(house: House, case: str, unit: str = MINH_ANH, rule: str = "G13") -> dict[str, Any]:
    told = house.call("POST", f"/nominations/{case}/check", unit=unit).get_json()
    [found] = [item for item in told["evaluations"] if item["rule"] == rule]
    return dict(found)


def solution(recognised_on: date, millions: int) -> Initiative:
    (one,) = jig(title=f"Giải pháp {recognised_on.year}", recognised_on=recognised_on)
    return replace(one, benefit_vnd=millions * 1_000_000, has_certificate=True)


@pytest.mark.parametrize(
    ("solutions", "g13_says", "g14_says"),
    [
        (((2023, 50), (2024, 50), (2025, 50)), "holds", "holds"),
        (((2025, 100),), "holds", "holds"),
        (((2025, 50),), "holds", "fails"),
        (((2022, 100),), "fails", "holds"),
    ],
)
def test_the_creative_diploma_counts_solutions_of_the_years_its_benefit_is_added_up_over(
    house: House, solutions: tuple[tuple[int, int], ...], g13_says: str, g14_says: str
) -> None:
    """domain.md §4.3: one solution worth 80 million, or three consecutive years totalling 120; both are of years gone
    by when a nomination is sent in spring."""
    stated = tuple(solution(date(year, 12, 10), millions) for year, millions in solutions)
    diploma = {"award": "creative_labour_diploma", "worker_group": WorkerGroup.WORKER_BELOW_DEGREE}
    case = house.draft(**diploma, initiatives=stated)

    found = g13(house, case)
    assert (found["verdict"], g13(house, case, rule="G14")["verdict"]) == (g13_says, g14_says)
    assert found["facts"]["first"] == "2023-01-01"


def test_another_award_still_asks_for_an_initiative_of_its_year(house: House) -> None:
    case = house.draft(**GOOD, initiatives=(solution(date(2025, 12, 10), 100),))
    found = g13(house, case)
    assert (found["verdict"], found["facts"]["first"]) == ("fails", "2026-01-01")


def test_an_initiative_used_for_a_title_is_named_with_the_other_case(house: House) -> None:
    """domain.md §4.5: for one title only, unless there is evidence of a wider scope since."""
    house.spans(2024, 2026)
    first = house.draft(**GOOD, initiatives=jig())
    assert house.submit(first).status_code == 200

    again = house.draft(**GOOD, year=2025, achievement="Việc khác", initiatives=jig(title="Gá kẹp MAY TÚI"))
    found = g13(house, again)
    assert (found["verdict"], found["consequence"]) == ("fails", "warn")
    assert house.row(first).receipt in found["words"]["vi"]
    assert house.submit(again).status_code == 200

    wider = house.draft(
        **GOOD, year=2024, achievement="Việc thứ ba", initiatives=jig(scope=InitiativeScope.COMMUNE)
    )
    assert g13(house, wider)["verdict"] == "holds"
    other = house.draft(**GOOD, year=2024, achievement="Việc thứ tư", initiatives=jig(title="Sổ kho điện tử"))
    assert g13(house, other)["verdict"] == "holds"


def test_a_draft_uses_nothing_yet(house: House) -> None:
    house.draft(**GOOD, initiatives=jig())
    assert g13(house, house.draft(**GOOD, year=2025, initiatives=jig()))["verdict"] == "holds"


def test_a_person_ruled_the_same_brings_the_history_of_both_spellings(house: House) -> None:
    first = house.draft(full_name="Nguyễn Thị Thúy Hòa", **GOOD, initiatives=jig())
    assert house.submit(first).status_code == 200
    twin = {"full_name": "Thuý Hoà Nguyễn Thị", "birth": "1984", "achievement": "Việc khác"}
    second = house.draft(PHU_CU, **twin, **GOOD, initiatives=jig())
    assert g13(house, second, PHU_CU)["verdict"] == "holds"

    path = f"/nominations/{second}/duplicates/{first}/same-person"
    ruled = house.call("POST", path, body={"reason": "Đã đối chiếu hồ sơ gốc"}, unit=PHU_CU)
    assert ruled.status_code == 200, ruled.text
    assert g13(house, second, PHU_CU)["verdict"] == "fails"


def test_the_share_the_rulebook_asks_is_asked_of_several_authors(house: House) -> None:
    found = [
        g13(house, house.draft(**GOOD, year=year, achievement=f"Việc {year}", initiatives=jig(authors=2, **share)))
        for year, share in ((2026, {"share_percent": 29}), (2025, {"share_percent": 30}), (2024, {}))
    ]
    assert [(one["verdict"], one["consequence"]) for one in found] == [
        ("fails", "warn"), ("holds", "none"), ("unknown", "warn")
    ]  # fmt: skip
