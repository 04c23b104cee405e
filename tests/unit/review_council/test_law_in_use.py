"""What the plan's owner lays down for a vote is what the council votes by: from the policy to the box."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.review.council_errors import ChairVotesOpenly
from services.review.council_models import SessionMinutes
from shared.errors import RuleBlocked
from shared.events.terms import BallotChoice, BallotMode, CouncilKind
from shared.policy.marks import Mark
from shared.policy.votes import CouncilVote, PlanVote, VoteDenominator
from tests.unit.review_council.stage import MEMBERS, Stage


def under(stage: Stage, **law: Any) -> Stage:
    """Cases planted from now on stand under a plan whose owner lays down this law for the merit certificate."""
    given: dict[str, Any] = {
        "council": CouncilKind.FEDERATION, "threshold_percent": 50, "denominator": VoteDenominator.TOTAL_MEMBERS,
        "ballot_mode": BallotMode.OPEN, "quorum_numerator": 2, "quorum_denominator": 3, "absent_members_write": True,
        "basis": "QĐ 12/QĐ-LĐLĐ", "mark": Mark.VERIFIED,
    }  # fmt: skip
    votes = (
        PlanVote(award="merit_cert_federation", law=CouncilVote(**given | law), source="QĐ 12", mark=Mark.DESIGN),
    )
    stage.policy = dataclasses.replace(stage.policy, plan=dataclasses.replace(stage.policy.plan, votes=votes))
    with stage.desk.database.transaction() as tx:
        stage.desk.policies.keep(tx, stage.policy)
    return stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_the_owners_threshold_and_denominator_decide(stage: Stage) -> None:
    """Four of six present is 67 % of those present and 44 % of all nine."""
    cases = under(stage, threshold_percent=60, denominator=VoteDenominator.PRESENT_MEMBERS).published()
    session = stage.open(cases)
    stage.attend(session.id, MEMBERS[:6])
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=4, members=MEMBERS[:6])
    stage.close(session.id)
    (voted,) = stage.said("review.council_voted")
    tally = voted["tally"]
    assert (tally["threshold_percent"], tally["counted_of"], tally["passed"]) == (60, 6, True)
    assert tally["basis"] == "QĐ 12/QĐ-LĐLĐ"


PRESENT: dict[str, Any] = {"threshold_percent": 70, "denominator": VoteDenominator.PRESENT_MEMBERS}


@pytest.mark.parametrize("stay", [MEMBERS, MEMBERS[:6]])
def test_who_voted_and_left_stays_among_those_the_yes_votes_are_a_share_of(
    stage: Stage, stay: tuple[str, ...]
) -> None:
    """Six of nine say yes, which is no 70 %; that the other three go home before the count changes nothing."""
    cases = under(stage, **PRESENT).published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=6)
    stage.attend(session.id, stay)
    stage.close(session.id)

    (voted,) = stage.said("review.council_voted")
    tally, left = voted["tally"], len(MEMBERS) - len(stay)
    assert (tally["yes"], tally["counted_of"], tally["passed"]) == (6, 9, False)
    assert (tally["present"], tally["left"]) == (len(stay), left)
    with stage.reading() as tx:
        text = tx.scalars(select(SessionMinutes.text)).one()
    gone = f"Đã biểu quyết, không còn có mặt khi kiểm phiếu: {', '.join(MEMBERS[6:])}.\n"
    assert (gone in text, "Đã biểu quyết" in text) == ((True, True) if left else (False, False))
    assert stage.violations() == []


def test_who_wrote_and_came_all_the_same_is_counted_once(stage: Stage) -> None:
    """Seven in the room, two by letter who arrive before the count: seven of nine is 78 %, and not 64 % of eleven."""
    cases = under(stage, **PRESENT).published()
    session = stage.open(cases)
    stage.attend(session.id, MEMBERS[:7])
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=7, members=MEMBERS[:7])
    for member in MEMBERS[7:]:
        stage.vote(session.id, member, dict.fromkeys(cases, BallotChoice.NO), in_writing=True)
    stage.attend(session.id)
    stage.close(session.id)

    (voted,) = stage.said("review.council_voted")
    tally = voted["tally"]
    assert (tally["yes"], tally["counted_of"], tally["passed"]) == (7, 9, True)
    assert (tally["present"], tally["written"], tally["ballots"]) == (9, 0, 9)


@pytest.mark.parametrize(("chair", "passes"), [(BallotChoice.YES, True), (BallotChoice.NO, False)])
def test_nothing_passes_without_the_chair_where_the_law_says_so(
    stage: Stage, chair: BallotChoice, passes: bool
) -> None:
    """Eight others say yes; the chair is the first of the council's members."""
    cases = under(stage, chair_must_agree=True).published()
    session = stage.voting(cases, mode=BallotMode.OPEN)
    stage.vote(session.id, MEMBERS[0], dict.fromkeys(cases, chair))
    stage.vote_all(session.id, cases, yes=8, members=MEMBERS[1:])
    stage.close(session.id)
    (voted,) = stage.said("review.council_voted")
    assert voted["tally"]["passed"] is passes


def test_such_a_vote_is_not_held_in_secret(stage: Stage) -> None:
    cases = under(stage, chair_must_agree=True).published()
    with pytest.raises(ChairVotesOpenly):
        stage.open(cases, mode=BallotMode.SECRET)


def test_a_vote_does_not_close_before_the_days_after_a_written_opinion(stage: Stage) -> None:
    cases = under(stage, written_opinion_working_days=2).published()
    session = stage.open(cases, mode=BallotMode.OPEN)
    stage.attend(session.id, MEMBERS[:8])
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=8, members=MEMBERS[:8])
    stage.vote(session.id, MEMBERS[8], dict.fromkeys(cases, BallotChoice.YES), in_writing=True)
    with pytest.raises(RuleBlocked) as refused:
        stage.close(session.id)
    assert [place.code for place in refused.value.places] == ["P06"]
    stage.clock.advance(days=4)
    assert stage.close(session.id).state == "closed"


def test_a_law_that_begins_later_does_not_bind_today(stage: Stage) -> None:
    preset = stage.policy.award("merit_cert_federation").vote
    assert preset is not None
    cases = under(stage, first=date(2027, 1, 1)).published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    (voted,) = stage.said("review.council_voted")
    assert voted["tally"]["threshold_percent"] == preset.threshold_percent
