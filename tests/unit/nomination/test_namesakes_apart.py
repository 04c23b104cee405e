"""Two people under one key: of one year of birth, or of names that differ in their marks alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination.models import Claim, IdentityRuling
from services.nomination.models_known import KnownAward
from services.nomination.service import DEFINITION
from shared.accounting import compare_rows
from shared.erasure import ERASED
from shared.events.dossier import Initiative
from shared.events.terms import AwardType, InitiativeScope, Role, Sex
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PROVINCE, House
from tests.unit.nomination.test_mergers import merge
from tests.unit.nomination.test_namesakes_erased import ended, erased
from tests.unit.nomination.test_sheets_kept import HERE

NAME = "Trần Minh Anh"
REASON = {"reason": "Đã đối chiếu căn cước và hồ sơ gốc"}
ABOVE: dict[str, Any] = {"role": Role.COUNCIL_SECRETARY, "unit": PROVINCE}
ADMIN: dict[str, Any] = {"role": Role.ADMINISTRATOR, "unit": PROVINCE}


def hers(house: House, **changes: Any) -> str:
    person = {"full_name": NAME, "birth": "1985", "sex": Sex.FEMALE, "achievement": "Việc A"}
    return house.draft(MINH_ANH, **(person | changes))


def his(house: House, **changes: Any) -> str:
    person = {"full_name": NAME, "birth": "1985", "sex": Sex.MALE, "achievement": "Việc B"}
    return house.draft(PHU_CU, **(person | changes))


@pytest.fixture
def two(house: House) -> tuple[str, str]:
    """Hers was sent, his is a draft of another union."""
    one = hers(house)
    assert house.submit(one).status_code == 200
    return one, his(house)


def rule(house: House, case: str, other: str, word: str, **who: Any) -> TestResponse:
    return house.call("POST", f"/nominations/{case}/duplicates/{other}/{word}", body=REASON, **who)


def told_by(house: House, case: str, rule_id: str, unit: str = PHU_CU) -> dict[str, Any]:
    told = house.call("POST", f"/nominations/{case}/check", unit=unit).get_json()
    [found] = [item for item in told["evaluations"] if item["rule"] == rule_id]
    return dict(found)


def registered(house: House, key: str, *years: int, case: str = "c-{}", award: str = "title_fighter_base") -> None:
    with house.work() as work:
        for year in years:
            work.tx.add(
                KnownAward(
                    id=f"a-{award}-{year}", case_id=case.format(year), nominee_key=key, nominee_name=NAME,
                    unit_name="CĐCS Công ty May Minh Anh", award=award, year=year, decision_number=f"1{year}/QĐ-CĐCS",
                    dated=date(year, 12, 20),
                )
            )  # fmt: skip


def test_a_year_alone_blocks_until_somebody_says_they_are_two(house: House, two: tuple[str, str]) -> None:
    one, other = two
    refused = house.submit(other, PHU_CU)
    [place] = refused.get_json()["places"]
    assert (refused.status_code, place["code"]) == (422, "G06")
    assert "ghi đủ ngày" in place["vi"]
    assert house.row(one).receipt in place["vi"]

    assert rule(house, other, one, "different-people", unit=PHU_CU).status_code == 200

    assert house.submit(other, PHU_CU).status_code == 200
    assert house.count(Claim) == 4
    assert house.violations() == []
    again = his(house, achievement="Việc C")
    [place] = house.submit(again, PHU_CU).get_json()["places"]
    assert house.row(other).receipt in place["vi"]
    assert house.row(one).receipt not in place["vi"]


def faults(house: House) -> list[str]:
    """What `audit verify` would say of rulings and claims by the log of this service."""
    with house.desk.database.reading() as tx:
        found = compare_rows(tx, "nomination", DEFINITION.metadata.tables, HERE, {})
    return [fault.words.en for fault in found.faults if fault.table in ("identity_ruling", "claim", "hold")]


def test_events_tell_what_was_ruled_and_claimed(house: House, two: tuple[str, str]) -> None:
    one, other = two
    assert rule(house, other, one, "different-people", unit=PHU_CU).status_code == 200
    assert house.submit(other, PHU_CU).status_code == 200
    assert faults(house) == []

    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE identity_ruling SET are_same = true")
    assert len(faults(house)) == 1


@pytest.mark.parametrize(
    ("unit", "births", "name"), [(PHU_CU, "1985", NAME), (MINH_ANH, "1985-06-30", "Trần Mình Ánh")]
)
def test_a_ruling_on_somebody_erased_says_nothing_and_is_no_fault(
    house: House, unit: str, births: str, name: str
) -> None:
    one = ended(house, full_name=NAME, birth=births)
    other = ended(house, unit, full_name=name, birth=births)
    assert rule(house, one, other, "different-people").status_code == 200
    assert faults(house) == []

    erased(house, other, cases=[other])

    assert faults(house) == []
    with house.desk.database.reading() as tx:
        assert [row.reason for row in tx.query(IdentityRuling)] == [ERASED]
    assert house.submit(hers(house, birth=births, full_name=NAME)).status_code == 200


def test_ruled_one_they_block_as_one(house: House, two: tuple[str, str]) -> None:
    one, other = two
    assert rule(house, other, one, "same-person", unit=PHU_CU).status_code == 200

    found = told_by(house, other, "G06")
    assert (found["consequence"], found["facts"].get("unsettled")) == ("block", None)
    assert house.row(one).receipt in found["words"]["vi"]


def test_names_that_differ_in_their_marks_can_be_ruled_on(house: House) -> None:
    """Hương and Hường, born on one day, in one union."""
    one = house.draft()
    assert house.submit(one).status_code == 200
    other = house.draft(full_name="Nguyễn Thị Hường", achievement="Việc khác")
    assert house.submit(other).status_code == 422
    [shown] = house.call("GET", f"/nominations/{other}/duplicates").get_json()["items"]
    assert (shown["nomination"], shown["is_exact"], shown["ruling"]) == (one, False, None)

    assert rule(house, other, one, "different-people").status_code == 200

    assert house.submit(other).status_code == 200
    [event] = house.said("nomination.identity_ruled")
    assert event["nominee_key"] == event["other_key"]
    assert event["person"] != event["other_person"]
    [shown] = house.call("GET", f"/nominations/{other}/duplicates").get_json()["items"]
    assert (shown["is_exact"], shown["ruling"]["are_same"]) == (False, False)


def test_one_union_one_name_one_year_is_one_person(house: House, two: tuple[str, str]) -> None:
    one, _ = two
    again = hers(house, achievement="Việc khác")

    assert "unsettled" not in told_by(house, again, "G06", MINH_ANH)["facts"]
    assert house.submit(again).status_code == 422
    assert rule(house, again, one, "different-people").get_json()["code"] == "likeness.exact"
    assert house.count(IdentityRuling) == 0


def fighter(house: House, **changes: Any) -> str:
    initiative = Initiative(
        title="X", recognised_on=date(2025, 5, 1), recognised_by="HĐSK", scope=InitiativeScope.PROVINCE,
        has_certificate=True,
    )  # fmt: skip
    return his(house, award="title_fighter_province", initiatives=(initiative,), **changes)


def test_titles_of_a_namesake_prove_nothing(house: House, two: tuple[str, str]) -> None:
    one, _ = two
    registered(house, house.row(one).nominee_key, 2023, 2024, 2025)
    case = fighter(house)

    found = told_by(house, case, "G12")
    assert (found["verdict"], found["consequence"], found["facts"]["held"]) == ("unknown", "return", [])
    assert "2023, 2024, 2025" in found["words"]["vi"]
    assert house.submit(case, PHU_CU).status_code == 422

    stated = his(house, award="title_fighter_province", achievement="Việc C")
    assert rule(house, stated, one, "different-people", unit=PHU_CU).status_code == 200
    registered(house, house.row(one).nominee_key, 2022, case=one)
    assert [one["year"] for one in told_by(house, stated, "G12")["facts"]["unsettled"]] == [2023, 2024, 2025]


def test_titles_of_the_case_ruled_on_are_known_to_be_theirs_or_not(house: House, two: tuple[str, str]) -> None:
    """What the register has of a case is of whom the case is, whatever the unit is called there."""
    one, _ = two
    registered(house, house.row(one).nominee_key, 2023, 2024, 2025, case=one)
    case = fighter(house)
    assert told_by(house, case, "G12")["verdict"] == "unknown"

    assert rule(house, case, one, "same-person", unit=PHU_CU).status_code == 200
    assert told_by(house, case, "G12")["verdict"] == "holds"
    assert rule(house, case, one, "different-people", unit=PHU_CU).status_code == 200
    found = told_by(house, case, "G12")
    assert (found["facts"]["held"], found["facts"].get("unsettled")) == ([], None)


def test_titles_of_the_same_union_prove_what_they_did(house: House) -> None:
    case = hers(house, award="title_fighter_province")
    registered(house, house.row(case).nominee_key, 2023, 2024, 2025)

    assert told_by(house, case, "G12", MINH_ANH)["verdict"] == "holds"


def test_whoever_follows_a_merged_union_goes_on_with_its_people(house: House, two: tuple[str, str]) -> None:
    one, other = two
    registered(house, house.row(one).nominee_key, 2023, 2024, 2025, case=one)
    assert "unsettled" in told_by(house, other, "G06")["facts"]

    assert merge(house).status_code == 200

    assert told_by(house, fighter(house), "G12")["verdict"] == "holds"
    assert "unsettled" not in told_by(house, other, "G06")["facts"]
    assert rule(house, other, one, "different-people", unit=PHU_CU).get_json()["code"] == "likeness.exact"


def test_what_was_ruled_outlives_the_merger(house: House, two: tuple[str, str]) -> None:
    one, other = two
    assert rule(house, other, one, "different-people", unit=PHU_CU).status_code == 200

    assert merge(house).status_code == 200

    assert told_by(house, other, "G06")["verdict"] == "holds"


def test_an_achievement_and_the_theme_of_a_year_are_a_namesakes_once_ruled(house: House, two: tuple[str, str]) -> None:
    one, _ = two
    theme = his(house, award="merit_cert_province", award_type=AwardType.THEMATIC, achievement="Việc A")
    assert told_by(house, theme, "G05")["facts"]["unsettled"]
    assert told_by(house, theme, "G07")["verdict"] == "fails"

    assert rule(house, theme, one, "different-people", unit=PHU_CU).status_code == 200

    assert [told_by(house, theme, rule)["verdict"] for rule in ("G05", "G07")] == ["holds", "holds"]


def test_a_hold_reaches_whom_it_may_mean_until_a_body_above_says(house: House, two: tuple[str, str]) -> None:
    one, other = two
    assert rule(house, other, one, "different-people", unit=PHU_CU).status_code == 200
    entered = {"full_name": NAME, "birth": "1985", "kind": "complaint", "document": "Đơn 8"}
    hold = house.call("POST", "/holds", body=entered, **ADMIN).get_json()["id"]
    assert told_by(house, other, "G08")["consequence"] == "hold"
    assert house.submit(other, PHU_CU).status_code == 200
    assert house.said("nomination.submitted")[-1]["must_hold"]

    assert rule(house, other, hold, "different-people", unit=PHU_CU).status_code == 404
    ruled = rule(house, other, hold, "different-people", **ABOVE)

    assert ruled.status_code == 200, ruled.text
    again = his(house, award="merit_cert_province", achievement="Việc C")
    assert told_by(house, again, "G08")["verdict"] == "holds"
    hers_again = hers(house, award="merit_cert_province", achievement="Việc C")
    assert told_by(house, hers_again, "G08", MINH_ANH)["consequence"] == "hold"


def test_a_hold_on_a_full_birth_means_who_is_born_then(house: House) -> None:
    case, named = house.draft(), {"full_name": "Nguyễn Thị Hương", "birth": "30/6/1984"}
    body = {**named, "kind": "complaint", "document": "Đơn 8"}
    hold = house.call("POST", "/holds", body=body, **ADMIN).get_json()["id"]
    assert house.submit(case).status_code == 200

    [said] = [one for one in house.said("nomination.submitted")[-1]["evaluations"] if one["rule"] == "G08"]
    assert (said["consequence"], said["facts"].get("is_perhaps_a_namesakes")) == ("hold", None)
    assert rule(house, case, hold, "different-people", **ABOVE).get_json()["code"] == "likeness.exact"
