"""A session that cannot vote ends without a count: its cases go back to the queue, and everybody can see why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from services.review import adjournment
from services.review.council_errors import CaseNotReady, SessionWrongState, WritingTooLate
from services.review.council_models import CouncilSession
from services.review.council_queries import agenda_of
from shared.errors import Forbidden, RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, CaseState, Role
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, Stage

REASON = "Chỉ có 5/9 ủy viên dự họp, chưa đủ 2/3"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def adjourn(stage: Stage, session: str, *, actor: Actor = SECRETARY) -> CouncilSession:
    with stage.acting(actor) as work:
        return adjournment.adjourn_session(work, session, seen=None, reason=REASON)


def defer(stage: Stage, session: str, cases: list[str]) -> CouncilSession:
    with stage.acting(SECRETARY) as work:
        return adjournment.defer_cases(work, session, seen=None, case_ids=cases, reason=REASON)


def test_session_without_quorum_is_adjourned_and_told(stage: Stage) -> None:
    cases = stage.published(2)
    session = stage.open(cases)
    stage.attend(session.id, MEMBERS[:5])
    with pytest.raises(RuleBlocked):
        stage.begin(session.id)

    adjourned = adjourn(stage, session.id)

    assert (adjourned.state, adjourned.adjourned_for) == ("adjourned", REASON)
    (told,) = stage.said("review.session_adjourned")
    assert (told["cases"], told["present"], told["reason"]) == (cases, 5, REASON)
    assert [(one["rule"], one["verdict"]) for one in told["evaluations"]] == [("P04", "fails")]
    assert [(one["case"], one["to_state"]) for one in stage.said("review.requeued")] == [
        (case_id, "public_notice") for case_id in cases
    ]
    assert {stage.case(case_id).is_in for case_id in cases} == {CaseState.PUBLIC_NOTICE}
    assert stage.violations() == []


def test_adjourned_cases_are_voted_on_in_the_next_session(stage: Stage) -> None:
    (case_id,) = stage.published()
    council = stage.seat()
    first = stage.open([case_id], council=council)
    adjourn(stage, first.id)

    second = stage.voting([case_id], council=council)
    stage.vote_all(second.id, [case_id], yes=9)
    stage.close(second.id)

    assert stage.case(case_id).is_in is CaseState.COUNCIL_VOTED
    assert stage.violations() == []


def test_ballots_of_an_adjourned_session_are_never_counted(stage: Stage) -> None:
    (case_id,) = stage.published()
    council = stage.seat()
    first = stage.voting([case_id], council=council)
    stage.vote_all(first.id, [case_id], yes=9)
    adjourn(stage, first.id)

    with pytest.raises(SessionWrongState):
        stage.close(first.id)
    second = stage.voting([case_id], council=council)
    stage.vote_all(second.id, [case_id], yes=2)
    stage.close(second.id)

    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["yes"], voted["tally"]["passed"]) == (2, False)
    assert stage.violations() == []


def test_case_without_notice_goes_back_to_where_it_came_from(stage: Stage) -> None:
    (case_id,) = stage.plant(award="plaque_work", nominee_kind="work")
    session = stage.open([case_id])
    adjourn(stage, session.id)

    assert stage.case(case_id).is_in is CaseState.STAGE_PASSED


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.SIGNER, Role.INTERMEDIATE_REVIEWER])
def test_only_the_secretary_adjourns(stage: Stage, role: Role) -> None:
    (case_id,) = stage.published()
    session = stage.open([case_id])

    with pytest.raises(Forbidden):
        adjourn(stage, session.id, actor=Actor("member-1", role, BODY))

    assert stage.case(case_id).is_in is CaseState.COUNCIL_QUEUE
    assert stage.said("review.session_adjourned") == []


def test_counted_session_cannot_be_adjourned(stage: Stage) -> None:
    session, cases = stage.ready_to_sign()

    with pytest.raises(SessionWrongState):
        adjourn(stage, session)

    assert stage.case(cases[0]).is_in is CaseState.PENDING_DECISION


def test_deferred_case_leaves_the_agenda_and_keeps_nobody_back(stage: Stage) -> None:
    cases = stage.published(3)
    session = stage.open(cases)
    defer(stage, session.id, [cases[1]])

    stage.attend(session.id)
    stage.begin(session.id)
    rest = [cases[0], cases[2]]
    stage.vote_all(session.id, rest, yes=9)
    stage.close(session.id)

    assert [stage.case(case_id).state for case_id in cases] == ["council_voted", "public_notice", "council_voted"]
    (told,) = stage.said("review.cases_deferred")
    assert (told["cases"], told["reason"]) == ([cases[1]], REASON)
    with stage.reading() as tx:
        assert [item.case_id for item in agenda_of(tx, session.id)] == rest
    assert stage.violations() == []


def test_case_of_another_session_cannot_be_deferred_here(stage: Stage) -> None:
    cases = stage.published(2)
    council = stage.seat()
    here, there = (stage.open([case_id], council=council) for case_id in cases)

    with pytest.raises(CaseNotReady):
        defer(stage, here.id, [cases[1]])

    assert stage.case(cases[1]).session_id == there.id


def test_written_opinion_after_its_day_is_refused(stage: Stage) -> None:
    (case_id,) = stage.published()
    session = stage.open([case_id], written_until=stage.clock.now() + timedelta(hours=2))
    stage.attend(session.id, MEMBERS[:7])
    stage.begin(session.id)
    stage.vote(session.id, "member-8", {case_id: BallotChoice.YES}, in_writing=True)

    stage.clock.advance(hours=3)
    with pytest.raises(WritingTooLate):
        stage.vote(session.id, "member-9", {case_id: BallotChoice.YES}, in_writing=True)
    stage.vote(session.id, "member-1", {case_id: BallotChoice.YES})
    closed = stage.close(session.id)

    assert closed.state == "closed"
    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["ballots"], voted["tally"]["written"], voted["tally"]["present"]) == (2, 1, 7)
