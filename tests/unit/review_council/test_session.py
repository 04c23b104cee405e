"""From the notice to the count, on real tables: who may vote, when, and what comes of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from services.review.council_errors import (
    AbsentMustWrite,
    BallotIncomplete,
    CaseNotReady,
    CouncilReplaced,
    CouncilTooLarge,
    NothingToSend,
    NotSeated,
    PresentVotesHere,
    SecrecyRequired,
    SessionWrongState,
    VotedAlready,
    VoteRecused,
    VotingNotOpen,
    WrongCouncil,
)
from services.review.council_metrics import SESSIONS_WITHOUT_QUORUM
from services.review.council_queries import agenda_of, get_minutes, members_of
from services.review.models import Case
from services.review.recusals import Interest
from services.review.rules.recusal import Ground
from services.review.session_actions import open_voting
from shared.clock import office_day
from shared.errors import Forbidden, InvalidInput, RuleBlocked, Stale
from shared.events.terms import BallotChoice, BallotMode, CaseState, CouncilKind
from tests.unit.review_council.stage import MEMBERS, SECRETARY, Stage

YES, NO, ABSTAIN = BallotChoice.YES, BallotChoice.NO, BallotChoice.ABSTAIN


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def blocked_by(error: pytest.ExceptionInfo[RuleBlocked]) -> set[str]:
    return {place.code for place in error.value.places}


def test_eight_of_nine_passes_where_eighty_percent_are_asked(stage: Stage) -> None:
    """Golden scenario 6, first half."""
    (case_id,) = stage.published()
    session = stage.voting([case_id])
    stage.vote_all(session.id, [case_id], yes=8)
    stage.close(session.id)

    (voted,) = stage.said("review.council_voted")
    assert voted["tally"]["formula"]["vi"] == (
        "8 phiếu đồng ý / 9 ủy viên = 88,9 % ≥ 80 %: đạt (cần ít nhất 8 phiếu)"
    )
    assert [one["rule"] for one in voted["evaluations"]] == ["P04", "P05", "P07"]
    assert stage.case(case_id).is_in is CaseState.COUNCIL_VOTED
    assert stage.said("review.refused") == []
    assert stage.violations() == []


def test_eight_of_nine_fails_where_ninety_percent_are_asked(stage: Stage) -> None:
    """Golden scenario 6, second half."""
    stage.council_kind = CouncilKind.STATE
    (case_id,) = stage.published(award="title_fighter_province")
    session = stage.voting([case_id])
    stage.vote_all(session.id, [case_id], yes=8)
    stage.close(session.id)

    (refused,) = stage.said("review.refused")
    assert "8 phiếu đồng ý / 9 ủy viên = 88,9 % < 90 %: không đạt" in refused["reason"]
    assert stage.case(case_id).is_in is CaseState.NOT_AWARDED
    (closed,) = stage.said("review.session_closed")
    assert (closed["passed"], closed["failed"], closed["ballots"]) == ([], [case_id], 9)
    with pytest.raises(NothingToSend):
        stage.send(session.id)


def test_session_counts_each_case_by_itself(stage: Stage) -> None:
    first, second = stage.published(2)
    session = stage.voting([first, second])
    for place, member in enumerate(MEMBERS):
        stage.vote(session.id, member, {first: YES, second: YES if place < 7 else ABSTAIN})
    stage.close(session.id)

    (closed,) = stage.said("review.session_closed")
    assert (closed["passed"], closed["failed"]) == ([first], [second])
    assert stage.violations() == []


def test_council_that_was_replaced_is_called_no_more(stage: Stage) -> None:
    (case_id,) = stage.published()
    old = stage.seat()
    today = office_day(stage.clock.now())
    stage.seat(valid_from=today + timedelta(days=1), document="QĐ 90/QĐ-LĐLĐ")
    stage.seat(valid_from=date(2025, 6, 1), document="QĐ 3/QĐ-LĐLĐ")
    stage.seat(kind=CouncilKind.STATE, valid_from=today)
    new = stage.seat(MEMBERS[:7], valid_from=today, document="QĐ 88/QĐ-LĐLĐ")

    with pytest.raises(CouncilReplaced) as refused:
        stage.open([case_id], council=old)

    assert "QĐ 88/QĐ-LĐLĐ" in refused.value.said.vi
    assert new.id in refused.value.said.vi
    assert stage.case(case_id).is_in is CaseState.PUBLIC_NOTICE
    session = stage.open([case_id], council=new)
    with stage.reading() as tx:
        assert tuple(members_of(tx, session.id)) == MEMBERS[:7]


@pytest.mark.parametrize("first_day", [date(2026, 1, 1), date(2026, 9, 20)])
def test_council_is_called_until_the_day_of_the_next(stage: Stage, first_day: date) -> None:
    """One that takes office on a later day, and one of the same day that was seated before, replace nobody."""
    (case_id,) = stage.published()
    if first_day < office_day(stage.clock.now()):
        stage.seat(valid_from=first_day)
    council = stage.seat()
    if first_day > office_day(stage.clock.now()):
        stage.seat(valid_from=first_day)

    assert stage.open([case_id], council=council).state == "opened"


def test_council_larger_than_the_plan_allows_is_refused(stage: Stage) -> None:
    with pytest.raises(CouncilTooLarge):
        stage.seat([*MEMBERS, "member-10"])
    assert stage.said("review.council_seated") == []


def test_council_with_a_member_twice_is_refused(stage: Stage) -> None:
    with pytest.raises(InvalidInput):
        stage.seat(["member-1", "member-1"])


def test_case_without_a_finished_notice_is_not_put_on_the_agenda(stage: Stage) -> None:
    (unpublished,) = stage.plant()
    with pytest.raises(RuleBlocked) as without:
        stage.open([unpublished])
    stage.publish([unpublished])
    with pytest.raises(RuleBlocked) as too_early:
        stage.open([unpublished])

    assert (blocked_by(without), blocked_by(too_early)) == ({"P03"}, {"P03"})
    assert stage.said("review.session_opened") == []
    assert stage.case(unpublished).is_in is CaseState.PUBLIC_NOTICE


def test_notice_ends_after_ten_working_days(stage: Stage) -> None:
    """From Monday 3/8/2026; no holiday lies between."""
    cases = stage.plant()
    stage.publish(cases)

    (notice,) = stage.said("review.notice_published")
    assert (notice["published_on"], notice["until"]) == ("2026-08-03", "2026-08-17")
    stage.clock.advance(days=14)
    with pytest.raises(RuleBlocked):
        stage.open(cases)
    stage.clock.advance(days=1)
    assert stage.open(cases).meets_on == date(2026, 8, 18)


def test_simplified_case_needs_no_notice(stage: Stage) -> None:
    cases = stage.plant(is_simplified=True)

    stage.open(cases)

    assert stage.case(cases[0]).is_in is CaseState.COUNCIL_QUEUE


def test_case_of_an_earlier_stage_is_not_ready(stage: Stage) -> None:
    cases = stage.plant(stage_kind="district", is_simplified=True)
    with pytest.raises(CaseNotReady):
        stage.open(cases)


def test_two_councils_are_never_merged(stage: Stage) -> None:
    cases = stage.published(award="title_fighter_province")
    with pytest.raises(WrongCouncil):
        stage.open(cases, council=stage.seat(kind=CouncilKind.FEDERATION))


def test_open_vote_is_refused_where_the_award_needs_a_secret_one(stage: Stage) -> None:
    with pytest.raises(SecrecyRequired):
        stage.open(stage.published(), mode=BallotMode.OPEN)


def test_secretary_of_another_body_cannot_open_a_session(stage: Stage) -> None:
    cases = stage.plant(is_simplified=True, body="ldld-khanh-hoa")
    with pytest.raises(Forbidden):
        stage.open(cases)


@pytest.mark.parametrize(("present", "is_quorum"), [(6, True), (5, False)])
def test_voting_opens_with_six_of_nine_only(stage: Stage, present: int, is_quorum: bool) -> None:
    session = stage.open(stage.published())
    stage.attend(session.id, MEMBERS[:present])
    before = SESSIONS_WITHOUT_QUORUM.labels("open_voting")._value.get()

    if is_quorum:
        assert stage.begin(session.id).state == "voting"
        return
    with pytest.raises(RuleBlocked) as refused:
        stage.begin(session.id)
    assert blocked_by(refused) == {"P04"}
    assert SESSIONS_WITHOUT_QUORUM.labels("open_voting")._value.get() == before + 1
    assert stage.said("review.voting_opened") == []


def test_session_cannot_close_after_its_quorum_is_lost(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    stage.attend(session.id, MEMBERS[:5])

    with pytest.raises(RuleBlocked) as refused:
        stage.close(session.id)

    assert blocked_by(refused) == {"P04"}
    assert stage.said("review.session_closed") == []
    stage.attend(session.id, MEMBERS[:6])
    assert stage.close(session.id).state == "closed"


def test_attendance_says_what_the_quorum_rule_found(stage: Stage) -> None:
    session = stage.open(stage.published())
    stage.attend(session.id, MEMBERS[:5])

    (recorded,) = stage.said("review.attendance_recorded")
    assert recorded["present"] == list(MEMBERS[:5])
    assert [(one["rule"], one["verdict"]) for one in recorded["evaluations"]] == [("P04", "fails")]


def test_stranger_is_not_recorded_as_present(stage: Stage) -> None:
    session = stage.open(stage.published())
    with pytest.raises(InvalidInput):
        stage.attend(session.id, ["somebody"])


def test_nobody_present_is_recorded_as_nobody(stage: Stage) -> None:
    session = stage.open(stage.published())
    stage.attend(session.id)
    stage.attend(session.id, [])
    with stage.reading() as tx:
        assert members_of(tx, session.id) == dict.fromkeys(MEMBERS, False)


def test_stale_command_on_a_session_is_told_who_changed_it(stage: Stage) -> None:
    session = stage.open(stage.published())
    stage.attend(session.id)
    with pytest.raises(Stale) as stale, stage.acting(SECRETARY) as work:
        open_voting(work, session.id, seen=1)
    assert "secretary did “record_attendance”" in stale.value.said.en


def test_member_votes_once(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote(session.id, "member-1", dict.fromkeys(cases, NO))

    with pytest.raises(VotedAlready):
        stage.vote(session.id, "member-1", dict.fromkeys(cases, YES))

    assert len(stage.said("review.ballot_cast")) == 1
    assert stage.violations() == []


def test_nobody_votes_before_or_after_the_voting(stage: Stage) -> None:
    cases = stage.published()
    session = stage.open(cases)
    stage.attend(session.id)
    with pytest.raises(VotingNotOpen):
        stage.vote(session.id, "member-1", dict.fromkeys(cases, YES))
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=8, members=MEMBERS[:8])
    stage.close(session.id, without_paper=MEMBERS[8:])
    with pytest.raises(VotingNotOpen):
        stage.vote(session.id, "member-9", dict.fromkeys(cases, YES))
    with pytest.raises(SessionWrongState) as refused:
        stage.close(session.id)
    words = refused.value.said
    assert words.vi == (
        "Phiên họp đã kiểm phiếu, chưa trình ký; việc này chỉ làm được khi phiên họp đang biểu quyết."
    )
    assert words.en == (
        "The session is counted, its list not sent for signature yet; this is possible while it is: voting."
    )


def test_who_is_not_seated_does_not_vote(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    with pytest.raises(NotSeated) as refused:
        stage.vote(session.id, "somebody", dict.fromkeys(cases, YES))
    assert refused.value.status == 403
    assert stage.said("review.ballot_cast") == []


def test_ballot_covers_the_agenda_no_more_and_no_less(stage: Stage) -> None:
    first, second = stage.published(2)
    session = stage.voting([first, second])

    with pytest.raises(BallotIncomplete) as incomplete:
        stage.vote(session.id, "member-1", {first: YES, "foreign": YES})

    assert [place.at for place in incomplete.value.places] == ["choices.foreign", f"choices.{second}"]


def test_absent_member_votes_in_writing_and_is_not_present(stage: Stage) -> None:
    cases = stage.published()
    session = stage.open(cases)
    stage.attend(session.id, MEMBERS[:8])
    stage.begin(session.id)
    with pytest.raises(PresentVotesHere):
        stage.vote(session.id, "member-1", dict.fromkeys(cases, YES), in_writing=True)
    with pytest.raises(AbsentMustWrite):
        stage.vote(session.id, "member-9", dict.fromkeys(cases, YES))
    stage.vote(session.id, "member-9", dict.fromkeys(cases, YES), in_writing=True)
    stage.vote_all(session.id, cases, yes=7, members=MEMBERS[:8])
    stage.close(session.id)

    (voted,) = stage.said("review.council_voted")
    tally = voted["tally"]
    assert (tally["present"], tally["written"], tally["yes"], tally["passed"]) == (8, 1, 8, True)


def test_member_who_submitted_the_case_is_recused_from_it(stage: Stage) -> None:
    own, other = stage.published(submitted_by="member-2")[0], stage.published()[0]
    session = stage.voting([own, other])

    with pytest.raises(VoteRecused) as refused:
        stage.vote(session.id, "member-2", {own: YES, other: YES})
    assert [place.at for place in refused.value.places] == [f"choices.{own}"]
    stage.vote(session.id, "member-2", {other: YES})
    stage.vote_all(session.id, [own, other], yes=8, members=[m for m in MEMBERS if m != "member-2"])
    stage.close(session.id)

    tallies = {voted["case"]: voted["tally"] for voted in stage.said("review.council_voted")}
    assert (tallies[own]["recused"], tallies[own]["ballots"], tallies[own]["counted_of"]) == (1, 8, 9)
    assert (tallies[other]["recused"], tallies[other]["ballots"]) == (0, 9)
    assert stage.violations() == []


def test_member_who_received_the_case_below_is_recused(stage: Stage) -> None:
    cases = stage.published()
    seated = ["grassroots-head", *MEMBERS[:8]]
    session = stage.open(cases, council=stage.seat(seated))
    stage.attend(session.id, seated)
    stage.begin(session.id)
    with pytest.raises(VoteRecused):
        stage.vote(session.id, "grassroots-head", dict.fromkeys(cases, YES))


def test_relation_declared_at_the_meeting_recuses(stage: Stage) -> None:
    (case_id,) = stage.published()
    session = stage.open([case_id], interests=[Interest(member="member-3", case=case_id, ground=Ground.BENEFITS)])
    stage.attend(session.id, interests=[Interest(member="member-4", case=case_id, ground=Ground.RELATED)])
    stage.begin(session.id)

    for member in ("member-3", "member-4"):
        with pytest.raises(VoteRecused):
            stage.vote(session.id, member, {case_id: YES})


def test_relation_cannot_be_declared_once_voting_has_begun(stage: Stage) -> None:
    (case_id,) = stage.published()
    session = stage.voting([case_id])
    with pytest.raises(SessionWrongState):
        stage.attend(session.id, interests=[Interest(member="member-4", case=case_id, ground=Ground.RELATED)])


def test_case_withdrawn_after_the_ballots_is_left_out_uncounted(stage: Stage) -> None:
    first, second = stage.published(2)
    session = stage.voting([first, second])
    stage.vote_all(session.id, [first, second], yes=9)
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, second).state = CaseState.WITHDRAWN.value
    stage.close(session.id)

    (closed,) = stage.said("review.session_closed")
    assert closed["passed"] == [first]
    assert stage.case(second).is_in is CaseState.WITHDRAWN
    assert stage.violations() == []


def test_minutes_state_the_ratio_of_every_case(stage: Stage) -> None:
    cases = stage.published(2)
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=8)
    stage.close(session.id)

    with stage.reading() as tx:
        text = get_minutes(tx, session.id).text
        tallies = [item.tally for item in agenda_of(tx, session.id)]
    assert all(tally is not None and tally["formula"]["vi"] in text for tally in tallies)
    assert "LĐLĐ TỈNH HƯNG YÊN" in text
    assert "Tổng số ủy viên: 9; có mặt 9" in text


def test_sending_moves_every_passed_case_to_the_signer(stage: Stage) -> None:
    _, cases = stage.ready_to_sign(3)

    assert {stage.case(case_id).is_in for case_id in cases} == {CaseState.PENDING_DECISION}
    assert [sent["case"] for sent in stage.said("review.sent_for_signature")] == sorted(cases)
