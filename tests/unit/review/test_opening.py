"""What review does on hearing nomination."""

from __future__ import annotations

import dataclasses
from functools import partial

import pytest
from sqlalchemy import event, select

from services.review import actions_holds, actions_returns, consumers
from services.review.errors import CaseKnown, HoldUnexplained, PolicyAltered
from services.review.models import StageRun, Transition
from shared.desk import Desk
from shared.events.catalog import read
from shared.events.envelope import Envelope
from shared.events.nomination import PolicyPublished, Resubmitted, WithdrawalRequested
from shared.events.review import FixItem, StageOpened, Step
from shared.events.terms import CaseState, HoldKind, StageKind
from shared.permissions import WrongState
from shared.policy_book import PolicyBook, PolicyNotKnown
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.words import Words
from tests.unit.review.cases import (
    C1,
    HEAD,
    OFFICER,
    PROVINCE,
    SOUND_PAPERS,
    UNIT,
    act,
    dossier,
    envelope_of,
    find,
    hear,
    open_case,
    pass_on,
    policy_hash,
    receive,
    submitted,
    taken_in,
)

OPEN_HOLD = Evaluation(
    "G08", Verdict.FAILS, Consequence.HOLD, Words("Tạm dừng.", "On hold."), "ND152 Art 4(4)",
    {"is_identified": True, "open_holds": [{"kind": "denunciation", "document": "CV 7/UBKT"}]},
)  # fmt: skip


def resubmit(desk: Desk, *, version: int = 2) -> list[Envelope]:
    event = Resubmitted(
        case="case-1", dossier=dossier(achievement="Bổ sung."), version=version, sent_at=desk.clock.now(),
        changed=("achievement",), answers=(), evaluations=(),
    )  # fmt: skip
    return hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted").said.events


def withdraw(desk: Desk) -> list[Envelope]:
    event = WithdrawalRequested(case="case-1", unit=UNIT, reason="Đơn vị xin rút hồ sơ.")
    return hear(desk, consumers.on_withdrawal_requested, event, "nomination.withdrawal_requested").said.events


def give_back(desk: Desk) -> None:
    item = FixItem(part="papers.minutes", words=Words("Bổ sung biên bản.", "Supply the minutes."))
    act(
        desk, HEAD,
        lambda work: actions_returns.return_for_supplement(
            desk, work, "case-1", seen=find(desk).version, reason="Thiếu biên bản họp.", items=[item], due_on=None
        ),
    )  # fmt: skip


def test_a_submission_opens_the_case_at_the_first_stage(desk: Desk) -> None:
    """The road is laid out whole, the first stage is open, the policy is pinned."""
    work = open_case(desk, road=C1)
    case = find(desk)
    with desk.database.reading() as tx:
        runs = [(run.kind, run.opened_at is not None) for run in tx.scalars(select(StageRun))]

    assert (case.state, case.stage_kind, case.body, case.version) == ("submitted", "grassroots", UNIT, 1)
    assert case.policy == policy_hash(desk)
    assert runs == [("grassroots", True), ("district", False), ("provincial", False)]
    assert [event.type for event in work.said.events] == ["review.stage_opened"]
    assert work.said.events[0].policy == case.policy


def test_an_opened_stage_says_where_and_by_whom(desk: Desk) -> None:
    """The event carries what the body above needs to know."""
    said = read(open_case(desk).said.events[0])

    assert isinstance(said, StageOpened)
    assert said.area_body == PROVINCE
    assert said.step == Step(index=0, kind=StageKind.GRASSROOTS, body=UNIT, body_name="CĐCS Công ty May Minh Anh")
    assert (said.receipt, said.submitted_by) == ("R-case-1", OFFICER.subject)


def test_an_unknown_policy_waits_and_leaves_nothing(desk: Desk) -> None:
    """Retried until the policy has arrived; no row, no event."""
    with pytest.raises(PolicyNotKnown):
        hear(desk, taken_in(desk), submitted(desk, "case-1"), "nomination.submitted", policy="f" * 64)
    with desk.database.reading() as tx:
        assert tx.scalars(select(Transition)).all() == []


def test_a_case_opens_once(desk: Desk) -> None:
    """A second submission of one case is two histories."""
    open_case(desk)
    with pytest.raises(CaseKnown):
        open_case(desk)


def test_a_batch_of_submissions_takes_the_statements_of_one(desk: Desk) -> None:
    """Each case has its own submitter and cause; the statements do not grow with their number."""
    cases = [f"case-{number}" for number in range(8)]
    open_case(desk, "first")
    envelopes = [
        dataclasses.replace(
            envelope_of(desk, submitted(desk, case_id, road=C1), "nomination.submitted", policy=policy_hash(desk)),
            actor=dataclasses.replace(OFFICER, subject=f"officer-{number}"),
        )
        for number, case_id in enumerate(cases)
    ]
    sent: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", listen)
    said = act(desk, OFFICER, lambda work: consumers.hear(desk, work, envelopes))[1]
    event.remove(desk.database.engine, "before_cursor_execute", listen)

    # begin · known cases · cases · stages · transitions · outbox (read, write)
    assert len(sent) == 8
    assert [(one.subject, one.actor.subject, one.trace.causation) for one in said] == [
        (case_id, f"officer-{number}", envelopes[number].id) for number, case_id in enumerate(cases)
    ]
    assert {find(desk, case_id).state for case_id in cases} == {"submitted"}


def test_an_open_verification_opens_the_case_on_hold(desk: Desk) -> None:
    """G08 at submission: the case is opened and stops at once, with kind and document of the verification."""
    work = open_case(desk, must_hold=True, evaluations=(OPEN_HOLD,))
    case = find(desk)

    assert (case.state, case.resume_state) == ("on_hold", "submitted")
    assert (case.hold_kind, case.hold_document) == ("denunciation", "CV 7/UBKT")
    assert [event.type for event in work.said.events] == ["review.stage_opened", "review.held"]
    assert work.said.events[1].data["from_state"] == "submitted"


def test_a_hold_without_ground_is_not_invented(desk: Desk) -> None:
    """Nobody is held for a reason nobody gave."""
    with pytest.raises(HoldUnexplained):
        open_case(desk, must_hold=True)


def test_a_supplement_resumes_the_stage_that_returned_the_case(desk: Desk) -> None:
    """Same stage, new version, state back to submitted."""
    open_case(desk)
    receive(desk, HEAD)
    give_back(desk)
    said = resubmit(desk)
    case = find(desk)

    assert [event.type for event in said] == ["review.resumed"]
    assert (case.state, case.stage_index, case.dossier_version) == ("submitted", 0, 2)
    assert (case.return_reason, case.return_items, case.return_due_on) == (None, None, None)
    assert case.dossier["achievement"] == "Bổ sung."


def test_a_supplement_nobody_asked_for_is_refused(desk: Desk) -> None:
    """The event waits for a person."""
    open_case(desk)
    with pytest.raises(WrongState):
        resubmit(desk)


def test_a_supplement_to_a_held_case_waits_for_the_release(desk: Desk) -> None:
    """Nothing moves while something is verified; the new version is kept."""
    open_case(desk)
    receive(desk, HEAD)
    give_back(desk)
    seen = find(desk).version
    act(
        desk, HEAD,
        lambda work: actions_holds.hold(work, "case-1", seen=seen, kind=HoldKind.COMPLAINT, document="CV 9"),
    )  # fmt: skip
    said = resubmit(desk)
    held = find(desk)
    act(
        desk, HEAD,
        lambda work: actions_holds.release(desk, work, "case-1", seen=held.version, document="KL 10"),
    )  # fmt: skip

    assert said == []
    assert (held.state, held.dossier_version) == ("on_hold", 2)
    assert find(desk).state == "submitted"


def test_a_case_is_let_go_before_the_vote(desk: Desk) -> None:
    """Withdrawn at any stage before the council's vote."""
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    said = withdraw(desk)

    assert [event.type for event in said] == ["review.withdrawn"]
    assert said[0].data["from_state"] == "submitted"
    assert find(desk).state == "withdrawn"


def test_a_closed_case_is_not_let_go(desk: Desk) -> None:
    """Declined with a reason; the case stays as it is."""
    open_case(desk)
    receive(desk, HEAD)
    seen = find(desk).version
    act(
        desk, HEAD,
        lambda work: actions_returns.refuse(desk, work, "case-1", seen=seen, reason="Không đủ tiêu chuẩn xét."),
    )  # fmt: skip
    before = find(desk).version
    said = withdraw(desk)

    assert [event.type for event in said] == ["review.withdrawal_declined"]
    assert (find(desk).state, find(desk).version) == (CaseState.NOT_AWARDED.value, before)
    assert said[0].data["state"] == "not_awarded"


def test_a_case_asked_back_twice_is_given_back_once(desk: Desk) -> None:
    """Nobody is told that the second request was not granted."""
    open_case(desk)
    receive(desk, HEAD)
    first, second = withdraw(desk), withdraw(desk)

    assert ([event.type for event in first], second) == (["review.withdrawn"], [])
    assert find(desk).state == "withdrawn"


def test_a_published_policy_is_kept_for_good(desk: Desk) -> None:
    """Known by its hash afterwards, even to a book that never loaded it."""
    policy = desk.policies.current("hung_yen_2026", desk.clock.now().date())
    event = PolicyPublished(
        policy=policy.hash, plan=policy.plan.id, rulebook=policy.rulebook.id, document=policy.document()
    )
    hear(desk, taken_in(desk), event, "nomination.policy_published")
    fresh = PolicyBook(desk.policies.policies)
    with desk.database.reading() as tx:
        assert fresh.pinned(tx, policy.hash) == policy


def test_an_altered_policy_is_refused(desk: Desk) -> None:
    """A document that does not hash to its name is nobody's policy."""
    policy = desk.policies.current("hung_yen_2026", desk.clock.now().date())
    event = PolicyPublished(policy="0" * 64, plan="x", rulebook="y", document=policy.document())
    with pytest.raises(PolicyAltered):
        hear(desk, taken_in(desk), event, "nomination.policy_published")


def test_missing_papers_do_not_keep_a_case_from_opening(desk: Desk) -> None:
    """Opening judges nothing: the room of the stage does."""
    open_case(desk, dossier=dossier(papers=SOUND_PAPERS[:1], minutes=None, figures=None))

    assert find(desk).state == "submitted"
