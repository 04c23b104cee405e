"""A hold that a submission brought (G08) is not for the proposing union to release: it is its own nominee's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.review import declarations
from services.review.errors import CaseAbsent, HeldFromOutside
from services.review.recusal_queries import Kind
from shared.desk import Desk
from shared.errors import Forbidden
from shared.events.dossier import Nominee
from shared.events.envelope import Actor
from shared.events.terms import SubjectKind
from shared.names import nominee_key
from shared.verdicts import Consequence
from tests.support.desks import bearer, client_of
from tests.unit.review.cases import (
    ADMINISTRATOR,
    HEAD,
    OFFICER,
    SECRETARY,
    act,
    dossier,
    find,
    open_case,
    pass_on,
    receive,
)
from tests.unit.review.test_api import left_behind
from tests.unit.review.test_opening import OPEN_HOLD
from tests.unit.review.test_supplements import give_back
from tests.unit.review.test_supplements_held import hold, of_hold, release, supplement


def open_held(desk: Desk) -> None:
    open_case(desk, must_hold=True, evaluations=(OPEN_HOLD,))


def rows(desk: Desk) -> Any:
    return left_behind(desk), find(desk).version, find(desk).state, of_hold(find(desk))


@pytest.mark.parametrize("somebody", [HEAD, OFFICER, SECRETARY], ids=lambda one: one.role)
def test_nobody_at_the_union_releases_it(desk: Desk, somebody: Actor) -> None:
    """Nor does a body it has not reached."""
    open_held(desk)
    before = rows(desk)
    with pytest.raises(Forbidden):
        release(desk, somebody)

    assert rows(desk) == before


def test_the_head_is_told_by_whom_it_goes_on(desk: Desk, tmp_path: Path) -> None:
    """403 with a code of its own; what is left is the refusal."""
    open_held(desk)
    before = rows(desk)
    headers = bearer(tmp_path, HEAD.subject, HEAD.role, HEAD.unit) | {"If-Match": '"1"'}
    answer = client_of(desk).post("/api/review/v1/cases/case-1/release", json={"document": "KL 1"}, headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (403, HeldFromOutside.code)
    assert rows(desk) == before


def test_who_keeps_the_register_of_holds_releases_it(desk: Desk) -> None:
    open_held(desk)
    release(desk, ADMINISTRATOR)

    assert (find(desk).state, of_hold(find(desk)), find(desk).change) == ("submitted", (None,) * 3, "release_brought")
    receive(desk, HEAD)


def test_what_a_stage_held_itself_is_its_own_to_release(desk: Desk) -> None:
    """Also after something was verified and let go; no administrator steps in there."""
    open_held(desk)
    release(desk, ADMINISTRATOR)
    receive(desk, HEAD)
    hold(desk, HEAD)
    with pytest.raises(Forbidden):
        release(desk, ADMINISTRATOR)
    release(desk, HEAD)

    assert find(desk).state == "received"


def test_a_supplement_brings_one_too(desk: Desk) -> None:
    open_case(desk)
    receive(desk, HEAD)
    give_back(desk, HEAD, "minutes")
    supplement(desk, is_verified=True)
    with pytest.raises(HeldFromOutside):
        release(desk, HEAD)
    release(desk, ADMINISTRATOR)

    assert find(desk).state == "submitted"


def test_a_hold_of_ones_own_is_no_way_round_it(desk: Desk) -> None:
    """Held first by the head, who would then release what the supplement brought."""
    open_case(desk)
    give_back(desk, HEAD, "minutes")
    hold(desk, HEAD)
    supplement(desk, is_verified=True)
    with pytest.raises(HeldFromOutside):
        release(desk, HEAD)

    assert find(desk).state == "on_hold"


def test_where_a_plan_only_warns_nothing_was_brought(desk: Desk) -> None:
    warned = replace(OPEN_HOLD, consequence=Consequence.WARN)
    open_case(desk, evaluations=(warned,))
    hold(desk, HEAD)
    release(desk, HEAD)

    assert find(desk).state == "submitted"


def test_a_body_above_releases_what_came_with_a_supplement_to_it(desk: Desk) -> None:
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    give_back(desk, SECRETARY, "minutes")
    supplement(desk, is_verified=True)
    release(desk, SECRETARY)

    assert (find(desk).state, find(desk).stage_kind) == ("submitted", "provincial")


@pytest.mark.parametrize("who", [HEAD, ADMINISTRATOR], ids=lambda one: one.role)
def test_whoever_is_concerned_releases_nothing(desk: Desk, who: Actor) -> None:
    """M09: the case is not there for them, whatever hold it is."""
    name, birth = "Nguyễn Thị Hương", "1990-02-03"
    nominee = Nominee(
        key=nominee_key(SubjectKind.INDIVIDUAL, name, birth), kind=SubjectKind.INDIVIDUAL, full_name=name, birth=birth,
        is_direct_worker=True, is_leader=False,
    )  # fmt: skip
    is_own = who is HEAD
    open_case(
        desk, dossier=dossier(nominee=nominee), must_hold=not is_own, evaluations=() if is_own else (OPEN_HOLD,)
    )
    if is_own:
        hold(desk, HEAD)
    act(desk, who, lambda work: declarations.declare_relation(
        work, person=who.subject, kind=Kind.KIN, name=name, birth=birth
    ))  # fmt: skip
    before = rows(desk)
    with pytest.raises(CaseAbsent):
        release(desk, who)

    assert rows(desk) == before
