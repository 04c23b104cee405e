"""Erasing one of several people whose names fold to one key: the others keep what is theirs, and may be proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination.models import Hold, UnitSuccession
from services.nomination.models_known import KnownAward
from services.nomination.service import DEFINITION
from shared.accounting import compare_rows
from shared.erasure import ERASED
from shared.events.envelope import Actor
from shared.events.terms import Role
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, PROVINCE, House, file_part
from tests.unit.nomination.test_consumers import Ears, form, recorded
from tests.unit.nomination.test_sheets_kept import HERE
from tests.unit.nomination.workbooks import official, person

HUONG, NAMESAKE, BORN = "Nguyễn Thị Hương", "Nguyễn Thị Hường", "1984-06-30"
ADMIN: dict[str, Any] = {"role": Role.ADMINISTRATOR, "unit": PROVINCE}
SIGNER: dict[str, Any] = {"role": Role.SIGNER, "unit": PROVINCE, "subject": "nguoi-ky"}


def ended(house: House, unit: str = MINH_ANH, **changes: Any) -> str:
    """A draft that was given up."""
    case = house.draft(unit, papers=False, **changes)
    form = {"reason": "Nhập nhầm đơn vị."}
    seen = house.row(case).version
    answer = house.call(
        "POST", f"/nominations/{case}/withdraw", unit=unit, role=Role.GRASSROOTS_HEAD, seen=seen, body=form
    )
    assert answer.status_code == 200, answer.text
    return case


def asks(house: House, person: str, **more: Any) -> TestResponse:
    form = {"person": person, "basis": "consent_withdrawn", "document": "Đơn số 3"} | more
    return house.call("POST", "/erasures", body=form, **ADMIN)


def erased(house: House, person: str, **more: Any) -> TestResponse:
    """Asked for by one and confirmed by another."""
    asked = asks(house, person, **more)
    assert asked.status_code == 201, asked.text
    done = house.call("POST", f"/erasures/{asked.get_json()['id']}/confirm", **SIGNER)
    assert done.status_code == 200, done.text
    return asked


def proposes(house: House, unit: str, name: str, birth: str) -> int:
    form = {
        "plan": PLAN, "award": "merit_cert_federation", "award_type": "merit", "year": 2026,
        "achievement": "Vượt định mức", "nominee": {"kind": "individual", "full_name": name, "birth": birth},
    }  # fmt: skip
    answer = house.call("POST", "/nominations", unit=unit, body=form)
    assert answer.status_code in (201, 409), answer.text
    return answer.status_code


def merged(house: House) -> None:
    """Minh Anh into Phù Cừ."""
    with house.work() as work:
        work.tx.add(
            UnitSuccession(
                unit_id=MINH_ANH, number=1, successor_id=PHU_CU, valid_from=date(2026, 9, 1), document="QĐ 1",
                unit_valid_to=None, ordered_by="a", ordered_at=work.now,
            )
        )  # fmt: skip


def differing(house: House) -> list[str]:
    """What `audit verify` would say of this service by its own log."""
    tables = ("nomination", "erasure_request", "erasure", "erased_record", "erased_name", "known_award", "hold",
              "identity_ruling")  # fmt: skip
    with house.desk.database.reading() as tx:
        found = compare_rows(tx, "nomination", DEFINITION.metadata.tables, HERE, {})
    return [fault.words.en for fault in found.faults if fault.table in tables]


def test_whoever_asks_is_shown_whom_it_takes_and_chooses_where_it_may_be_several(house: House) -> None:
    one, other = ended(house), ended(house, PHU_CU, full_name=NAMESAKE)

    refused = asks(house, one)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "erasure.several_people")
    told = {place["at"]: place["vi"] for place in refused.get_json()["places"]}
    assert set(told) == {one, other}
    assert all(word in told[other] for word in (NAMESAKE, BORN, "CĐCS Trường THPT Phù Cừ"))
    asked = asks(house, one, cases=[one]).get_json()
    assert [(record["id"], record["nominee_name"]) for record in asked["taken"]] == [(one, HUONG)]
    assert [record["id"] for record in asked["left"]] == [other]
    shown = house.call("GET", f"/erasures/{asked['id']}", **SIGNER).get_json()
    assert (shown["taken"], shown["left"]) == (asked["taken"], asked["left"])
    listed = house.call("GET", "/erasures", **ADMIN)
    assert HUONG not in listed.text
    [said] = house.said("nomination.erasure_asked")
    assert (said["cases"], said["holds"], said["standing"]) == ([one], [], [other])


def test_a_namesake_keeps_what_is_theirs_and_may_be_proposed(house: House) -> None:
    one, other = ended(house), ended(house, PHU_CU, full_name=NAMESAKE)
    ears = Ears(house)
    ears.hear("a-1", replace(recorded("elsewhere", house.row(other).nominee_key), nominee_name=NAMESAKE))

    erased(house, one, cases=[one])

    assert (house.row(one).nominee_name, house.row(other).nominee_name) == (ERASED, NAMESAKE)
    ears.hear("a-2", replace(recorded(other, house.row(other).nominee_key), award_id="a-2", nominee_name=NAMESAKE))
    with house.desk.database.reading() as tx:
        assert {known.nominee_name for known in tx.query(KnownAward)} == {NAMESAKE}
    assert proposes(house, PHU_CU, NAMESAKE, "30/6/1984") == 201
    assert proposes(house, MINH_ANH, NAMESAKE, "30/6/1984") == 201
    assert [proposes(house, unit, HUONG, "30/6/1984") for unit in (MINH_ANH, PHU_CU)] == [409, 409]
    [said] = house.said("nomination.person_erased")
    assert said["standing"] == sorted([other, "elsewhere"])


def test_a_list_refuses_the_erased_and_takes_the_namesake(house: House) -> None:
    one = ended(house)
    erased(house, one)
    data = official(person(1, HUONG), person(2, NAMESAKE))

    answer = house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, "ds.xlsx")}).get_json()

    assert (answer["rows_accepted"], answer["rows_refused"]) == (1, 1)
    assert [row["nominee_name"] for row in answer["nominations"]] == [NAMESAKE]


def test_where_name_and_birth_are_two_peoples_the_union_tells_them_apart(house: House) -> None:
    """Unions of the same name and day: whoever was left standing may be proposed by theirs, the erased by nobody's."""
    one, other = ended(house), ended(house, PHU_CU)

    assert asks(house, one).status_code == 409
    erased(house, one, cases=[one])

    assert [proposes(house, unit, HUONG, "30/6/1984") for unit in (MINH_ANH, PHU_CU)] == [409, 201]
    assert house.row(other).nominee_name == HUONG
    assert differing(house) == []


def test_a_merger_makes_no_stranger_of_the_living(house: House) -> None:
    """Their own sheet says that the name is borne at the union that goes on, and their draft may be edited."""
    one, living = ended(house), house.draft(PHU_CU, papers=False)
    erased(house, one, cases=[one])
    merged(house)

    seen = house.row(living).version
    assert house.call("PUT", f"/nominations/{living}", unit=PHU_CU, seen=seen, body=form()).status_code == 200
    assert proposes(house, PHU_CU, HUONG, "30/6/1984") == 201


def test_where_nobody_else_has_the_name_a_merger_takes_the_refusal_along(house: House) -> None:
    one = ended(house, birth="1984")
    erased(house, one)
    assert proposes(house, PHU_CU, HUONG, "30/6/1984") == 201  # another birth is another key
    merged(house)

    assert proposes(house, PHU_CU, HUONG, "1984") == 409


def test_a_draft_that_keeps_its_name_is_asked_nothing(house: House) -> None:
    """It was let in; what an erasure means by its name is no new person."""
    one, living = ended(house), house.draft(PHU_CU, papers=False)
    erased(house, one, cases=[one])
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE erased_name SET unit = ''")

    seen = house.row(living).version
    assert house.call("PUT", f"/nominations/{living}", unit=PHU_CU, seen=seen, body=form()).status_code == 200
    renamed = form(full_name=NAMESAKE)
    seen = house.row(living).version
    assert house.call("PUT", f"/nominations/{living}", unit=PHU_CU, seen=seen, body=renamed).status_code == 200
    back = house.call("PUT", f"/nominations/{living}", unit=PHU_CU, seen=seen + 1, body=form())
    assert (back.status_code, back.get_json()["code"]) == (409, "person.erased")


def test_a_year_alone_tells_nobody_apart(house: House) -> None:
    """Not even where one record is there: whose key that is nobody can know; who names the record has said it."""
    case = ended(house, birth="1984")
    assert asks(house, house.row(case).nominee_key).status_code == 409

    erased(house, case)

    assert [proposes(house, unit, HUONG, "1984") for unit in (MINH_ANH, PHU_CU)] == [409, 201]


def test_a_namesake_of_the_same_union_leaves_the_name_to_be_proposed(house: House) -> None:
    one, other = ended(house, birth="1984"), ended(house, birth="1984", achievement="Sáng kiến")

    erased(house, one, cases=[one])

    assert house.row(other).nominee_name == HUONG
    assert proposes(house, MINH_ANH, HUONG, "1984") == 201


def test_nobody_goes_whom_nobody_was_shown(house: House) -> None:
    """What came between asking and agreeing, under the same name, sends both back."""
    one = ended(house)
    asked = asks(house, one).get_json()
    house.draft(full_name=NAMESAKE, papers=False)
    house.draft(papers=False)

    answer = house.call("POST", f"/erasures/{asked['id']}/confirm", **SIGNER)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "erasure.cases_changed")
    assert len(answer.get_json()["places"]) == 1
    assert house.row(one).nominee_name == HUONG


def test_a_request_of_a_release_before_takes_all_only_where_they_are_one_person(house: House) -> None:
    one = ended(house)
    asked = asks(house, one).get_json()
    forget = "UPDATE erasure_request SET cases = NULL, holds = NULL, standing = NULL"
    with house.work() as work:
        work.tx.connection().exec_driver_sql(forget)
    ended(house, PHU_CU, full_name=NAMESAKE)

    refused = house.call("POST", f"/erasures/{asked['id']}/confirm", **SIGNER)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "erasure.several_people")


def test_a_record_that_is_not_kept_under_the_key_is_refused(house: House) -> None:
    one, other = ended(house), ended(house, full_name="Lò Văn Phương")

    answer = asks(house, one, cases=[one, other])

    assert (answer.status_code, answer.get_json()["places"][0]["code"]) == (422, "erasure.case_astray")
    assert answer.get_json()["places"][0]["at"] == "cases.1"


def test_the_namesake_may_be_erased_later_and_only_when_named(house: House) -> None:
    one, other = ended(house), ended(house, PHU_CU, full_name=NAMESAKE)
    key = house.row(one).nominee_key
    erased(house, one, cases=[one])

    assert asks(house, one).get_json()["code"] == "person.erased"
    assert asks(house, key).get_json()["code"] == "erasure.several_people"
    erased(house, other)

    assert house.row(other).nominee_name == ERASED
    assert asks(house, key).get_json()["code"] == "person.erased"
    assert proposes(house, PHU_CU, NAMESAKE, "30/6/1984") == 409
    assert differing(house) == []


def test_an_erasure_of_a_release_before_refuses_all_of_its_key_as_it_did(house: House) -> None:
    erased(house, ended(house))
    with house.work() as work:
        work.tx.connection().exec_driver_sql("DELETE FROM erased_name")

    assert [proposes(house, MINH_ANH, name, "30/6/1984") for name in (HUONG, NAMESAKE)] == [409, 409]


@pytest.mark.parametrize("name", [HUONG, NAMESAKE])
def test_a_hold_of_a_namesake_stays(house: House, name: str) -> None:
    entered = {"full_name": name, "birth": "30/6/1984", "kind": "complaint", "document": "Đơn 8"}
    hold = house.call("POST", "/holds", body=entered, **ADMIN).get_json()
    assert house.call("POST", f"/holds/{hold['id']}/lift", body={"document": "KL 9"}, **ADMIN).status_code == 200
    one = ended(house)

    first = asks(house, one)

    if name == HUONG:
        assert [record["id"] for record in first.get_json()["taken"]] == [one, hold["id"]]
    else:
        assert first.status_code == 409
        erased(house, one, cases=[one])
        assert house.count(Hold) == 1
    assert differing(house) == []


def test_what_people_ruled_on_the_likeness_of_somebody_erased_is_no_fault(house: House) -> None:
    one, other = ended(house), ended(house, PHU_CU, full_name="Nguyễn Thị Hươn")
    actor = Actor("thu-ky", Role.COUNCIL_SECRETARY, PROVINCE)
    path = f"/nominations/{one}/duplicates/{other}/different-people"
    ruled = house.call("POST", path, body={"reason": "Hai người khác nhau, khác đơn vị."})
    assert ruled.status_code == 200, (ruled.text, actor)
    assert differing(house) == []

    erased(house, one)

    assert differing(house) == []


@pytest.mark.parametrize("name", [HUONG, NAMESAKE])
def test_nobody_is_pointed_to_the_case_of_somebody_erased(house: House, name: str) -> None:
    """What is left of it has their key, and says nothing that anybody could rule on."""
    one = house.draft()
    assert house.submit(one).status_code == 200
    other = house.draft(PHU_CU, full_name=name, achievement="Việc khác")
    with house.work() as work:
        work.tx.connection().exec_driver_sql("UPDATE nomination SET state = 'published' WHERE id = ?", (one,))
    shown = house.call("GET", f"/nominations/{other}/duplicates", unit=PHU_CU).get_json()["items"]
    assert [item["nomination"] for item in shown] == [one]

    erased(house, one, cases=[one])

    assert house.call("GET", f"/nominations/{other}/duplicates", unit=PHU_CU).get_json()["items"] == []
