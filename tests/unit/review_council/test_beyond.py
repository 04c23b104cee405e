"""A case that lies with a body above: held and released by letter, taken back with consent, an answer that is late."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services.review.actions_beyond import Consent, hold_beyond, release_beyond, withdraw_with_consent
from services.review.council_errors import AnsweredAlready, HeldBeyond
from services.review.escalation_models import Submission
from services.review.escalation_views import submission_view
from services.review.models import Case, Transition
from services.review.sweep import say_overdue
from shared.errors import Forbidden, InvalidInput, Stale
from shared.events.envelope import Actor
from shared.events.terms import Answer, CaseState, CouncilKind, HoldKind, Role
from shared.permissions import WrongState
from shared.policy import Policy
from tests.unit.review_council.stage import BODY, SECRETARY, SIGNER, Stage
from tests.unit.review_council.test_escalation import ACHIEVED, GRANTED, at_the_confederation


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def at_home_affairs(stage: Stage) -> tuple[Submission, str]:
    """A certificate of the Prime Minister on its way along S2; the state council voted."""
    stage.council_kind = CouncilKind.STATE
    session, (case_id,) = stage.ready_to_sign(award="merit_cert_pm", **ACHIEVED)
    return stage.escalate(session, [case_id]), case_id


def head_of(stage: Stage, case_id: str) -> Actor:
    return Actor("chu-tich", Role.GRASSROOTS_HEAD, stage.case(case_id).unit)


def policy_of(stage: Stage, case_id: str) -> Policy:
    with stage.reading() as tx:
        return stage.desk.policies.pinned(tx, stage.case(case_id).policy)


def hold(stage: Stage, letter: Submission, case_id: str, by: Actor = SECRETARY) -> None:
    with stage.acting(by) as work:
        hold_beyond(
            work, letter.id, case_id, seen=stage.case(case_id).version, kind=HoldKind.DENUNCIATION,
            document="CV 9/UBKT", notice="CV 31/LĐLĐ",
        )  # fmt: skip


def release(stage: Stage, letter: Submission, case_id: str) -> None:
    with stage.acting(SECRETARY) as work:
        release_beyond(
            stage.desk, work, letter.id, case_id, seen=stage.case(case_id).version, document="KL 4/UBKT",
            notice="CV 40/LĐLĐ",
        )  # fmt: skip


def take_back(stage: Stage, letter: Submission, case_id: str, by: Actor, dated: date) -> None:
    with stage.acting(by) as work:
        withdraw_with_consent(
            work, letter.id, case_id, seen=stage.case(case_id).version, reason="Đoàn viên xin rút tên.",
            consent=Consent(document="CV 88/TLĐ", dated=dated),
        )  # fmt: skip


def days_later(stage: Stage, days: int) -> None:
    stage.clock.advance(days=days)
    say_overdue(stage.desk)


def test_an_answer_is_due_where_the_rulebook_names_a_period(stage: Stage) -> None:
    """ND152 Art 34, 35: thirty working days of the whole province, twenty of the ministry; of others no source says."""
    letter, case_id = at_home_affairs(stage)
    calendar = policy_of(stage, case_id).calendar
    province = calendar.add_working_days(letter.dated, 30)
    (escalated,) = stage.said("review.escalated")
    assert (stage.case(case_id).due_on, escalated["due_on"]) == (province, province.isoformat())

    stage.clock.advance(days=7)
    stage.answer(letter, [case_id], office="home_affairs", answer=Answer.ENDORSED)
    assert stage.case(case_id).due_on == province  # the province has one period together

    on = letter.dated + timedelta(days=7)
    stage.answer(letter, [case_id], office="peoples_committee_chair", answer=Answer.ENDORSED, dated=on)
    ministry = calendar.add_working_days(on, 20)
    assert stage.case(case_id).due_on == ministry
    assert stage.said("review.endorsed")[-1]["due_on"] == ministry.isoformat()
    with stage.reading() as tx:
        assert submission_view(tx, letter, SECRETARY)["cases"][0]["due_on"] == ministry

    stage.answer(letter, [case_id], office="ministry_of_home_affairs", answer=Answer.ENDORSED)
    assert stage.case(case_id).due_on is None
    assert stage.violations() == []


def test_no_day_is_due_where_no_source_names_one(stage: Stage) -> None:
    _, (case_id,) = at_the_confederation(stage)
    days_later(stage, 300)
    assert stage.case(case_id).due_on is None
    assert stage.said("review.deadline_missed") == []


def test_an_answer_that_does_not_come_is_said_once_to_who_sent_it_up(stage: Stage) -> None:
    _, case_id = at_home_affairs(stage)
    days_later(stage, 60)
    days_later(stage, 1)

    (missed,) = stage.said("review.deadline_missed")
    assert (missed["waits_for"], missed["step"]["body"], missed["sent_by"]["body"]) == (
        "answer", "office:home_affairs", BODY,
    )  # fmt: skip
    assert stage.case(case_id).is_in is CaseState.PENDING_DECISION


def test_while_it_is_held_nothing_is_entered_and_its_clock_stands_still(stage: Stage) -> None:
    """ND152 Art 4(4): the body ahead is told by letter; what was left of its time is left afterwards."""
    letter, case_id = at_home_affairs(stage)
    calendar, due_on = policy_of(stage, case_id).calendar, stage.case(case_id).due_on
    assert due_on is not None
    stopped = letter.dated + timedelta(days=3)
    stage.clock.advance(days=3)
    hold(stage, letter, case_id)

    (held,) = stage.said("review.held")
    assert (held["notice"], held["document"], held["from_state"]) == ("CV 31/LĐLĐ", "CV 9/UBKT", "pending_decision")
    assert stage.violations() == []
    with pytest.raises(HeldBeyond):
        stage.answer(letter, [case_id], office="peoples_committee_chair", **GRANTED)
    days_later(stage, 100)
    assert stage.said("review.deadline_missed") == []

    release(stage, letter, case_id)
    today = stopped + timedelta(days=100)
    moved = calendar.add_working_days(due_on, calendar.working_days_between(stopped, today))
    assert (stage.case(case_id).is_in, stage.case(case_id).due_on) == (CaseState.PENDING_DECISION, moved)
    (released,) = stage.said("review.released")
    assert (released["notice"], released["due_on"]) == ("CV 40/LĐLĐ", moved.isoformat())
    stage.answer(letter, [case_id], office="home_affairs", answer=Answer.ENDORSED)
    assert stage.violations() == []


@pytest.mark.parametrize(
    "who", [SIGNER, Actor("thu-ky-khac", Role.COUNCIL_SECRETARY, "ldld-khac"), Actor("a", Role.AUDITOR, BODY)]
)
def test_only_who_acts_for_the_submitting_body_holds(stage: Stage, who: Actor) -> None:
    letter, (case_id,) = at_the_confederation(stage)
    before = stage.case(case_id).version
    with pytest.raises(Forbidden):
        hold(stage, letter, case_id, by=who)
    assert (stage.case(case_id).version, stage.said("review.held")) == (before, [])


@pytest.mark.parametrize("is_held", [False, True])
def test_the_head_takes_it_back_with_the_deciders_consent(stage: Stage, *, is_held: bool) -> None:
    letter, (case_id,) = at_the_confederation(stage)
    stage.clock.advance(days=10)
    if is_held:
        hold(stage, letter, case_id)
    take_back(stage, letter, case_id, head_of(stage, case_id), letter.dated + timedelta(days=8))

    case = stage.case(case_id)
    assert (case.is_in, case.submission_id, case.due_on, case.hold_kind) == (CaseState.WITHDRAWN, None, None, None)
    (said,) = stage.said("review.withdrawn")
    assert (said["document"], said["reason"], said["step"]["body"]) == (
        "CV 88/TLĐ", "Đoàn viên xin rút tên.", "office:confederation",
    )  # fmt: skip
    with stage.reading() as tx:
        step = tx.scalars(select(Transition).order_by(Transition.number.desc())).first()
        assert step is not None
        assert (step.action, step.document, step.actor) == ("withdraw_with_consent", "CV 88/TLĐ", "chu-tich")
    with pytest.raises(AnsweredAlready):
        stage.answer(letter, [case_id], office="confederation", **GRANTED)
    assert stage.violations() == []


def test_nobody_else_takes_it_back_and_not_by_a_paper_older_than_the_letter(stage: Stage) -> None:
    letter, (case_id,) = at_the_confederation(stage)
    head = head_of(stage, case_id)
    strangers = (SECRETARY, Actor("can-bo", Role.GRASSROOTS_OFFICER, head.unit), Actor("x", head.role, "cdcs-khac"))
    for stranger in strangers:
        with pytest.raises(Forbidden):
            take_back(stage, letter, case_id, stranger, letter.dated)
    for dated in (letter.dated - timedelta(days=1), letter.dated + timedelta(days=1)):
        with pytest.raises(InvalidInput):
            take_back(stage, letter, case_id, head, dated)
    consent = Consent(document="CV 88/TLĐ", dated=letter.dated)
    with pytest.raises(Stale), stage.acting(head) as work:
        withdraw_with_consent(work, letter.id, case_id, seen=1, reason="Xin rút tên.", consent=consent)
    assert stage.said("review.withdrawn") == []


def test_what_was_sent_back_is_held_where_it_lies_now(stage: Stage) -> None:
    letter, (case_id,) = at_the_confederation(stage)
    stage.answer(letter, [case_id], office="confederation", answer=Answer.SENT_BACK, reason="Thiếu xác nhận.")
    with pytest.raises(WrongState):
        hold(stage, letter, case_id)


def test_of_a_merged_union_the_successor_takes_it_back(stage: Stage) -> None:
    letter, (case_id,) = at_the_confederation(stage)
    with stage.desk.database.transaction() as tx:
        case = tx.get_one(Case, case_id)
        case.successor_id, case.successor_name = "cdcs-may-moi", "CĐCS Công ty TNHH May Mới"
    gone, heir = head_of(stage, case_id), Actor("chu-tich-moi", Role.GRASSROOTS_HEAD, "cdcs-may-moi")

    with pytest.raises(Forbidden):
        take_back(stage, letter, case_id, gone, letter.dated)
    take_back(stage, letter, case_id, heir, letter.dated)

    assert stage.case(case_id).is_in is CaseState.WITHDRAWN
