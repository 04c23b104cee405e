"""A draft of the law over past votes and signatures: what flips, what stays, what nobody can say."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from services.review.council_models import Base, Council
from services.review.judged_acts import Vote
from services.review.models_after import CancelledAward
from services.review.rehearsing import rehearse
from services.review.rule_parameters import count_under
from services.review.rules.vote_law import Chair, Count, Denominator, Law
from shared.events.terms import CouncilKind
from shared.policy import PolicySet
from shared.policy.awards import Award
from shared.policy.marks import Mark
from shared.policy.plan_items import OpinionAsked, Quota
from shared.policy.targets import Comparator
from shared.policy.votes import VoteLaw
from shared.rehearsal import VOTE, Draft, FactsMissing, Obstacle, Outcome, Rehearsed
from shared.tables import HOUSE
from shared.words import Words
from tests.unit.review_council.stage import MEMBERS, Stage
from tests.unit.review_council.test_rules_of_order import DIRECT

AWARD = "merit_cert_federation"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.desk.database.close()


def drafted(stage: Stage, change: Callable[[Award], Award]) -> Draft:
    """The policy in use with one award of every rulebook changed."""
    policies: PolicySet = stage.desk.policies.policies
    books = {
        key: dataclasses.replace(
            book, awards=tuple(change(one) if one.code == AWARD else one for one in book.awards)
        )
        for key, book in policies.rulebooks.items()
    }
    return Draft(dataclasses.replace(policies, rulebooks=books))


def with_vote(**changed: object) -> Callable[[Award], Award]:
    def change(award: Award) -> Award:
        assert isinstance(award.vote, VoteLaw)
        return dataclasses.replace(award, vote=dataclasses.replace(award.vote, **changed))

    return change


def same(award: Award) -> Award:
    return award


def run(stage: Stage, draft: Draft) -> list[Rehearsed]:
    with stage.desk.database.only_reading() as tx:
        return list(rehearse(stage.desk.policies, tx, draft))


def flips(found: list[Rehearsed]) -> set[str]:
    return {one.rule for one in found if one.outcome is Outcome.FLIPPED}


def test_what_is_in_force_flips_nothing(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2)
    stage.sign(session, cases)
    found = run(stage, drafted(stage, same))

    assert {one.outcome for one in found} == {Outcome.SAME}
    assert {VOTE, "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P14"} <= {one.rule for one in found}
    assert sum(one.rule == VOTE for one in found) == 2


def test_eight_of_nine_flip_where_the_draft_asks_ninety_percent(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=8)
    stage.close(session.id)
    found = run(stage, drafted(stage, with_vote(threshold_percent=90)))

    assert flips(found) == {VOTE, "P05"}
    vote = next(one for one in found if one.rule == VOTE)
    assert vote.now is not None
    assert (vote.was.verdict, vote.now.verdict) == ("holds", "fails")
    assert "88,9 % < 90 %" in vote.now.words.vi
    assert vote.receipt == stage.case(cases[0]).receipt


def test_a_split_that_waits_is_not_counted_under_a_draft(stage: Stage) -> None:
    """It stands under the same law, is named as not countable under another, and no line holds the split."""
    (case,) = stage.published()
    few = MEMBERS[:4]
    session = stage.open([case], council=stage.seat(few))
    stage.attend(session.id, few)
    stage.begin(session.id)
    stage.vote_all(session.id, [case], yes=3, members=few)
    stage.close(session.id)

    unchanged, changed = run(stage, drafted(stage, same)), run(stage, drafted(stage, with_vote(threshold_percent=90)))
    assert [one.why for one in unchanged if one.why] == []
    assert flips(unchanged) == flips(changed) == set()
    assert [one.why.en for one in changed if one.why and one.rule == VOTE] == ["the split of the vote waits"]
    assert [one for one in (*unchanged, *changed) if "3 phiếu" in one.was.words.vi] == []


def test_a_quorum_of_all_members_flips_the_meeting(stage: Stage) -> None:
    cases = stage.published()
    session = stage.open(cases)
    stage.attend(session.id, MEMBERS[:7])
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=7, members=MEMBERS[:7])
    stage.close(session.id)

    assert flips(run(stage, drafted(stage, with_vote(quorum_numerator=1, quorum_denominator=1)))) == {"P04"}


@pytest.mark.parametrize(("yes", "outcome"), [(9, Outcome.SAME), (2, Outcome.FLIPPED)])
def test_where_the_draft_has_no_council_vote_who_was_refused_would_go_on(
    stage: Stage, yes: int, outcome: Outcome
) -> None:
    """Without a law for any council the case goes to the signer: nothing of the session is asked."""
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=yes)
    stage.close(session.id)
    found = run(stage, drafted(stage, lambda award: dataclasses.replace(award, vote=None)))

    assert {(one.rule, one.now, one.obstacle) for one in found} == {
        (rule, None, None) for rule in (VOTE, "P02", "P03", "P04", "P05", "P06", "P07")
    }
    assert {one.rule for one in found if one.outcome is outcome} >= {VOTE, "P05"}
    assert flips(found) == ({VOTE, "P05"} if outcome is Outcome.FLIPPED else set())


def test_a_law_for_another_council_alone_is_named(stage: Stage) -> None:
    """Somebody votes on it under the draft, but not who voted then."""
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    found = run(stage, drafted(stage, lambda award: dataclasses.replace(award, council=CouncilKind.STATE)))

    assert [(one.now, one.obstacle) for one in found if one.rule == VOTE] == [(None, Obstacle.PARAMETER_UNKNOWN)]


def with_quota(stage: Stage, most: int) -> Draft:
    policies: PolicySet = stage.desk.policies.policies
    plan = policies.plan(stage.policy.plan.id)
    quota = Quota(award=AWARD, most_per_unit=most, source="CV 12/LĐLĐ", mark=Mark.DESIGN)
    return Draft(
        dataclasses.replace(policies, plans={**policies.plans, plan.id: dataclasses.replace(plan, quotas=(quota,))})
    )


def test_equal_votes_at_the_last_place_of_a_quota_only_the_draft_sets(stage: Stage) -> None:
    """Three of one unit passed with the same votes: with two places somebody would have had to choose."""
    cases = stage.published(3)
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    two, three = ([one for one in run(stage, with_quota(stage, most)) if one.rule == "P13"] for most in (2, 3))

    assert [(one.was, one.outcome, one.case) for one in two] == [(None, Outcome.FLIPPED, None)]
    assert [(one.was, one.outcome) for one in three] == [(None, Outcome.SAME)]
    assert two[0].now is not None
    assert "3 cases have 9 votes each" in two[0].now.words.en


def test_a_consultation_that_only_the_draft_wants_was_not_asked_for(stage: Stage) -> None:
    cases = stage.published()
    stage.open(cases)
    policies: PolicySet = stage.desk.policies.policies
    heard = OpinionAsked(award=AWARD, body=Words("Công an tỉnh", "The police"), source="CV 1", mark=Mark.DESIGN)
    plan = dataclasses.replace(policies.plan(stage.policy.plan.id), consultations=(heard,))
    found = run(stage, Draft(dataclasses.replace(policies, plans={**policies.plans, plan.id: plan})))

    assert flips(found) == {"P02"}


def test_how_the_chair_voted_in_secret_is_not_guessed() -> None:
    law = Law(threshold_percent=50, denominator=Denominator.TOTAL_MEMBERS, basis="–", chair_must_agree=True)
    count = Count(total_members=9, present=9, recused=0, written=0, yes=8, no=1, abstained=0)
    vote = Vote(council=CouncilKind.FEDERATION, held_on=date(2026, 8, 3), count=count, chair=None)

    with pytest.raises(FactsMissing):
        count_under(law, vote)
    told = count_under(law, dataclasses.replace(vote, chair=Chair.DOES_NOT_AGREE))
    assert told.chair is Chair.DOES_NOT_AGREE


def test_a_longer_notice_flips_cases_that_met_too_early(stage: Stage) -> None:
    cases = stage.published()
    stage.open(cases)

    def longer(award: Award) -> Award:
        assert award.public_notice is not None
        return dataclasses.replace(
            award, public_notice=dataclasses.replace(award.public_notice, working_days=30)
        )

    assert flips(run(stage, drafted(stage, longer))) == {"P03"}


def test_a_plan_or_award_the_draft_does_not_know_is_named(stage: Stage) -> None:
    cases = stage.published()
    stage.open(cases)
    policies = stage.desk.policies.policies
    found = run(stage, Draft(dataclasses.replace(policies, plans={})))

    assert {one.obstacle for one in found} == {Obstacle.PARAMETER_UNKNOWN}


def test_nothing_is_written_and_nothing_can_be(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(1)
    stage.sign(session, cases)
    before = rows(stage)
    run(stage, drafted(stage, with_vote(threshold_percent=100)))

    assert rows(stage) == before
    with pytest.raises(OperationalError), stage.desk.database.only_reading() as tx:
        tx.execute(Council.__table__.delete())


def rows(stage: Stage) -> dict[str, list[str]]:
    with stage.reading() as tx:
        tables = (*HOUSE.sorted_tables, *Base.metadata.sorted_tables)
        return {table.name: sorted(map(repr, tx.execute(select(table)).all())) for table in tables}


def test_targets_the_draft_changes_are_counted_again_as_they_stood_at_the_signature(stage: Stage) -> None:
    """The first was cancelled before the second was signed; the third counts the second beside its own list."""
    signed = []
    for _ in range(3):
        session, cases = stage.ready_to_sign(1)
        signed.append((stage.sign(session, cases), cases))
    (_, (gone,)), (middle, _), _ = signed
    with stage.desk.database.transaction() as tx:
        tx.add(CancelledAward(decision="later-1", case_id=gone, dated=middle.dated))
    wanted = dataclasses.replace(DIRECT, comparator=Comparator.AT_LEAST, value=50)
    policies: PolicySet = stage.desk.policies.policies
    plan = dataclasses.replace(policies.plan(stage.policy.plan.id), targets=(wanted,))
    found = run(stage, Draft(dataclasses.replace(policies, plans={**policies.plans, plan.id: plan})))

    told = [one for one in found if one.rule == "P14"]
    assert {one.obstacle for one in told} == {None}
    counted = [one.now.words.en for one in told if one.now is not None]
    moved = [words.partition(": ")[2].partition(" / ")[0] for words in counted]
    assert moved == ["– → 100.0 %", "– → 100.0 %", "100.0 % → 100.0 %"]
