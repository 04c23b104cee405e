"""Collectives that are union bodies themselves: told by an id or the union's own name, and not proposed once ended."""

from __future__ import annotations

from typing import Any

import pytest

from services.nomination.models import Nomination
from services.nomination.rules.spelling import names_the_union
from shared.events.terms import SubjectKind
from tests.unit.nomination.house import MINH_ANH, PHU_CU, House
from tests.unit.nomination.test_consumers import Ears
from tests.unit.nomination.test_mergers import drafts_pass, merge, second_heir
from tests.unit.nomination.test_units import order

NAME = "CĐCS Công ty TNHH May Minh Anh"


def union_as_subject(house: House, *, name: str = NAME, **changes: Any) -> str:
    """A draft for the union itself, which passes every rule."""
    nobody = {"birth": None, "sex": None, "position": None, "is_direct_worker": None, "is_leader": None}
    return house.draft(kind=SubjectKind.COLLECTIVE, full_name=name, **nobody, **changes)


def subject_sent(house: House) -> Any:
    return house.said("nomination.submitted")[-1]["dossier"]["nominee"]["subject_unit"]


def refused(house: House, case: str, unit: str = MINH_ANH) -> list[tuple[str, str]]:
    return [(place["code"], place["vi"]) for place in house.submit(case, unit).get_json()["places"]]


def test_the_unions_own_name_says_which_union_is_meant(house: House) -> None:
    assert house.submit(union_as_subject(house, name="Công đoàn cơ sở Cty May Minh Anh")).status_code == 200

    assert subject_sent(house) == MINH_ANH
    assert house.violations() == []


@pytest.mark.parametrize("name", ["Công ty TNHH May Minh Anh", "Tổ May 3", "CĐCS Công ty Gốm"])
def test_another_name_says_nothing(house: House, name: str) -> None:
    """The company is not its union and may outlive it."""
    assert house.submit(union_as_subject(house, name=name)).status_code == 200
    assert subject_sent(house) is None


def test_an_id_goes_before_the_name(house: House) -> None:
    assert house.submit(union_as_subject(house, name="CĐ Phù Cừ", subject_unit=PHU_CU)).status_code == 200
    assert subject_sent(house) == PHU_CU


def test_a_union_that_ended_is_not_proposed(house: House) -> None:
    case = union_as_subject(house, name="CĐ Trường Phù Cừ", subject_unit=PHU_CU)
    order(house, f"/units/{PHU_CU}/close", {"last_day": "2026-08-02", "document": "99/QĐ"}, seen=1)

    [(rule, words)] = refused(house, case)

    assert rule == "G02"
    assert "Phù Cừ" in words
    assert "02/08/2026" in words


def test_a_union_that_ends_today_is_still_proposed(house: House) -> None:
    order(house, f"/units/{PHU_CU}/close", {"last_day": "2026-08-03", "document": "99/QĐ"}, seen=1)
    assert house.submit(union_as_subject(house, subject_unit=PHU_CU)).status_code == 200


def test_an_id_nobody_has_is_refused(house: House) -> None:
    [(rule, words)] = refused(house, union_as_subject(house, subject_unit="cdcs-khong-co"))
    assert (rule, "cdcs-khong-co" in words) == ("G02", True)


def test_a_draft_for_a_merged_union_is_not_sent_by_its_successor(house: House) -> None:
    """It passes with everything else; what it proposes is a union that is no more."""
    case = union_as_subject(house)
    heir = second_heir(house)
    assert merge(house, successor=heir.id).status_code == 200
    Ears(house).hear(MINH_ANH, drafts_pass(to=heir))
    assert house.row(case).unit_id == heir.id

    [(rule, words)] = refused(house, case, heir.id)

    assert rule == "G02"
    assert "May Minh Anh" in words


def test_only_a_collective_is_a_union(house: House) -> None:
    body = {
        "plan": "hung_yen_2026", "award": "merit_cert_federation", "award_type": "merit", "year": 2026,
        "achievement": "A",
        "nominee": {"kind": "individual", "full_name": "Nguyễn Thị Hương", "subject_unit": MINH_ANH},
    }  # fmt: skip
    answer = house.call("POST", "/nominations", body=body, key="k-1")

    assert answer.status_code == 422
    assert [place["at"] for place in answer.get_json()["places"]] == ["nominee.subject_unit"]
    assert house.count(Nomination) == 0


def test_names_of_unions_are_told_from_names_of_workplaces() -> None:
    assert names_the_union("Công đoàn Trường THPT Phù Cừ", "CĐCS Trường trung học phổ thông Phù Cừ")
    assert not names_the_union("Trường THPT Phù Cừ", "CĐCS Trường THPT Phù Cừ")
    assert not names_the_union("CĐCS Trường THPT Kim Động", "CĐCS Trường THPT Phù Cừ")
