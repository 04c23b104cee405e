"""A denunciation is confidential (domain.md §6): whoever drafts a name learns that something is verified, not what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.nomination import actions_holds
from services.nomination.consumers import on_held
from services.nomination.mirror import Mirror
from shared.events.codec import to_plain
from shared.events.dossier import UnitRef
from shared.events.envelope import Actor, Envelope, Trace
from shared.events.review import Held, Step
from shared.events.terms import Block, CaseState, HoldKind, Role, StageKind, SubjectKind, Via
from shared.ids import new_salt
from shared.verdicts import Consequence
from tests.unit.nomination.house import MINH_ANH, PROVINCE, House
from tests.unit.nomination.test_lists import list_of, person

PAPER = "Đơn tố cáo số 17/TC"
SECRET = ('"denunciation"', "xác minh tố cáo", ": denunciation", "17/TC", "open_holds")

OF_THE_UNIT = (Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD, Role.SIGNER)
ABOVE = ((Role.COUNCIL_SECRETARY, PROVINCE), (Role.AREA_OFFICER, PROVINCE), (Role.AUDITOR, "inspection"))


@pytest.fixture
def case(house: House) -> str:
    """A draft about somebody who is denounced."""
    enter_hold(house)
    return house.draft()


def enter_hold(house: House, name: str = "Nguyễn Thị Hương", birth: str = "1984-06-30") -> None:
    with house.work() as work:
        actions_holds.enter_hold(
            house.desk, work, nominee_kind=SubjectKind.INDIVIDUAL, full_name=name, birth=birth,
            kind=HoldKind.DENUNCIATION, document=PAPER,
        )  # fmt: skip


def is_held(house: House, case: str) -> None:
    """Review says so."""
    step = Step(index=0, kind=StageKind.GRASSROOTS, body=MINH_ANH, body_name="CĐCS")
    unit = UnitRef(id=MINH_ANH, name="CĐCS", block=Block.ENTERPRISE)
    event = Held(
        case=case, unit=unit, step=step, kind=HoldKind.DENUNCIATION, document=PAPER, from_state=CaseState.SUBMITTED
    )
    envelope = Envelope(
        id=house.desk.new_id(), source="review", type="review.held", version=1, subject=case, sequence=1,
        time=house.clock.now(), actor=Actor("ai-do", Role.COUNCIL_SECRETARY, PROVINCE), trace=Trace(Via.EVENT, "c"),
        data=to_plain(event), salt=new_salt(), policy=None,
    )  # fmt: skip
    with house.work() as work:
        mirror = Mirror(work.tx)
        mirror.hold([case])
        on_held(work, mirror, event, envelope)
        mirror.write()


def told(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.text
    return json.dumps(answer.get_json(), ensure_ascii=False)


def secrets_in(words: str) -> list[str]:
    return [one for one in SECRET if one in words]


def test_a_check_says_that_something_is_verified_and_not_what(house: House, case: str) -> None:
    answer = house.call("POST", f"/nominations/{case}/check")
    [said] = [one for one in answer.get_json()["evaluations"] if one["rule"] == "G08"]

    assert secrets_in(told(answer)) == []
    assert answer.get_json()["must_hold"] is True
    assert (said["verdict"], said["consequence"], said["facts"]) == ("fails", "hold", {"is_identified": True})
    assert "đang có việc cần xác minh" in said["words"]["vi"]
    assert "something is being verified" in said["words"]["en"]


def test_nor_do_the_answer_to_a_submission_and_what_is_read_later(house: House, case: str) -> None:
    assert secrets_in(told(house.submit(case))) == []
    is_held(house, case)
    for role in OF_THE_UNIT:
        for door in (f"/nominations/{case}", f"/nominations/{case}/explanation"):
            assert secrets_in(told(house.call("GET", door, role=role))) == [], (role, door)
    for door in ("/nominations", "/nominations?state=on_hold"):
        listed = house.call("GET", door)
        assert (secrets_in(told(listed)), listed.get_json()["items"][0]["state"]) == ([], "on_hold")


def test_what_was_said_and_kept_is_whole(house: House, case: str) -> None:
    """It is evidence, and review holds the case by it."""
    house.submit(case)
    [event] = house.said("nomination.submitted")
    [said] = [one for one in event["evaluations"] if one["rule"] == "G08"]

    assert said["facts"]["open_holds"] == [{"kind": "denunciation", "document": PAPER}]


@pytest.mark.parametrize(("role", "unit"), ABOVE)
def test_bodies_above_and_auditors_are_told_all(house: House, case: str, role: Role, unit: str) -> None:
    house.submit(case)
    is_held(house, case)
    shown = house.call("GET", f"/nominations/{case}", role=role, unit=unit).get_json()
    [said] = [one for one in shown["versions"][0]["evaluations"] if one["rule"] == "G08"]
    asked = house.call("GET", f"/nominations/{case}/explanation", role=role, unit=unit).get_json()
    [again] = [one for one in asked if one["said"]["rule"] == "G08"]

    assert shown["reason"] == PAPER
    assert said["facts"]["open_holds"] == [{"kind": "denunciation", "document": PAPER}]
    assert (again["said"]["words"], again["now"]["words"]) == (said["words"], said["words"])


def test_the_rows_of_a_list_keep_it(house: House) -> None:
    enter_hold(house, "Trần Văn Đức", "1984-06-30")
    shared = list_of(house, person(1, "Trần Văn Đức"))
    answer = house.call("POST", f"/lists/{shared}/submit")
    [row] = answer.get_json()["rows"]

    assert (row["outcome"], [one["rule"] for one in row["findings"]]) == ("submitted", ["G08"])
    assert secrets_in(told(answer)) == []
    is_held(house, row["nomination"])
    assert secrets_in(told(house.call("GET", f"/lists/{shared}"))) == []


def test_nor_does_a_refusal_where_a_plan_lets_nothing_go_that_is_verified(house: House) -> None:
    house.sets("G08", Consequence.BLOCK)
    enter_hold(house)
    answer = house.submit(house.draft())

    assert secrets_in(told(answer, 422)) == []
    assert "đang có việc cần xác minh" in told(answer, 422)
