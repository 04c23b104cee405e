"""The period an award is for: a year and a phase of the plan, and no words of one's own."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy import select

from services.nomination.models import DossierVersion, Nomination
from shared.events.terms import AwardType
from tests.unit.nomination.house import PLAN, House, file_part
from tests.unit.nomination.test_consumers import Ears, form, returned
from tests.unit.nomination.workbooks import HEADERS, person, workbook


def stopped(house: House, case: str) -> list[tuple[str, str]]:
    answer = house.submit(case)
    assert answer.status_code == 422, answer.text
    return [(place["code"], place["at"]) for place in answer.get_json()["places"]]


def words(house: House, case: str) -> str:
    [place] = house.submit(case).get_json()["places"]
    return f"{place['vi']} {place['en']}"


def test_a_phase_the_plan_does_not_have_is_no_way_round_a_duplicate(house: House) -> None:
    assert house.submit(house.draft()).status_code == 200

    again = house.draft(for_phase="abc", achievement="Việc khác")

    assert stopped(house, again) == [("G01", "for_phase")]
    assert "không chia đợt" in words(house, again)
    assert house.violations() == []


def test_the_phases_there_are_are_named(house: House) -> None:
    house.has_phases()
    strange = house.draft(for_phase="đợt 1")

    assert stopped(house, strange) == [("G01", "for_phase")]
    assert "dot_1 (Cả năm 2026)" in words(house, strange)
    assert "dot_2 (The year 2026)" in words(house, strange)
    assert house.submit(house.draft(for_phase="dot_2")).status_code == 200


def test_a_phase_that_is_the_whole_plan_is_the_year_itself(house: House) -> None:
    """Hưng Yên's one phase `year` frees nobody of the report, nor of what the year's other award forbids."""
    for award_type in (AwardType.MERIT, AwardType.THEMATIC):
        assert stopped(house, house.draft(for_phase="year", award_type=award_type)) == [("G01", "for_phase")]


@pytest.mark.parametrize("year", [1990, 2025, 2027, 2100])
def test_a_year_outside_the_plan_is_refused(house: House, year: int) -> None:
    case = house.draft(year=year)

    assert stopped(house, case) == [("G01", "year")]
    assert f"Năm xét {year}" in words(house, case)
    assert "(năm 2026)" in words(house, case)


def test_a_phase_is_of_its_own_year_in_a_longer_plan(house: House) -> None:
    house.has_phases()
    house.spans(2025, 2026)

    assert house.submit(house.draft(year=2025)).status_code == 200
    assert stopped(house, house.draft(year=2025, for_phase="dot_1", achievement="Việc khác")) == [("G01", "year")]


def test_a_day_outside_the_plan_is_mended_at_the_plan_whatever_the_period(house: House) -> None:
    """The year of an old plan is right, its days are over."""
    case = house.draft(plan="khanh_hoa_2024", year=2024, for_phase="abc")
    assert ("G01", "plan") in stopped(house, case)


def test_rows_of_a_list_for_another_year_are_faults_with_their_number(house: House) -> None:
    people = (("Nguyễn Thị Hương", 2026), ("Lò Văn Phương", 2025), ("Cà Thị Thơm", ""))
    rows = [[*person(number, name), year] for number, (name, year) in enumerate(people, 1)]
    told = sent(house, workbook([(*HEADERS, "Năm"), *rows]))

    assert told.status_code == 201, told.text
    [faulty] = told.get_json()["report"]
    assert [(one["column"], one["code"]) for one in faulty["faults"]] == [("Năm", "year.outside_plan")]
    assert house.count(Nomination) == 2


def test_a_whole_list_for_another_year_is_refused_before_anything_of_it_is_kept(house: House) -> None:
    data = workbook([HEADERS, person(1, "Nguyễn Thị Hương")])
    refused = sent(house, data, year="2025")

    assert refused.status_code == 422, refused.text
    assert [place["at"] for place in refused.get_json()["places"]] == ["year"]
    assert sent(house, data).status_code == 201
    assert house.count(Nomination) == 1


def sent(house: House, data: bytes, **fields: str) -> Any:
    body = {"plan": PLAN, "file": file_part(data, "danh sách.xlsx")} | fields
    return house.call("POST", "/lists", form=body)


def test_what_an_older_release_sent_for_a_phase_of_its_own_is_not_stopped_when_supplemented(house: House) -> None:
    """The return does not name the phase, so nobody could mend it; one who changes it is asked like everybody."""
    case = house.draft()
    assert house.submit(case).status_code == 200
    with house.work() as work:
        version = work.tx.scalars(select(DossierVersion)).one()
        asked = copy.deepcopy(version.evaluations)
        del next(one for one in asked if one["rule"] == "G01")["facts"]["year"]
        version.evaluations = asked
        version.dossier = version.dossier | {"for_phase": "abc"}
        row = work.tx.get_one(Nomination, case)
        row.draft, row.period = row.draft | {"for_phase": "abc"}, "2026/abc"
    Ears(house).hear(case, returned(case, "nominee.position"))
    body = form(position="Tổ trưởng") | {"for_phase": "abc"}
    assert house.call("PUT", f"/nominations/{case}", seen=house.row(case).version, body=body).status_code == 200

    told = house.call(
        "POST", f"/nominations/{case}/resubmit", seen=house.row(case).version, body={"answers": []}
    )

    assert told.status_code == 200, told.text
