"""A supplement, a hold and a withdrawal that meet: nothing slips past the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from services.review import actions_holds, consumers
from services.review.errors import HeldFromOutside
from services.review.models import Case
from shared.desk import Desk
from shared.events.envelope import Actor, Envelope
from shared.events.nomination import Resubmitted, WithdrawalRequested
from shared.events.supplement import Answer
from shared.events.terms import HoldKind
from shared.permissions import WrongState
from tests.unit.review.cases import (
    ADMINISTRATOR,
    HEAD,
    OFFICER,
    SOUND_MINUTES,
    UNIT,
    act,
    dossier,
    find,
    hear,
    open_case,
    receive,
)
from tests.unit.review.test_opening import OPEN_HOLD
from tests.unit.review.test_supplements import days_pass, give_back

BETTER = dossier(minutes=replace(SOUND_MINUTES, yes=7, no=2))


def supplement(desk: Desk, *, by: Actor = OFFICER, is_verified: bool = False) -> list[Envelope]:
    event = Resubmitted(
        case="case-1", dossier=BETTER, version=find(desk).dossier_version + 1, sent_at=desk.clock.now(),
        changed=("minutes.yes",), answers=(Answer(part="minutes", is_mended=True),),
        evaluations=(OPEN_HOLD,) if is_verified else (), must_hold=is_verified,
    )  # fmt: skip
    return hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted", actor=by).said.events


def take_back(desk: Desk) -> list[Envelope]:
    event = WithdrawalRequested(case="case-1", unit=UNIT, reason="Đoàn viên đã chuyển công tác.")
    heard = hear(desk, consumers.on_withdrawal_requested, event, "nomination.withdrawal_requested", actor=HEAD)
    return heard.said.events


def hold(desk: Desk, actor: Actor) -> None:
    seen = find(desk).version
    act(desk, actor, lambda work: actions_holds.hold(
        work, "case-1", seen=seen, kind=HoldKind.COMPLAINT, document="Đơn 3/KN"
    ))  # fmt: skip


def release(desk: Desk, actor: Actor) -> None:
    seen = find(desk).version
    act(desk, actor, lambda work: actions_holds.release(desk, work, "case-1", seen=seen, document="KL 4"))


def of_hold(case: Case) -> tuple[str | None, ...]:
    return case.resume_state, case.hold_kind, case.hold_document


def test_what_is_verified_when_the_supplement_comes_holds_the_case(desk: Desk) -> None:
    """Entered while the case was with its unit: G08 finds it, and the case stops where it would have gone on."""
    open_case(desk)
    receive(desk, HEAD)
    days_pass(desk, 1)
    give_back(desk, HEAD, "minutes")
    days_pass(desk, 7)
    said = supplement(desk, is_verified=True)
    held = find(desk)

    assert [event.type for event in said] == ["review.resumed", "review.held"]
    assert (held.state, held.version, held.change) == ("on_hold", 4, "resubmit")
    assert of_hold(held) == ("submitted", "denunciation", "CV 7/UBKT")
    assert held.clock_stopped_on == date(2026, 8, 11)
    with pytest.raises(WrongState):
        receive(desk, HEAD)
    with pytest.raises(HeldFromOutside):
        release(desk, HEAD)
    release(desk, ADMINISTRATOR)
    assert (find(desk).state, of_hold(find(desk)), find(desk).clock_stopped_on) == ("submitted", (None,) * 3, None)
    receive(desk, HEAD)


def test_a_case_that_is_held_already_keeps_its_hold(desk: Desk) -> None:
    open_case(desk)
    give_back(desk, HEAD, "minutes")
    hold(desk, HEAD)
    assert supplement(desk, is_verified=True) == []
    assert of_hold(find(desk)) == ("submitted", "complaint", "Đơn 3/KN")


def test_a_held_case_that_is_taken_back_is_held_no_more(desk: Desk) -> None:
    """It has ended: nothing resumes it, and no stage of it is open (the invariants, after every test)."""
    open_case(desk)
    receive(desk, HEAD)
    hold(desk, HEAD)
    take_back(desk)

    assert (find(desk).state, of_hold(find(desk)), find(desk).held_at) == ("withdrawn", (None,) * 3, None)


def test_no_supplement_brings_back_what_was_taken_back(desk: Desk) -> None:
    """It was returned, held, and taken back before the supplement arrived."""
    open_case(desk)
    give_back(desk, HEAD, "minutes")
    hold(desk, HEAD)
    take_back(desk)
    with pytest.raises(WrongState):
        supplement(desk)

    assert (find(desk).state, find(desk).dossier_version) == ("withdrawn", 1)


def test_nor_where_an_older_release_left_the_hold_behind(desk: Desk) -> None:
    open_case(desk)
    give_back(desk, HEAD, "minutes")
    hold(desk, HEAD)
    take_back(desk)
    with desk.database.transaction() as tx:
        left = tx.get_one(Case, "case-1")
        left.resume_state, left.hold_kind, left.hold_document = "returned", "complaint", "Đơn 3/KN"
    with pytest.raises(WrongState):
        supplement(desk)
    assert find(desk).state == "withdrawn"
