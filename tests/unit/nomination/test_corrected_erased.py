"""Erasing somebody whose award the register corrected: they are known again by both names, under both keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.nomination.models import IdentityRuling
from shared.erasure import ERASED
from shared.events.terms import SubjectKind
from shared.names import nominee_key
from tests.unit.nomination.house import MINH_ANH, PHU_CU, House
from tests.unit.nomination.test_consumers import Ears, recorded
from tests.unit.nomination.test_namesakes_erased import HUONG, asks, differing, ended, erased, proposes

RIGHT = "Nguyễn Thị Hương Giang"
RIGHT_KEY = nominee_key(SubjectKind.INDIVIDUAL, RIGHT, "1984-06-30")
ALIKE = "Nguyễn Thị Hươn"


def corrected(house: House, case: str, name: str = RIGHT, key: str = RIGHT_KEY) -> None:
    """The register has the award of this case under another name."""
    Ears(house).hear("a-9", replace(recorded(case, key), award_id="a-9", nominee_name=name))


def settled(house: House, case: str) -> None:
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE nomination SET state = 'published' WHERE id = ?", (case,))


def reasons(house: House) -> set[str]:
    with house.desk.database.reading() as tx:
        return {ruling.reason for ruling in tx.query(IdentityRuling)}


@pytest.mark.parametrize("is_asked_by_key", [False, True])
def test_who_was_corrected_is_known_again_by_both_names(house: House, is_asked_by_key: bool) -> None:
    case = ended(house)
    corrected(house, case)

    erased(house, RIGHT_KEY if is_asked_by_key else case)

    assert [proposes(house, PHU_CU, name, "30/6/1984") for name in (HUONG, RIGHT)] == [409, 409]
    assert proposes(house, PHU_CU, "Nguyễn Thị Hường Giang", "30/6/1984") == 201


def test_whoever_asks_is_shown_the_corrected_name_and_its_namesakes(house: House) -> None:
    """The sheet of another who bears the right name is nobody's to erase unasked, and tells the two apart."""
    case = ended(house)
    corrected(house, case)
    other = ended(house, PHU_CU, full_name=RIGHT)

    assert asks(house, case).get_json()["code"] == "erasure.several_people"
    asked = erased(house, case, cases=[case]).get_json()

    assert [record["id"] for record in asked["left"]] == [other]
    assert house.row(other).nominee_name == RIGHT
    assert [proposes(house, unit, RIGHT, "30/6/1984") for unit in (MINH_ANH, PHU_CU)] == [409, 201]


def test_in_doubt_the_corrected_name_is_shown(house: House) -> None:
    case = ended(house)
    corrected(house, case)
    ended(house, PHU_CU, full_name=RIGHT)

    refused = asks(house, RIGHT_KEY)

    assert refused.get_json()["code"] == "erasure.several_people"
    told = {place["at"]: place["vi"] for place in refused.get_json()["places"]}
    assert HUONG in told[case]
    assert RIGHT in told[case]


@pytest.mark.parametrize("is_asked_by_key", [False, True])
def test_a_ruling_on_the_sheet_goes_by_whichever_key_was_asked(house: House, is_asked_by_key: bool) -> None:
    one, other = house.draft(), house.draft(PHU_CU, full_name=ALIKE, papers=False)
    said = {"reason": "Bà Hương làm ở Minh Anh, sinh năm 1984."}
    assert house.call("POST", f"/nominations/{one}/duplicates/{other}/different-people", body=said).status_code == 200
    assert house.submit(one).status_code == 200
    settled(house, one)
    corrected(house, one)

    erased(house, RIGHT_KEY if is_asked_by_key else one)

    assert reasons(house) == {ERASED}
    assert [fault for fault in differing(house) if "identity_ruling" in fault] == []


def test_a_ruling_on_a_namesake_under_the_former_key_is_no_fault(house: House) -> None:
    """Its event can still be read; it is compared no more than the others of that key."""
    one, namesake = house.draft(), house.draft(PHU_CU, papers=False)
    other = house.draft(PHU_CU, full_name=ALIKE, papers=False)
    said, unit = {"reason": "Hai người khác nhau."}, PHU_CU
    ruled = house.call("POST", f"/nominations/{namesake}/duplicates/{other}/different-people", unit=unit, body=said)
    assert ruled.status_code == 200, ruled.text
    assert house.submit(one).status_code == 200
    settled(house, one)
    corrected(house, one)

    erased(house, RIGHT_KEY, cases=[one])

    assert [fault for fault in differing(house) if "identity_ruling" in fault] == []
