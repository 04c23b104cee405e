"""Titles of the register that a dossier was sent with go up with its supplement, though nobody would guess them now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.events.dossier import Initiative, UnitRef
from shared.events.registry import AwardRevoked
from shared.events.terms import Block, InitiativeScope
from tests.unit.nomination.house import MINH_ANH, PHU_CU, House
from tests.unit.nomination.test_consumers import UNIT, Ears, form, recorded, returned
from tests.unit.nomination.test_namesakes_apart import rule
from tests.unit.nomination.test_supplements import edit, resubmit

YEARS, ELSEWHERE = (2023, 2024, 2025), "Công đoàn Phân xưởng May II"
INITIATIVE = Initiative(
    title="X", recognised_on=date(2025, 5, 1), recognised_by="HĐSK", scope=InitiativeScope.PROVINCE,
    has_certificate=True,
)  # fmt: skip
WANTED: dict[str, Any] = {"award": "title_fighter_province", "initiatives": (INITIATIVE,)}
WORDS = {"nominee.position": "Giữ nguyên vì đúng."}


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def entered(house: House, ears: Ears, key: str, case: str = "legacy-{}") -> None:
    """Three titles of the register, of the same union by its name."""
    union = UnitRef(id=MINH_ANH, name="CĐCS Công ty May Minh Anh", block=Block.ENTERPRISE)
    for year in YEARS:
        award = replace(
            recorded(case.format(year), key), award_id=f"a-{year}", award="title_fighter_base", year=year, unit=union,
            number=f"{year}/QĐ", dated=date(year, 12, 20),
        )  # fmt: skip
        ears.hear(award.award_id, award)


def renamed(house: House) -> None:
    """What only a release before could have let through: the register's union has another name than ours."""
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE known_award SET unit_name = ?", (ELSEWHERE,))


def sent_with_titles(house: House, ears: Ears, *parts: str, birth: str = "1984") -> str:
    case = house.draft(birth=birth, **WANTED)
    entered(house, ears, house.row(case).nominee_key)
    assert house.submit(case).status_code == 200
    ears.hear(case, returned(case, *parts or ("nominee.position",)))
    return case


def titles(house: House) -> list[tuple[int, bool]]:
    told = house.said("nomination.resubmitted")[-1]["dossier"]["prior_titles"]
    return [(one["year"], one["in_register"]) for one in told]


def restated(house: House, case: str, **changes: Any) -> dict[str, Any]:
    draft = house.row(case).draft
    stated = {"birth": draft["nominee"]["birth"], "initiatives": draft["initiatives"], "award": draft["award"]}
    return form(**(stated | changes))


@pytest.mark.parametrize("is_edited", [True, False])
def test_what_was_sent_and_is_not_named_goes_up_unchanged(house: House, ears: Ears, is_edited: bool) -> None:
    case = sent_with_titles(house, ears)
    renamed(house)
    if is_edited:
        answer = edit(house, case, restated(house, case, position="Tổ trưởng"))
        assert answer.status_code == 200, answer.text
    checked = house.call("POST", f"/nominations/{case}/check").get_json()
    assert [one["verdict"] for one in checked["evaluations"] if one["rule"] == "G12"] == ["holds"]

    sent = resubmit(house, case, **WORDS)

    assert sent.status_code == 200, sent.text
    assert titles(house) == [(year, True) for year in YEARS]


def g12(answer: Any) -> list[str]:
    return [place["code"] for place in answer.get_json().get("places", ())]


def test_an_award_that_was_revoked_since_proves_nothing(house: House, ears: Ears) -> None:
    case = sent_with_titles(house, ears)
    renamed(house)
    gone = AwardRevoked(
        award_id="a-2024", case="legacy-2024", unit=UNIT, decision="d-9", number="9/QĐ", dated=date(2026, 2, 1),
        ground="revoked", basis="Kê khai gian dối", recovery=None, money=None,
    )  # fmt: skip
    ears.hear("a-2024", gone)

    answer = resubmit(house, case, **WORDS)

    assert (answer.status_code, g12(answer)) == (422, ["G12"])


def test_nor_does_one_of_another_number(house: House, ears: Ears) -> None:
    """A namesake's of the same year is not what this dossier was sent with."""
    case = sent_with_titles(house, ears)
    renamed(house)
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE known_award SET decision_number = '9/QĐ' WHERE year = 2025")

    assert g12(resubmit(house, case, **WORDS)) == ["G12"]


def test_nor_where_the_return_let_another_be_named(house: House, ears: Ears) -> None:
    case = sent_with_titles(house, ears, "nominee.full_name")
    renamed(house)
    assert edit(house, case, restated(house, case, full_name="Nguyễn Thị Hường")).status_code == 200

    assert g12(resubmit(house, case)) == ["G12"]


def test_where_titles_are_named_they_are_stated_anew(house: House, ears: Ears) -> None:
    case = sent_with_titles(house, ears, "prior_titles")
    renamed(house)
    assert g12(resubmit(house, case, prior_titles="Đúng như sổ.")) == ["G12"]

    stated = [{"award": "title_fighter_base", "year": year, "decision_number": f"{year}/QĐ"} for year in YEARS]
    assert edit(house, case, restated(house, case, prior_titles=stated)).status_code == 200
    assert resubmit(house, case).status_code == 200


def test_who_was_ruled_to_be_another_takes_the_title_along(house: House, ears: Ears) -> None:
    """Of an award that came of a case here a person can say whose it is, and then that is so."""
    other = house.draft(PHU_CU, birth="1984", papers=False, achievement="Việc khác")
    case = house.draft(birth="1984", **WANTED)
    entered(house, ears, house.row(case).nominee_key)
    assert house.submit(case).status_code == 200
    ears.hear(case, returned(case, "nominee.position"))
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE known_award SET case_id = ?", (other,))
    assert rule(house, case, other, "different-people").status_code == 200

    assert g12(resubmit(house, case, **WORDS)) == ["G12"]
