"""What the proposer reads of a case that was held, ended or asked back, and the same worked out again of the events.

Owns: reasons and holders that one event must not take from another; events as the releases before wrote them.
"""

from __future__ import annotations

from typing import Any

import pytest

from services.nomination.service import DEFINITION
from shared.events.nomination import WithdrawalRequested
from shared.events.review import Held, Refused, Released, WithdrawalDeclined, Withdrawn
from shared.events.terms import CaseState, HoldKind, Role
from shared.words import Words
from tests.support.comparing import faults_heard
from tests.unit.nomination.house import MINH_ANH, PROVINCE, House
from tests.unit.nomination.test_consumers import UNIT, UPPER, Ears, ears, returned

__all__ = ["ears"]

WHY = "Không đạt tiêu chuẩn theo Điều 74"
IN_VAIN = Words("Hồ sơ đã biểu quyết, không rút được.", "It was voted on.")


@pytest.fixture
def case(house: House) -> str:
    """Sent up, and asked back by its head."""
    sent = house.draft()
    assert house.submit(sent).status_code == 200
    asked = house.call(
        "POST", f"/nominations/{sent}/withdraw", role=Role.GRASSROOTS_HEAD, seen=house.row(sent).version,
        body={"reason": "Nhập nhầm đơn vị."},
    )  # fmt: skip
    assert asked.status_code == 200
    return sent


def declined(case: str, state: CaseState | None) -> WithdrawalDeclined:
    return WithdrawalDeclined(case=case, unit=UNIT, step=UPPER, words=IN_VAIN, state=state)


def shown(house: House, case: str) -> tuple[Any, ...]:
    row = house.row(case)
    return row.state, row.reason, row.withdrawal_asked_at


@pytest.mark.parametrize(
    ("state", "reason"), [(CaseState.NOT_AWARDED, WHY), (None, IN_VAIN.vi)], ids=["said", "older release"]
)
def test_what_was_refused_keeps_its_reason(
    house: House, ears: Ears, case: str, state: CaseState | None, reason: str
) -> None:
    """A release that did not say where the case stood overwrote it, and its rows are as its events have it."""
    facts = (Refused(case=case, unit=UNIT, step=UPPER, reason=WHY, evaluations=()), declined(case, state))
    heard = [ears.hear(case, fact) for fact in facts]

    assert shown(house, case) == ("not_awarded", reason, None)
    assert faults_heard(house.desk, DEFINITION, "nomination", heard) == []


@pytest.mark.parametrize("is_said", [True, False], ids=["said", "older release"])
def test_what_was_returned_and_held_is_with_its_unit_again(house: House, ears: Ears, is_said: bool) -> None:
    """With the reason of the return; a release that did not say it left the case with the body, and its rows so."""
    case = house.draft()
    house.submit(case)
    common: dict[str, Any] = {"case": case, "unit": UNIT, "step": UPPER}
    back = returned(case)
    held = Held(**common, kind=HoldKind.DENUNCIATION, document="Đơn 12", from_state=CaseState.RETURNED)
    reason = back.reason if is_said else None
    freed = Released(**common, document="KL 5", to_state=CaseState.RETURNED, reason=reason)
    heard = [ears.hear(case, fact) for fact in (back, held, freed)]

    row = house.row(case)
    assert (row.state, row.holder, row.reason) == ("returned", MINH_ANH if is_said else PROVINCE, reason)
    assert (row.due_on, [item["part"] for item in row.return_items]) == (back.due_on, ["nominee.position"])
    assert faults_heard(house.desk, DEFINITION, "nomination", heard) == []


def test_a_case_that_goes_on_says_why_it_was_not_given_back(house: House, ears: Ears, case: str) -> None:
    heard = [ears.hear(case, declined(case, CaseState.COUNCIL_VOTED))]

    assert shown(house, case) == ("submitted", IN_VAIN.vi, None)
    assert faults_heard(house.desk, DEFINITION, "nomination", heard) == []


def test_what_was_asked_back_twice_is_answered_once(house: House, ears: Ears, case: str) -> None:
    """Two requests of a release that let both in: the second finds it taken back, and nothing more is said."""
    [asked] = house.said("nomination.withdrawal_requested")
    with house.work(house.officer()) as work:
        work.emit(case, WithdrawalRequested(**asked))
    heard = [ears.hear(case, Withdrawn(case=case, unit=UNIT, step=UPPER, reason="x", from_state=CaseState.SUBMITTED))]

    assert shown(house, case) == ("withdrawn", "x", None)
    assert faults_heard(house.desk, DEFINITION, "nomination", heard) == []
