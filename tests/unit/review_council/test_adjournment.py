"""A session that cannot vote ends without a count: its cases go back to the queue, and everybody can see why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from services.review import adjournment, declarations
from services.review.ballot_views import box_view, receipt_view
from services.review.ballots import Taken
from services.review.council_errors import (
    CaseHasQuorum,
    CaseNotReady,
    EmptyAgenda,
    SessionWrongState,
    WritingTooLate,
)
from services.review.council_models import CouncilSession
from services.review.council_queries import agenda_of, get_minutes
from services.review.recusal_queries import Kind
from services.review.service import DEFINITION
from shared.clock import VIETNAM
from shared.errors import Forbidden, InvalidInput, RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, BallotMode, CaseState, Role, SubjectKind
from shared.names import nominee_key
from tests.support.comparing import faults_of
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, Stage

REASON = "Chỉ có 5/9 ủy viên dự họp, chưa đủ 2/3"
NAME, BIRTH = "Lò Văn Phương", "1979-05-02"
KEY = nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
HERE, AWAY = MEMBERS[:6], MEMBERS[6:]


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


def losing_its_quorum(
    stage: Stage, mode: BallotMode = BallotMode.SECRET
) -> tuple[CouncilSession, list[str], list[Taken]]:
    """Six of nine sit and two have voted when a third declares kin: of eight entitled to the first case five are here.

    (session, cases, ballots taken)
    """
    kind = {} if mode is BallotMode.SECRET else {"award": "commemorative_medal", "is_simplified": True}
    cases = [*stage.published(nominee_key=KEY, **kind), *stage.published(2, **kind)]
    session = stage.open(cases, mode=mode)
    stage.attend(session.id, HERE)
    stage.begin(session.id)
    taken = [stage.vote(session.id, one, dict.fromkeys(cases, BallotChoice.YES)) for one in HERE[:2]]
    with stage.acting(Actor(HERE[2], Role.COUNCIL_MEMBER, BODY)) as work:
        declarations.declare_relation(work, person=HERE[2], kind=Kind.KIN, name=NAME, birth=BIRTH)
    return session, cases, taken


@pytest.mark.parametrize("mode", [BallotMode.SECRET, BallotMode.OPEN])
def test_case_that_lost_its_quorum_during_the_vote_does_not_hold_up_the_rest(stage: Stage, mode: BallotMode) -> None:
    session, cases, taken = losing_its_quorum(stage, mode)
    with pytest.raises(RuleBlocked):
        stage.close(session.id)

    defer(stage, session.id, cases[:1])
    rest = cases[1:]
    for member in HERE[2:]:
        stage.vote(session.id, member, dict.fromkeys(rest, BallotChoice.YES))
    for member in AWAY:
        stage.vote(session.id, member, dict.fromkeys(rest, BallotChoice.YES), in_writing=True)
    stage.close(session.id)

    assert [stage.case(case_id).state for case_id in cases] == ["public_notice", "council_voted", "council_voted"]
    assert [voted["case"] for voted in stage.said("review.council_voted")] == rest
    (told,) = stage.said("review.cases_deferred")
    assert (told["cases"], [(one["rule"], one["verdict"]) for one in told["evaluations"]]) == (
        cases[:1], [("P04", "fails")]
    )  # fmt: skip
    (closed,) = stage.said("review.session_closed")
    assert (closed["ballots"], closed["papers"]) == (9, 18)
    with stage.reading() as tx:
        text = get_minutes(tx, session.id).text
        assert "Phiếu đã bỏ cho 1 hồ sơ ra khỏi chương trình trong khi biểu quyết không được kiểm." in text
        states = {receipt_view(tx, one.receipt)["state"] for ballot in taken for one in ballot.receipts[:1]}
        shown = box_view(tx, session.id)["papers"] if mode is BallotMode.SECRET else 18
    assert (states, shown) == ({"not_counted"} if mode is BallotMode.SECRET else set(), 18)
    assert stage.violations() == []
    assert [faults_of(stage.desk, DEFINITION, one) for one in ("agenda_item", "ballot_paper", "voter")] == [[], [], []]


def test_papers_of_a_deferred_case_are_never_counted_later(stage: Stage) -> None:
    session, cases, _ = losing_its_quorum(stage)
    defer(stage, session.id, cases[:1])

    again = stage.open(cases[:1])
    stage.attend(again.id)
    stage.begin(again.id)
    for member in MEMBERS:
        stage.vote(again.id, member, {} if member == HERE[2] else {cases[0]: BallotChoice.NO})
    stage.close(again.id)

    (voted,) = stage.said("review.council_voted")
    assert (voted["session"], voted["tally"]["yes"], voted["tally"]["no"]) == (again.id, 0, 8)
    assert stage.violations() == []


def test_case_with_its_quorum_is_not_deferred_while_the_vote_goes_on(stage: Stage) -> None:
    session, cases, _ = losing_its_quorum(stage)

    with pytest.raises(CaseHasQuorum) as refused:
        defer(stage, session.id, cases[:2])

    assert [(place.at, place.code) for place in refused.value.places] == [(cases[1], "P04")]
    assert {stage.case(case_id).is_in for case_id in cases} == {CaseState.COUNCIL_QUEUE}


def test_whole_agenda_is_adjourned_and_not_deferred(stage: Stage) -> None:
    session, cases, _ = losing_its_quorum(stage)
    stage.attend(session.id, HERE[:5])

    with pytest.raises(EmptyAgenda):
        defer(stage, session.id, cases)

    assert adjourn(stage, session.id).state == "adjourned"


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
    closed = stage.close(session.id, without_paper=MEMBERS[1:7])

    assert closed.state == "closed"
    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["ballots"], voted["tally"]["written"], voted["tally"]["present"]) == (2, 1, 7)


def test_vote_is_not_closed_before_the_time_absent_members_were_given(stage: Stage) -> None:
    """Silence is no answer while somebody may still write; whoever has, or is recused, owes nothing."""
    (case_id,) = stage.published(nominee_key=KEY)
    until = stage.clock.now() + timedelta(hours=7)
    with stage.acting(Actor("member-9", Role.COUNCIL_MEMBER, BODY)) as work:
        declarations.declare_relation(work, person="member-9", kind=Kind.KIN, name=NAME, birth=BIRTH)
    session = stage.open([case_id], written_until=until)
    stage.attend(session.id, MEMBERS[:6])
    stage.begin(session.id)
    stage.vote_all(session.id, [case_id], yes=6, members=MEMBERS[:6])
    stage.vote(session.id, "member-7", {case_id: BallotChoice.YES}, in_writing=True)

    with pytest.raises(RuleBlocked) as refused:
        stage.close(session.id)
    assert [place.code for place in refused.value.places] == ["P06"]
    assert refused.value.said.vi == (
        f"Còn 1 ủy viên vắng mặt chưa gửi ý kiến bằng văn bản, hạn đến {until.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}."
    )
    stage.vote(session.id, "member-8", {case_id: BallotChoice.YES}, in_writing=True)
    assert stage.close(session.id).state == "closed"
    assert stage.case(case_id).is_in is CaseState.COUNCIL_VOTED


def test_vote_is_closed_on_silence_once_the_time_is_over(stage: Stage) -> None:
    (case_id,) = stage.published()
    session = stage.open([case_id], written_until=stage.clock.now() + timedelta(hours=7))
    stage.attend(session.id, MEMBERS[:8])
    stage.begin(session.id)
    stage.vote_all(session.id, [case_id], yes=8, members=MEMBERS[:8])
    stage.clock.advance(hours=7)
    with pytest.raises(RuleBlocked):
        stage.close(session.id)

    stage.clock.advance(seconds=1)
    assert stage.close(session.id).state == "closed"


@pytest.mark.parametrize("hours", [0, -1])
def test_time_for_opinions_that_has_passed_is_refused(stage: Stage, hours: int) -> None:
    (case_id,) = stage.published()

    with pytest.raises(InvalidInput) as refused:
        stage.open([case_id], written_until=stage.clock.now() + timedelta(hours=hours))

    assert [place.at for place in refused.value.places] == ["written_until"]
    assert stage.case(case_id).is_in is CaseState.PUBLIC_NOTICE
