"""Alike nominations: shown with the reasons, ruled on by a person once, and what follows from the ruling."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination.models import IdentityRuling
from services.nomination.models_known import KnownAward
from shared.events.terms import AwardType, Role
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PROVINCE, House

REASON = {"reason": "Đã đối chiếu căn cước và hồ sơ gốc"}


@pytest.fixture
def pair(house: House) -> tuple[str, str]:
    """One person sent by one unit, and a draft of the other unit with another spelling and only the year of birth."""
    first = house.draft(full_name="Nguyễn Thị Thúy Hòa")
    assert house.submit(first).status_code == 200
    return first, house.draft(PHU_CU, full_name="Thuý Hoà Nguyễn Thị", birth="1984", achievement="Việc khác")


def duplicates(house: House, case: str, **who: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = house.call("GET", f"/nominations/{case}/duplicates", **who).get_json()["items"]
    return items


def rule(house: House, case: str, other: str, word: str, **who: Any) -> TestResponse:
    return house.call("POST", f"/nominations/{case}/duplicates/{other}/{word}", body=REASON, **who)


def g06(house: House, case: str, unit: str) -> dict[str, Any]:
    told = house.call("POST", f"/nominations/{case}/check", unit=unit).get_json()
    [found] = [item for item in told["evaluations"] if item["rule"] == "G06"]
    return dict(found)


def test_likeness_is_shown_with_its_reasons_and_without_anybodys_birth(house: House, pair: tuple[str, str]) -> None:
    first, second = pair

    [shown] = duplicates(house, second, unit=PHU_CU)

    assert (shown["nomination"], shown["is_exact"], shown["ruling"]) == (first, False, None)
    assert [reason["code"] for reason in shown["reasons"]] == ["name.order", "birth.year"]
    assert shown["weight"] == 65
    assert "1984-06-30" not in str(shown)


def test_likeness_warns_and_says_why(house: House, pair: tuple[str, str]) -> None:
    found = g06(house, pair[1], PHU_CU)

    assert (found["verdict"], found["consequence"]) == ("fails", "warn")
    assert "khác thứ tự họ tên" in found["words"]["vi"]
    assert "another order" in found["words"]["en"]
    assert house.row(pair[0]).receipt in found["words"]["vi"]


def test_different_people_are_not_asked_about_again(house: House, pair: tuple[str, str]) -> None:
    first, second = pair

    ruled = rule(house, second, first, "different-people", unit=PHU_CU)

    assert ruled.status_code == 200, ruled.text
    assert g06(house, second, PHU_CU)["verdict"] == "holds"
    [event] = house.said("nomination.identity_ruled")
    assert (event["case"], event["other_case"], event["are_same"], event["weight"]) == (second, first, False, 65)
    again = house.draft(PHU_CU, full_name="Thuý Hoà Nguyễn Thị", birth="1984", achievement="Việc thứ ba")
    assert g06(house, again, PHU_CU)["verdict"] == "holds"
    assert duplicates(house, second, unit=PHU_CU)[0]["ruling"]["reason"] == REASON["reason"]


def test_the_same_person_blocks(house: House, pair: tuple[str, str]) -> None:
    first, second = pair
    rule(house, second, first, "same-person", unit=PHU_CU)

    answer = house.submit(second, PHU_CU)

    [place] = answer.get_json()["places"]
    assert (answer.status_code, place["code"]) == (422, "G06")
    assert house.row(first).receipt in place["vi"]


def test_a_unit_does_not_overrule_a_body_above_but_may_be_overruled(house: House, pair: tuple[str, str]) -> None:
    first, second = pair
    assert house.submit(second, PHU_CU).status_code == 200
    assert rule(house, second, first, "different-people", unit=PHU_CU).status_code == 200
    above = {"role": Role.COUNCIL_SECRETARY, "unit": PROVINCE}

    overruled = rule(house, second, first, "same-person", **above)
    back = rule(house, second, first, "different-people", unit=PHU_CU)

    assert overruled.status_code == 200, overruled.text
    assert (back.status_code, back.get_json()["code"]) == (409, "likeness.ruled_from_above")
    assert [event["are_same"] for event in house.said("nomination.identity_ruled")] == [False, True]
    assert house.count(IdentityRuling) == 1


def test_only_who_has_to_do_with_the_case_rules_and_with_a_reason(house: House, pair: tuple[str, str]) -> None:
    first, second = pair
    path = f"/nominations/{second}/duplicates/{first}/same-person"

    assert rule(house, second, first, "same-person", unit=MINH_ANH).status_code == 403
    assert rule(house, second, first, "same-person", role=Role.AUDITOR).status_code == 403
    assert house.call("POST", path, unit=PHU_CU, body={"reason": "ngắn"}).status_code == 422
    assert house.call("GET", f"/nominations/{second}/duplicates").status_code == 403
    assert house.count(IdentityRuling) == 0


def test_exact_identity_and_strangers_are_not_ruled_on(house: House, pair: tuple[str, str]) -> None:
    first, _ = pair
    exact = house.draft(PHU_CU, full_name="NGUYỄN THỊ THUÝ HOÀ", achievement="Việc khác")
    stranger = house.draft(PHU_CU, full_name="Trần Văn Đức", birth="1970-01-01", achievement="Việc khác")

    assert rule(house, exact, first, "different-people", unit=PHU_CU).get_json()["code"] == "likeness.exact"
    assert rule(house, stranger, first, "same-person", unit=PHU_CU).get_json()["code"] == "likeness.absent"
    assert [shown["is_exact"] for shown in duplicates(house, exact, unit=PHU_CU)] == [True]


def test_everybody_born_in_the_year_is_compared_where_only_the_year_is_known(house: House) -> None:
    """The full birth is on file and the newcomer has a year, and the other way round."""
    full = house.draft(full_name="Lò Văn Phương", birth="1979-03-09", achievement="Việc một")
    assert house.submit(full).status_code == 200
    year = house.draft(PHU_CU, full_name="Lò Văn Phượng", birth="1979", achievement="Việc hai")
    assert [shown["nomination"] for shown in duplicates(house, year, unit=PHU_CU)] == [full]
    assert house.submit(year, PHU_CU).status_code == 200
    third = house.draft(full_name="Lò Văn Phươngg", birth="1979-03-09", achievement="Việc ba")

    assert {shown["nomination"] for shown in duplicates(house, third)} == {full, year}


@pytest.fixture
def one_person(house: House, pair: tuple[str, str]) -> str:
    """The other spelling, ruled to be the same person: what stands beside the first stands beside it."""
    first, second = pair
    assert rule(house, second, first, "same-person", unit=PHU_CU).status_code == 200
    return second


def under_other_spelling(house: House, **changes: Any) -> str:
    return house.draft(PHU_CU, full_name="Thuý Hoà Nguyễn Thị", birth="1984", **changes)


def told_by(house: House, case: str, rule_id: str) -> dict[str, Any]:
    told = house.call("POST", f"/nominations/{case}/check", unit=PHU_CU).get_json()
    [found] = [item for item in told["evaluations"] if item["rule"] == rule_id]
    return dict(found)


def test_one_achievement_is_not_rewarded_twice_under_two_spellings(
    house: House, pair: tuple[str, str], one_person: str
) -> None:
    """Another award, so that nothing but the ruling brings the two together (G05)."""
    again = under_other_spelling(house, award="merit_cert_province")
    other = under_other_spelling(house, award="merit_cert_province", achievement="Việc khác hẳn")

    found = told_by(house, again, "G05")
    assert (found["verdict"], found["consequence"]) == ("fails", "block")
    assert house.row(pair[0]).receipt in found["words"]["vi"]
    assert told_by(house, other, "G05")["verdict"] == "holds"


def test_full_year_and_theme_meet_under_two_spellings(house: House, pair: tuple[str, str], one_person: str) -> None:
    theme = under_other_spelling(
        house, award="merit_cert_province", award_type=AwardType.THEMATIC, achievement="Chuyên đề an toàn"
    )
    found = told_by(house, theme, "G07")

    assert found["verdict"] == "fails"
    assert house.row(pair[0]).receipt in found["words"]["vi"]


def test_titles_of_the_register_count_under_the_other_spelling(
    house: House, pair: tuple[str, str], one_person: str
) -> None:
    """G12, and G06 where the register has the award: of two persons nothing of the sort is known."""
    key = house.row(pair[0]).nominee_key
    with house.work() as work:
        for number, award in enumerate(("title_fighter_base", "merit_cert_federation")):
            work.tx.add(
                KnownAward(
                    id=f"a-{number}", case_id=f"c-{number}", nominee_key=key, nominee_name="Nguyễn Thị Thúy Hòa",
                    unit_name="CĐCS A", award=award, year=2024, decision_number=f"{number}/QĐ-LĐLĐ",
                    dated=date(2024, 12, 1),
                )
            )  # fmt: skip
    again = under_other_spelling(house, award="title_fighter_province", achievement="Việc năm nay")
    stranger = house.draft(PHU_CU, full_name="Trần Văn Đức", award="title_fighter_province", achievement="Việc nữa")

    held = told_by(house, again, "G12")["facts"]["held"]
    assert [(one["award"], one["year"], one["in_register"]) for one in held] == [("title_fighter_base", 2024, True)]
    assert told_by(house, stranger, "G12")["facts"]["held"] == []
    past = under_other_spelling(house, year=2024, achievement="Việc năm trước")
    assert "1/QĐ-LĐLĐ" in told_by(house, past, "G06")["words"]["vi"]


def test_ruled_different_people_keep_their_histories_apart(house: House, pair: tuple[str, str]) -> None:
    first, second = pair
    assert rule(house, second, first, "different-people", unit=PHU_CU).status_code == 200

    again = under_other_spelling(house, award="merit_cert_province")
    assert told_by(house, again, "G05")["verdict"] == "holds"
