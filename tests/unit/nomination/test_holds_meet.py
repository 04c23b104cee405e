"""Whom a hold meets: also who states the year of birth alone where it has the day, or the other way round."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination.models import Hold
from shared.events.terms import Role, SubjectKind
from shared.names import nominee_key
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PROVINCE, House
from tests.unit.nomination.test_consumers import Ears, form
from tests.unit.nomination.test_namesakes_apart import ABOVE, ADMIN, faults, hers, rule, told_by
from tests.unit.nomination.test_namesakes_erased import differing, erased
from tests.unit.nomination.test_quotas import refused
from tests.unit.nomination.test_supplements import edit, given_back, resubmit

NAME, DAY, YEAR = "Nguyễn Thị Hương", "1984-06-30", "1984"
REVIEWER: dict[str, Any] = {"role": Role.INTERMEDIATE_REVIEWER, "unit": PROVINCE}


def holds(house: House, *, name: str = NAME, birth: str | None = DAY, **more: Any) -> TestResponse:
    named = {"full_name": name, **({} if birth is None else {"birth": birth})}
    return house.call("POST", "/holds", body={"kind": "complaint", "document": "Đơn 8"} | named | more, **ADMIN)


def entered(house: House, **named: Any) -> str:
    answer = holds(house, **named)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def sent(house: House, unit: str = MINH_ANH, *, name: str = NAME, birth: str = YEAR, **changes: Any) -> str:
    case = house.draft(unit, full_name=name, birth=birth, **changes)
    answer = house.submit(case, unit)
    assert answer.status_code == 200, answer.text
    return case


def g08(house: House) -> dict[str, Any]:
    """What the rule said of what was sent last."""
    last = house.said("nomination.submitted")[-1]
    [said] = [one for one in last["evaluations"] if one["rule"] == "G08"]
    return dict(said)


MET = [(DAY, YEAR), (YEAR, DAY), ("1984-06-05", "1984-05-06"), (YEAR, YEAR)]
NOT_MET = [(DAY, "1984-06-29"), (DAY, "1983"), ("1983", DAY), ("1983-06-30", DAY)]


@pytest.mark.parametrize(("held", "stated"), MET, ids=["day and year", "year and day", "swapped", "year and year"])
@pytest.mark.parametrize("name", [NAME, "Nguyễn Thị Hường"])
def test_a_case_of_that_name_and_year_is_held_until_somebody_says_whom_it_means(
    house: House, held: str, stated: str, name: str
) -> None:
    entered(house, birth=held)
    sent(house, name=name, birth=stated)

    said = g08(house)
    assert (said["consequence"], said["facts"].get("is_perhaps_a_namesakes")) == ("hold", True)
    assert said["facts"]["open_holds"] == [{"kind": "complaint", "document": "Đơn 8"}]
    assert house.said("nomination.submitted")[-1]["must_hold"] is True


@pytest.mark.parametrize(("held", "stated"), NOT_MET)
def test_another_day_or_year_is_another_person(house: House, held: str, stated: str) -> None:
    entered(house, birth=held)
    sent(house, birth=stated)

    assert g08(house)["verdict"] == "holds"


@pytest.mark.parametrize(("held", "stated"), MET, ids=["day and year", "year and day", "swapped", "year and year"])
def test_the_cases_under_way_that_may_be_meant_are_named(house: House, held: str, stated: str) -> None:
    case = sent(house, birth=stated)
    house.draft(birth=stated, achievement="Việc khác")
    sent(house, birth="1990-01-02", achievement="Việc của người khác")
    [shown] = holds(house, birth=held).get_json()["under_way"]

    assert (shown["id"], shown["is_perhaps_a_namesakes"]) == (case, True)
    assert holds(house, birth=DAY if len(stated) > 4 else "1984-06-29").get_json()["under_way"] == (
        [] if len(stated) > 4 and stated != DAY else [shown | {"is_perhaps_a_namesakes": stated != DAY}]
    )


def test_somebody_else_born_that_year_is_not_named(house: House) -> None:
    sent(house, birth="1984-06-29")
    sent(house, name="Lò Văn Phương", birth=YEAR, achievement="Việc của người khác")

    assert holds(house).get_json()["under_way"] == []


def test_a_hold_that_is_lifted_meets_nobody(house: House) -> None:
    hold = entered(house)
    assert house.call("POST", f"/holds/{hold}/lift", body={"document": "KL 9"}, **ADMIN).status_code == 200
    sent(house)

    assert g08(house)["verdict"] == "holds"


def test_nobody_steps_out_of_a_hold_with_a_supplement(house: House) -> None:
    case = given_back(house, Ears(house), "nominee.birth")
    entered(house)
    assert edit(house, case, form(birth=YEAR)).status_code == 200
    answer = resubmit(house, case)

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["must_hold"] is True


# --- a hold that could meet nobody


@pytest.mark.parametrize(
    ("named", "place", "code"),
    [
        ({"birth": None}, "birth", "hold.no_birth"),
        ({"birth": None, "nominee_kind": "collective"}, "unit", "hold.no_unit"),
        ({"birth": YEAR, "nominee_kind": "work"}, "unit", "hold.no_unit"),
        ({"nominee_kind": "collective", "unit": "khong-co"}, "unit", "hold.no_unit"),
    ],
)
def test_a_hold_that_could_meet_nobody_is_refused(
    house: House, named: dict[str, Any], place: str, code: str
) -> None:
    answer = holds(house, **named)

    assert answer.status_code == 422, answer.text
    assert [(one["at"], one["code"]) for one in answer.get_json()["places"]] == [(place, code)]
    assert house.count(Hold) == 0


def test_a_collective_is_met_by_name_and_union(house: House) -> None:
    team: dict[str, Any] = {
        "kind": SubjectKind.COLLECTIVE, "full_name": "Tổ May 3", "birth": None, "sex": None, "position": None,
    }  # fmt: skip
    mine, others = house.draft(MINH_ANH, **team), house.draft(PHU_CU, **team)
    entered(house, name="Tổ May 3", birth=None, nominee_kind="collective", unit=MINH_ANH)

    assert told_by(house, mine, "G08", MINH_ANH)["verdict"] == "fails"
    assert told_by(house, others, "G08")["verdict"] == "holds"


def test_what_an_earlier_release_took_without_a_birth_is_shown_as_such(house: House) -> None:
    entered(house)
    key = nominee_key(SubjectKind.INDIVIDUAL, NAME, None)
    with house.work() as work:
        work.tx.query(Hold).update({"nominee_key": key, "year_key": key})
    entered(house)

    listed = house.call("GET", "/holds", **ADMIN).get_json()["items"]
    assert [one["names_nobody"] for one in listed] == [False, True]


# --- a body above learns of the hold, and rules on it


def shown_to(house: House, case: str, **who: Any) -> Any:
    answer = house.call("GET", f"/nominations/{case}/duplicates", **who)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["holds"]


@pytest.mark.parametrize(("held", "stated"), MET, ids=["day and year", "year and day", "swapped", "year and year"])
@pytest.mark.parametrize("who", [ABOVE, REVIEWER], ids=["secretary", "reviewer"])
def test_a_body_above_finds_the_hold_and_says_that_it_means_somebody_else(
    house: House, who: dict[str, Any], held: str, stated: str
) -> None:
    hold = entered(house, birth=held)
    case = sent(house, birth=stated)

    [shown] = shown_to(house, case, **who)
    assert {name: shown[name] for name in ("id", "kind", "document", "nominee_name", "is_exact", "ruling")} == {
        "id": hold, "kind": "complaint", "document": "Đơn 8", "nominee_name": NAME, "is_exact": False, "ruling": None,
    }  # fmt: skip
    assert shown["weight"] > 60
    assert {one["code"] for one in shown["reasons"]} == {
        "name.same", "birth.swapped" if len(held) == len(stated) == 10 else "birth.year"
    }  # fmt: skip
    ruled = rule(house, case, shown["id"], "different-people", **who)

    assert ruled.status_code == 200, ruled.text
    again = house.draft(birth=stated, award="merit_cert_province", achievement="Việc C")
    assert told_by(house, again, "G08", MINH_ANH)["verdict"] == "holds"
    [shown] = shown_to(house, case, **who)
    assert (shown["ruling"]["are_same"], shown["is_exact"]) == (False, False)
    assert faults(house) == differing(house) == []


def test_a_ruling_reaches_the_hold_it_names_and_no_other(house: House) -> None:
    """Nor what the union says of two of its cases: it has no say in whom a hold means."""
    one = sent(house, birth=DAY)
    other = hers(house, full_name=NAME, birth=YEAR, achievement="Việc khác")
    assert rule(house, other, one, "different-people").status_code == 200
    hold = entered(house)
    assert told_by(house, other, "G08", MINH_ANH)["consequence"] == "hold"
    assert house.submit(other).status_code == 200
    assert rule(house, other, hold, "different-people", **ABOVE).status_code == 200

    again = house.draft(birth=YEAR, award="merit_cert_province", achievement="Việc C")
    assert told_by(house, again, "G08", MINH_ANH)["verdict"] == "holds"
    second = entered(house, document="Đơn 9")
    assert told_by(house, again, "G08", MINH_ANH)["consequence"] == "hold"
    assert [(one["id"], one["ruling"] is None) for one in shown_to(house, other, **ABOVE)] == [
        (hold, False), (second, True),
    ]  # fmt: skip


@pytest.mark.parametrize("birth", [DAY, YEAR])
def test_a_union_steps_out_of_no_hold_by_ruling_on_its_own_cases(house: House, birth: str) -> None:
    one = sent(house, birth=birth)
    other = house.draft(full_name="Nguyễn Thị Hường", birth=birth, achievement="Việc khác")
    assert rule(house, other, one, "different-people").status_code == 200
    hold = entered(house, birth=birth)

    assert house.submit(other).status_code == 200
    assert g08(house)["facts"].get("is_perhaps_a_namesakes") is True
    assert rule(house, other, hold, "different-people", **ABOVE).status_code == 200
    again = house.draft(
        full_name="Nguyễn Thị Hường", birth=birth, award="merit_cert_province", achievement="Việc C"
    )
    assert told_by(house, again, "G08", MINH_ANH)["verdict"] == "holds"


def test_ruled_the_same_it_is_theirs(house: House) -> None:
    hold = entered(house)
    case = sent(house)
    assert rule(house, case, hold, "same-person", **ABOVE).status_code == 200

    again = house.draft(birth=YEAR, award="merit_cert_province", achievement="Việc C")
    assert house.submit(again).status_code == 200
    assert "is_perhaps_a_namesakes" not in g08(house)["facts"]


def test_a_hold_that_is_surely_theirs_is_shown_and_not_ruled_on(house: House) -> None:
    hold = entered(house)
    case = sent(house, birth=DAY)

    [shown] = shown_to(house, case, **ABOVE)
    assert (shown["id"], shown["is_exact"]) == (hold, True)
    assert rule(house, case, hold, "different-people", **ABOVE).get_json()["code"] == "likeness.exact"


@pytest.mark.parametrize(
    "who",
    [
        {}, {"role": Role.GRASSROOTS_HEAD}, {"role": Role.COUNCIL_SECRETARY, "unit": MINH_ANH},
        {"role": Role.AREA_OFFICER, "unit": PROVINCE}, {"role": Role.SIGNER, "unit": PROVINCE},
        {"role": Role.AUDITOR, "unit": "inspection"},
    ],
    ids=["officer", "head", "secretary of the union itself", "area", "signer", "auditor"],
)  # fmt: skip
def test_nobody_else_is_shown_holds(house: House, who: dict[str, Any]) -> None:
    entered(house)
    case = sent(house)

    assert shown_to(house, case, **who) is None


def test_events_tell_by_what_a_hold_is_found(house: House) -> None:
    entered(house)
    year_key = nominee_key(SubjectKind.INDIVIDUAL, NAME, YEAR)
    assert house.said("nomination.hold_entered")[-1]["year_key"] == year_key
    assert faults(house) == []

    with house.work() as work:
        work.tx.query(Hold).update({"year_key": "0" * 32})
    assert len(faults(house)) == 1


@pytest.mark.parametrize("goes", ["the case", "the hold"])
def test_a_ruling_on_a_hold_goes_with_whoever_is_erased(house: House, goes: str) -> None:
    hold = entered(house)
    case = sent(house)
    assert rule(house, case, hold, "different-people", **ABOVE).status_code == 200
    assert house.call("POST", f"/holds/{hold}/lift", body={"document": "KL 9"}, **ADMIN).status_code == 200
    if goes == "the case":
        Ears(house).hear(case, refused(case))
    gone = case if goes == "the case" else hold
    erased(house, gone, cases=[gone])

    assert faults(house) == []
