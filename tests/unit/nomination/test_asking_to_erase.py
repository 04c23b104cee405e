"""Asking that somebody be erased: by what the paper names, of whom, how often, and what becomes of the request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.nomination.house import PHU_CU, House
from tests.unit.nomination.test_namesakes_erased import NAMESAKE, asks, ended


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
