"""Asking that somebody be erased: by what the paper names, of whom, how often, and what becomes of the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.erasure import ERASED
from shared.events.terms import Role
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PROVINCE, House
from tests.unit.nomination.test_corrected_erased import RIGHT_KEY, corrected
from tests.unit.nomination.test_namesakes_erased import HUONG, NAMESAKE, SIGNER, asks, differing, ended, proposes


def published(house: House) -> str:
    """One that was sent, and so has a receipt."""
    case = house.draft()
    assert house.submit(case).status_code == 200
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE nomination SET state = 'published' WHERE id = ?", (case,))
    return case


@pytest.mark.parametrize("write", [str.lower, str.upper, str.title])
def test_a_receipt_is_read_however_it_is_written(house: House, write: Callable[[str], str]) -> None:
    case, other = published(house), ended(house, PHU_CU, full_name=NAMESAKE)
    receipt = write(str(house.row(case).receipt))

    assert asks(house, receipt).get_json()["code"] == "erasure.several_people"
    asked = asks(house, receipt, cases=[receipt])

    assert asked.status_code == 201, asked.text
    assert [record["id"] for record in asked.get_json()["taken"]] == [case]
    assert [record["id"] for record in asked.get_json()["left"]] == [other]


def test_a_receipt_in_small_letters_says_whom_it_means_as_well(house: House) -> None:
    """Of a year alone a record has to be named, and by its receipt it is."""
    case = house.draft(birth="1984")
    assert house.submit(case).status_code == 200
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE nomination SET state = 'published' WHERE id = ?", (case,))

    assert asks(house, str(house.row(case).receipt).lower()).status_code == 201


def confirmed(house: House, request: str) -> int:
    return house.call("POST", f"/erasures/{request}/confirm", **SIGNER).status_code


@pytest.mark.parametrize("name", [HUONG, NAMESAKE])
@pytest.mark.parametrize("is_first_asked_first_settled", [True, False])
def test_two_people_of_one_key_are_asked_for_beside_each_other(
    house: House, name: str, is_first_asked_first_settled: bool
) -> None:
    """A request lies for weeks until somebody confirms it, and another's right does not wait for that."""
    cases = [ended(house), ended(house, PHU_CU, full_name=name)]
    requests = [asks(house, case, cases=[case]).get_json()["id"] for case in cases]
    in_turn = requests if is_first_asked_first_settled else requests[::-1]

    assert [confirmed(house, request) for request in in_turn] == [200, 200]

    assert [house.row(case).nominee_name for case in cases] == [ERASED, ERASED]
    said = {one["erasure"]: one for one in house.said("nomination.person_erased")}
    assert [said[request]["cases"] for request in requests] == [[case] for case in cases]
    assert [len(said[request]["standing"]) for request in in_turn] == [1, 0]
    assert proposes(house, MINH_ANH, HUONG, "30/6/1984") == proposes(house, PHU_CU, name, "30/6/1984") == 409
    assert differing(house) == []


def test_no_record_is_asked_for_twice(house: House) -> None:
    """Not under the key its award was corrected to either."""
    one, other = ended(house), ended(house, PHU_CU, full_name=NAMESAKE)
    corrected(house, one)
    assert asks(house, one, cases=[one]).status_code == 201

    for again in (asks(house, one, cases=[one, other]), asks(house, RIGHT_KEY, cases=[one])):
        assert (again.status_code, again.get_json()["code"]) == (409, "erasure.asked_before")
        assert [place["at"] for place in again.get_json()["places"]] == [one]
    assert asks(house, other, cases=[other]).status_code == 201


def test_a_request_of_a_release_before_means_all_of_its_key(house: House) -> None:
    one, other = ended(house), ended(house, PHU_CU, full_name=NAMESAKE)
    assert asks(house, one, cases=[one]).status_code == 201
    with house.work() as work:
        forget = "UPDATE erasure_request SET cases = NULL, holds = NULL, standing = NULL"
        work.tx.connection().exec_driver_sql(forget)

    assert asks(house, other, cases=[other]).get_json()["code"] == "erasure.asked_before"


SECRETARY: dict[str, Any] = {"role": Role.COUNCIL_SECRETARY, "unit": PROVINCE}
REASON = {"reason": "Ghi nhầm số đơn, sẽ đề nghị lại."}


@pytest.fixture
def own(house: House) -> str:
    """A request of a council secretary."""
    body = {"person": ended(house), "basis": "consent_withdrawn", "document": "Đơn số 3"}
    asked = house.call("POST", "/erasures", body=body, **SECRETARY)
    assert asked.status_code == 201, asked.text
    return str(asked.get_json()["id"])


def test_who_asked_reads_the_request_and_takes_it_back(house: House, own: str) -> None:
    listed = house.call("GET", "/erasures", **SECRETARY).get_json()["items"]
    shown = house.call("GET", f"/erasures/{own}", **SECRETARY).get_json()

    taken_back = house.call("POST", f"/erasures/{own}/decline", body=REASON, **SECRETARY)

    assert ([one["id"] for one in listed], [one["nominee_name"] for one in shown["taken"]]) == ([own], [HUONG])
    assert (taken_back.status_code, taken_back.get_json()["outcome"]) == (200, "declined")
    assert taken_back.get_json()["settled_by"] == taken_back.get_json()["asked_by"]
    assert [one["reason"] for one in house.said("nomination.erasure_declined")] == [REASON["reason"]]
    assert differing(house) == []


def test_another_secretary_is_shown_nothing_of_it(house: House, own: str) -> None:
    other = SECRETARY | {"subject": "thu-ky-khac"}

    assert house.call("GET", "/erasures", **other).get_json()["items"] == []
    for answer in (
        house.call("GET", f"/erasures/{own}", **other),
        house.call("POST", f"/erasures/{own}/decline", body=REASON, **other),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (404, "erasure.absent")
    assert house.call("POST", f"/erasures/{own}/confirm", **SECRETARY).status_code == 403
    assert house.call("POST", f"/erasures/{own}/decline", body=REASON, **SIGNER).status_code == 200
