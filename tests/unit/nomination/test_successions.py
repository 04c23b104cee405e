"""A merger or split that was entered in error: taken back by a new record, refused while something rests on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from services.nomination.models import SuccessionTakenBack, UnitSuccession
from shared.events.terms import Role
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, PROVINCE, House
from tests.unit.nomination.test_consumers import Ears, form
from tests.unit.nomination.test_mergers import (
    HEIR,
    MERGED,
    TODAY,
    awarded,
    drafts_pass,
    merge,
    passed,
    places_pass,
    second_heir,
    split,
)
from tests.unit.nomination.test_quotas import sent
from tests.unit.nomination.test_units import order

ERROR = {"reason": "Nhập nhầm đơn vị.", "document": "CV 21/LĐLĐ"}


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def take_back(house: House, unit: str = MINH_ANH, **changed: Any) -> Any:
    seen = house.call("GET", f"/units/{unit}").get_json()["version"]
    return order(house, f"/units/{unit}/succession/retraction", ERROR | changed, seen=seen)


def rested_on(house: House) -> str:
    """The reason of the refusal, which changed nothing."""
    answer = take_back(house)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "unit.succession_rested_on"), answer.text
    assert house.said("nomination.succession_taken_back") == []
    assert house.call("GET", f"/units/{MINH_ANH}").get_json()["successions"] != []
    return str(answer.get_json()["detail_vi"])


def test_the_unit_goes_on_and_both_records_stay(house: House) -> None:
    merge(house)
    answer = take_back(house)

    assert answer.status_code == 200, answer.text
    assert (answer.get_json()["valid_to"], answer.get_json()["successions"]) == (None, [])
    assert house.call("POST", "/nominations", body=form()).status_code == 201
    assert house.said("nomination.succession_taken_back") == [
        {"unit": MINH_ANH, "successors": [PHU_CU], "valid_to": None} | ERROR
    ]
    with house.desk.database.reading() as tx:
        assert [row.successor_id for row in tx.scalars(select(UnitSuccession))] == [PHU_CU]
        [back] = tx.scalars(select(SuccessionTakenBack))
        assert (back.unit_id, back.number, back.reason, back.document) == (MINH_ANH, 1, *ERROR.values())
    assert house.violations() == []


def test_the_right_one_may_be_entered_afterwards_and_taken_back_too(house: House) -> None:
    merge(house)
    assert take_back(house).status_code == 200
    heir = second_heir(house)
    assert merge(house, successor=heir.id).status_code == 200
    shown = house.call("GET", f"/units/{MINH_ANH}").get_json()
    assert [one["successor"] for one in shown["successions"]] == [heir.id]
    assert take_back(house).status_code == 200
    assert take_back(house).get_json()["code"] == "unit.not_succeeded"


def test_a_split_is_taken_back_as_a_whole_and_the_former_last_day_comes_back(house: House) -> None:
    heir = second_heir(house)
    seen = house.call("GET", f"/units/{MINH_ANH}").get_json()["version"]
    closing = {"last_day": "2026-12-31", "document": "9/QĐ"}
    assert order(house, f"/units/{MINH_ANH}/close", closing, seen=seen).status_code == 200
    split(house, PHU_CU, heir.id)

    answer = take_back(house)
    assert (answer.get_json()["valid_to"], answer.get_json()["successions"]) == ("2026-12-31", [])


def test_what_a_migration_moved_has_to_be_moved_back_first(house: House, ears: Ears) -> None:
    [case] = sent(house, 0)
    draft = house.draft(full_name="Trần Văn Đức", achievement="Việc khác")
    merge(house)
    ears.hear(case, passed(house, case))
    assert "hồ sơ, danh sách đã chuyển" in rested_on(house)
    ears.hear(case, passed(house, case, is_back=True))

    ears.hear(PLAN, drafts_pass())
    assert draft in rested_on(house)
    ears.hear(PLAN, drafts_pass(is_back=True))
    assert take_back(house).status_code == 200


def test_a_migration_heard_after_the_merger_was_taken_back_is_named_until_it_is_reverted(
    house: House, ears: Ears
) -> None:
    """Review moved them while nobody here knew: the merger is gone, and what passed by it must not pass unnoticed."""
    [case] = sent(house, 0)
    draft = house.draft(full_name="Trần Văn Đức", achievement="Việc khác")
    merge(house)
    assert take_back(house).status_code == 200
    assert house.violations() == []

    ears.hear(case, passed(house, case))
    ears.hear(MINH_ANH, drafts_pass())
    named = sorted(house.violations())
    assert [line.split()[0] for line in named] == sorted([case, draft])
    assert all(f"from {MINH_ANH} to {PHU_CU}" in line for line in named)

    ears.hear(case, passed(house, case, is_back=True))
    ears.hear(MINH_ANH, drafts_pass(is_back=True))
    assert house.violations() == []


def test_what_passed_over_two_mergers_rests_on_both(house: House, ears: Ears) -> None:
    [case] = sent(house, 0)
    heir = second_heir(house)
    merge(house)
    ears.hear(case, passed(house, case))
    merge(house, PHU_CU, successor=heir.id)
    assert house.violations() == []


def test_places_of_awards_that_count_with_the_successor_have_to_come_back(house: House, ears: Ears) -> None:
    house.limit(5)
    [case] = sent(house, 0)
    ears.hear(case, awarded(case))
    merge(house)
    ears.hear(case, places_pass(case))
    assert house.row(case).receipt in rested_on(house)
    ears.hear(case, places_pass(case, is_back=True))
    assert take_back(house).status_code == 200


def test_what_passed_on_from_a_union_before_has_to_come_back_from_the_last_one(house: House, ears: Ears) -> None:
    """Of the second merger too it is said that the first union's cases and awards rest on it."""
    house.limit(5)
    award, case = sent(house, 0, 1)
    heir = second_heir(house)
    ears.hear(award, awarded(award))
    merge(house)
    ears.hear(award, places_pass(award))
    ears.hear(case, passed(house, case))
    merge(house, PHU_CU, successor=heir.id)
    ears.hear(award, replace(places_pass(award, to=heir), from_unit=MERGED))
    on = replace(MERGED, successor=heir)
    ears.hear(case, replace(passed(house, case), from_unit=MERGED, unit=on))

    def obstacles() -> str:
        answer = take_back(house, PHU_CU)
        return "" if answer.status_code == 200 else str(answer.get_json()["detail_vi"])

    told = obstacles()
    assert house.row(award).receipt in told
    assert house.row(case).receipt in told
    ears.hear(award, replace(places_pass(award, is_back=True), from_unit=on, unit=MERGED))
    assert house.row(award).receipt not in obstacles()
    ears.hear(case, replace(passed(house, case, is_back=True), from_unit=on, unit=MERGED))
    assert obstacles() == ""
    assert house.violations() == []


def test_what_a_successor_began_since_stands_in_the_way_until_it_is_over(house: House) -> None:
    house.draft(PHU_CU, full_name="Lê Văn An")
    merge(house)
    house.clock.advance(minutes=1)
    begun = house.draft(PHU_CU)
    assert begun in rested_on(house)
    gone = house.call(
        "POST", f"/nominations/{begun}/withdraw", unit=PHU_CU, seen=1, body={"reason": "Soạn nhầm người này."}
    )
    assert gone.status_code == 200, gone.text
    assert take_back(house).status_code == 200


def test_units_placed_under_a_successor_and_its_own_end_stand_in_the_way(house: House) -> None:
    merge(house)
    heir = second_heir(house)
    merge(house, PHU_CU, successor=heir.id)
    assert "đơn vị kế thừa đã chấm dứt" in rested_on(house)


def test_only_an_administrator_takes_back_and_only_what_there_is(house: House) -> None:
    assert take_back(house).status_code == 409
    merge(house)
    path, seen = f"/units/{MINH_ANH}/succession/retraction", 2
    refused = house.call("POST", path, role=Role.COUNCIL_SECRETARY, unit=PROVINCE, seen=seen, body=ERROR)
    assert refused.status_code == 403
    assert take_back(house, reason="nhầm").status_code == 422
    assert HEIR.id in str(house.call("GET", f"/units/{MINH_ANH}").get_json()["successions"])
    assert TODAY in str(house.call("GET", f"/units/{MINH_ANH}").get_json()["successions"])
