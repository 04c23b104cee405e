"""P01.return_working_days: a file that does not qualify goes back within ten working days (ND152 Art 34–35)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.review import actions_holds, actions_returns, queries
from shared.desk import Desk
from shared.events.envelope import Actor
from shared.events.review import FixItem
from shared.events.terms import HoldKind
from shared.words import Words
from tests.unit.review.cases import HEAD, SECRETARY, act, find, open_case, pass_on, receive

ITEM = FixItem(part="papers.minutes", words=Words("Bổ sung biên bản.", "Supply the minutes."))

# Received on Monday 03/8/2026; ten working days later is Monday 17/8.
LAST = date(2026, 8, 17)


def at_the_province(desk: Desk) -> None:
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)


def give_back(desk: Desk, actor: Actor = SECRETARY) -> list[dict[str, Any]]:
    """Sends it back; what P01 said of that."""
    seen = find(desk).version
    reason = "Không đủ điều kiện theo Điều 35 NĐ 152."
    [said] = act(
        desk, actor,
        lambda work: actions_returns.return_for_supplement(
            desk, work, "case-1", seen=seen, reason=reason, items=[ITEM], due_on=None
        ),
    )[1]  # fmt: skip
    return [one for one in said.data["evaluations"] if one["rule"] == "P01"]


def return_by(desk: Desk) -> date | None:
    with desk.database.reading() as tx:
        return queries.story_of(desk.policies, tx, SECRETARY, "case-1").return_by


@pytest.mark.parametrize(("days", "verdict", "consequence"), [(14, "holds", "none"), (15, "fails", "warn")])
def test_a_late_return_is_said_to_be_late(desk: Desk, days: int, verdict: str, consequence: str) -> None:
    """It goes back all the same, for its reason; that it was late stands on record."""
    at_the_province(desk)
    assert return_by(desk) == LAST
    desk.clock.advance(days=days)

    [said] = give_back(desk)

    assert (said["verdict"], said["consequence"]) == (verdict, consequence)
    assert (said["facts"]["due_on"], said["facts"]["is_return"]) == (LAST.isoformat(), True)
    assert find(desk).state == "returned"
    assert return_by(desk) is None


def test_a_hold_moves_the_day_and_more_time_for_the_appraisal_does_not(desk: Desk) -> None:
    at_the_province(desk)
    desk.clock.advance(days=1)
    seen = find(desk).version
    act(
        desk, SECRETARY,
        lambda work: actions_holds.hold(work, "case-1", seen=seen, kind=HoldKind.COMPLAINT, document="CV 9"),
    )  # fmt: skip
    desk.clock.advance(days=2)
    act(
        desk, SECRETARY,
        lambda work: actions_holds.release(desk, work, "case-1", seen=find(desk).version, document="KL 1"),
    )  # fmt: skip

    assert return_by(desk) == date(2026, 8, 19)


def test_the_union_s_own_committee_has_no_such_period(desk: Desk) -> None:
    """Nothing was submitted to it: it vouches for its own file."""
    open_case(desk)
    receive(desk, HEAD)
    desk.clock.advance(days=30)
    assert give_back(desk, HEAD) == []


def test_what_was_not_taken_in_hand_is_sent_back_without_a_period(desk: Desk) -> None:
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    desk.clock.advance(days=30)
    assert give_back(desk) == []
