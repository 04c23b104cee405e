"""A denunciation is confidential (domain.md §6): at every door the unit is told that its case waits, and never why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from shared.desk import Desk
from shared.events.envelope import Actor
from shared.events.terms import Role
from tests.support.desks import bearer, client_of
from tests.unit.review.cases import AREA_OFFICER, AUDITOR, HEAD, OFFICER, SECRETARY, UNIT, open_case, pass_on, receive
from tests.unit.review.test_opening import OPEN_HOLD
from tests.unit.review.test_supplements import give_back
from tests.unit.review.test_supplements_held import hold, supplement

SIGNER_OF_THE_UNION = Actor("signer@minh-anh", Role.SIGNER, UNIT)
OF_THE_UNIT = (OFFICER, HEAD, SIGNER_OF_THE_UNION)
ABOVE = (SECRETARY, AREA_OFFICER, AUDITOR)

SECRET = ('"denunciation"', "7/UBKT", "open_holds", f'"{OPEN_HOLD.words.vi}"')

DOORS = ("/cases", "/cases/case-1", "/cases/case-1/history", "/cases/case-1/explanation")


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return client_of(desk)


def read(client: FlaskClient, tmp_path: Path, actor: Actor, door: str) -> Any:
    answer = client.get(f"/api/review/v1{door}", headers=bearer(tmp_path, actor.subject, actor.role, actor.unit))
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("reader", OF_THE_UNIT, ids=lambda one: one.role)
def test_the_unit_is_told_that_it_waits_and_not_why(
    desk: Desk, client: FlaskClient, tmp_path: Path, reader: Actor, door: str
) -> None:
    open_case(desk, must_hold=True, evaluations=(OPEN_HOLD,))
    told = json.dumps(read(client, tmp_path, reader, door).get_json(), ensure_ascii=False)

    assert [word for word in SECRET if word in told] == []
    assert "on_hold" in told


@pytest.mark.parametrize("reader", ABOVE, ids=lambda one: one.role)
def test_bodies_above_and_auditors_are_told_all(
    desk: Desk, client: FlaskClient, tmp_path: Path, reader: Actor
) -> None:
    open_case(desk, must_hold=True, evaluations=(OPEN_HOLD,))
    [listed] = read(client, tmp_path, reader, "/cases").get_json()["items"]
    story = read(client, tmp_path, reader, "/cases/case-1").get_json()
    [asked] = read(client, tmp_path, reader, "/cases/case-1/explanation").get_json()["asked"]

    assert [(one["hold_kind"], one["hold_document"]) for one in (listed, story["case"])] == (
        [("denunciation", "CV 7/UBKT")] * 2
    )
    assert [step["document"] for step in story["transitions"]] == ["CV 7/UBKT"]
    assert asked["said"]["facts"] == OPEN_HOLD.facts


def test_what_the_unit_reads_of_the_answer_says_that_something_is_verified(
    desk: Desk, client: FlaskClient, tmp_path: Path
) -> None:
    open_case(desk, must_hold=True, evaluations=(OPEN_HOLD,))
    [asked] = read(client, tmp_path, HEAD, "/cases/case-1/explanation").get_json()["asked"]

    assert (asked["said"]["rule"], asked["said"]["verdict"], asked["said"]["facts"]) == (
        "G08", "fails", {"is_identified": True},
    )  # fmt: skip
    assert "đang có việc cần xác minh" in asked["said"]["words"]["vi"]
    assert "something is being verified" in asked["said"]["words"]["en"]


def test_the_checks_of_a_supplement_keep_it_too(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    open_case(desk)
    receive(desk, HEAD)
    give_back(desk, HEAD, "minutes")
    supplement(desk, is_verified=True)
    door = "/cases/case-1/versions/2/changes"
    told = {one: read(client, tmp_path, one, door).get_json()["asked_again"][0]["said"] for one in (HEAD, SECRETARY)}

    assert told[HEAD]["facts"] == {"is_identified": True}
    assert told[SECRETARY]["facts"] == OPEN_HOLD.facts
    steps = read(client, tmp_path, HEAD, "/cases/case-1").get_json()["transitions"]
    assert [step["document"] for step in steps if step["action"] == "resubmit"] == [None]


def test_nor_is_a_hold_from_above_told_in_steps_and_answers(
    desk: Desk, client: FlaskClient, tmp_path: Path
) -> None:
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    hold(desk, SECRETARY)
    held = {one: read(client, tmp_path, one, "/cases/case-1").get_json() for one in (OFFICER, SECRETARY)}

    assert [story["case"]["hold_document"] for story in held.values()] == [None, "Đơn 3/KN"]
    assert [story["transitions"][-1]["document"] for story in held.values()] == [None, "Đơn 3/KN"]
    # What is no paper of a hold stays told.
    assert [step["document"] for step in held[OFFICER]["transitions"] if step["action"] == "pass_stage"] == (
        [step["document"] for step in held[SECRETARY]["transitions"] if step["action"] == "pass_stage"]
    )
