"""Every action in every state: what domain.md §6 permits works, everything else leaves no row and no event.

Whose it is, is asked of every row at once: `tests/unit/strangers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from services.review import (
    actions_archiving,
    actions_deadlines,
    actions_holds,
    actions_passing,
    actions_receipt,
    actions_returns,
)
from services.review.actions_passing import Opinion
from services.review.models import Case, Comment, EvaluationRow, Transition
from services.review.permissions import PERMISSIONS
from services.review.service import DEFINITION
from shared.desk import Desk
from shared.errors import Conflict
from shared.events.envelope import Actor
from shared.events.review import FixItem
from shared.events.terms import CaseState, HoldKind
from shared.tables import outbox
from shared.words import Words
from shared.work import Work
from tests.support.desks import make_desk
from tests.unit.review.cases import AREA_OFFICER, HEAD, SECRETARY, act, find, open_case, pass_on, receive

STATES = tuple(state for state in CaseState if state is not CaseState.DRAFT)

Action = Callable[[Desk, Work, str, int], Any]

ITEM = FixItem(part="papers.minutes", words=Words("Bổ sung biên bản.", "Supply the minutes."))

ACTIONS: dict[str, tuple[Actor, Action]] = {
    "receive": (SECRETARY, lambda desk, work, case, seen: actions_receipt.receive(desk, work, case, seen=seen)),
    "pass_stage": (
        SECRETARY,
        lambda desk, work, case, seen: actions_passing.pass_stage(
            desk, work, case, seen=seen, opinion=Opinion(opinion="Nhất trí.", reason="Đã xem xét.")
        ),
    ),
    "return_for_supplement": (
        SECRETARY,
        lambda desk, work, case, seen: actions_returns.return_for_supplement(
            desk, work, case, seen=seen, reason="Thiếu biên bản họp.", items=[ITEM], due_on=None
        ),
    ),
    "refuse": (
        SECRETARY,
        lambda desk, work, case, seen: actions_returns.refuse(desk, work, case, seen=seen, reason="Không đủ điều."),
    ),
    "hold": (
        SECRETARY,
        lambda desk, work, case, seen: actions_holds.hold(
            work, case, seen=seen, kind=HoldKind.COMPLAINT, document="CV 9"
        ),
    ),
    "release": (
        SECRETARY,
        lambda desk, work, case, seen: actions_holds.release(desk, work, case, seen=seen, document="KL 1"),
    ),
    "extend_deadline": (
        SECRETARY,
        lambda desk, work, case, seen: actions_deadlines.extend_deadline(
            desk, work, case, seen=seen, due_on=find(desk, case).due_on + timedelta(days=7), reason="Chờ xác minh."
        ),
    ),
    "archive_case": (
        SECRETARY,
        lambda desk, work, case, seen: actions_archiving.archive_case(desk, work, case, seen=seen, file="HS 12/2026"),
    ),
    "comment": (
        AREA_OFFICER,
        lambda desk, work, case, seen: actions_returns.comment(work, case, words="Đã đối chiếu."),
    ),
}

STAGE_ACTIONS = sorted(ACTIONS)

WORKS_IN = {
    "receive": "submitted",
    "pass_stage": "received under_review",
    "return_for_supplement": "submitted received under_review",
    "refuse": "received under_review",
    "hold": "submitted received under_review returned stage_passed public_notice council_voted pending_decision",
    "release": "on_hold",
    "extend_deadline": "submitted received under_review",
    "archive_case": "not_awarded withdrawn",
    "comment": (
        "submitted received under_review returned on_hold stage_passed public_notice council_queue council_voted"
        " pending_decision"
    ),
}
"""By domain.md §6, written here once more: a state added to the table is a state nobody asked for."""

COUNCIL_ACTIONS = {
    "seat_council", "publish_notice", "open_session", "record_attendance", "open_voting",
    "cast_ballot", "close_session", "send_for_signature", "sign", "refuse_signature",
    "consent_to_withdrawal", "decide_recusal", "adjourn_session", "defer_cases",
}  # fmt: skip

ESCALATION_ACTIONS = {
    "escalate_upward", "enter_answer", "hold_beyond", "release_beyond", "withdraw_with_consent",
}  # fmt: skip
"""Tried out in `tests/unit/review_council/test_escalation.py` and `test_beyond.py`."""

GATE_ACTIONS = {"lodge_objection", "settle_objection", "ask_opinion", "record_opinion"}
"""Tried out in `tests/unit/review_council/test_gates.py`."""

CONCERN_ACTIONS = {"declare_relation", "withdraw_declaration", "give_mandate", "revoke_mandate"}
"""Of people, not of a case in a state."""

HOLD_ACTIONS = {"release_brought"}
"""`release` of what a submission brought: tried out in `test_holds_brought.py`."""

NOT_COMMANDS = {
    "submit", "resubmit", "withdraw", "appraise", "escalate", "send_to_signer", "read_case", "read_every_case",
    "migrate", "move_case", "move_case_back", "pass_to_successor",
}  # fmt: skip
"""Heard from nomination, part of passing, reading, or done from the command line only (`test_migrating`)."""


@pytest.fixture(scope="module")
def bare_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all; its rows are put into states by hand, so the invariants are not asked afterwards."""
    desk = make_desk(DEFINITION, tmp_path_factory.mktemp("matrix"))
    yield desk
    desk.database.close()


def at_province(desk: Desk, state: CaseState) -> tuple[str, int]:
    """A new case received at the province, then put into `state`; its id and version."""
    case_id = desk.new_id()
    open_case(desk, case_id)
    receive(desk, HEAD, case_id)
    pass_on(desk, HEAD, case_id)
    receive(desk, SECRETARY, case_id)
    with desk.database.transaction() as tx:
        resume = CaseState.RECEIVED.value if state is CaseState.ON_HOLD else None
        tx.execute(update(Case).where(Case.id == case_id).values(state=state.value, resume_state=resume))
    return case_id, find(desk, case_id).version


def rows(desk: Desk) -> tuple[int | None, ...]:
    tables = (Transition.__table__, EvaluationRow.__table__, Comment.__table__, outbox)
    with desk.database.reading() as tx:
        return tuple(tx.scalar(select(func.count()).select_from(table)) for table in tables)


def test_every_action_is_consciously_classed() -> None:
    """A new row of the table has to be put on one of the lists above."""
    elsewhere = COUNCIL_ACTIONS | ESCALATION_ACTIONS | GATE_ACTIONS | CONCERN_ACTIONS | HOLD_ACTIONS
    assert set(PERMISSIONS) == set(ACTIONS) | elsewhere | NOT_COMMANDS


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", STAGE_ACTIONS)
def test_an_action_works_in_its_states_only(bare_desk: Desk, action: str, state: CaseState) -> None:
    """Permitted: one transition at least and one event. Otherwise: 409, and nothing is written."""
    actor, do = ACTIONS[action]
    case, seen = at_province(bare_desk, state)
    before = rows(bare_desk)
    if state.value in WORKS_IN[action].split():
        said = act(bare_desk, actor, lambda work: do(bare_desk, work, case, seen))[1]

        assert said != []
        assert rows(bare_desk) > before
    else:
        with pytest.raises(Conflict):
            act(bare_desk, actor, lambda work: do(bare_desk, work, case, seen))

        assert rows(bare_desk) == before
