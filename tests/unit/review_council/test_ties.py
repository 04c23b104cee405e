"""Equal votes at the last place a quota leaves, once others have places already: as the ledger of nomination counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from services.review.council_queries import get_session
from services.review.council_views import session_view
from services.review.models import Case
from services.review.models_after import CancelledAward
from services.review.recusal_queries import Kind
from services.review.rules.provincial_order import Contender, tie_is_shown
from shared.events.envelope import Actor
from shared.events.terms import CaseState, Role, SubjectKind
from shared.names import nominee_key
from shared.policy.marks import Mark
from shared.policy.plan_items import Quota
from shared.rehearsal import Outcome
from tests.unit.review_council.stage import BODY, SECRETARY, Stage
from tests.unit.review_council.test_outlook import seen
from tests.unit.review_council.test_recusals import BIRTH, KIN, NAME, declare
from tests.unit.review_council.test_rehearsal import run, with_quota

MEMBER = Role.COUNCIL_MEMBER
AWARD = "merit_cert_federation"
HEIR = {"successor_id": "cdcs-heir", "successor_name": "CĐCS Công ty May Hợp nhất"}


def limited(stage: Stage) -> Stage:
    """A plan that grants each unit two certificates."""
    quota = Quota(award=AWARD, most_per_unit=2, source="mục 3", mark=Mark.PLAN)
    stage.policy = replace(stage.policy, plan=replace(stage.policy.plan, quotas=(quota,)))
    with stage.desk.database.transaction() as tx:
        stage.desk.policies.keep(tx, stage.policy)
    return stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def passed(stage: Stage, *cases: str) -> None:
    """Voted on together, all nine saying yes."""
    council = stage.seat()
    session = stage.voting(cases, council=council)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)


def ties(stage: Stage) -> list[dict[str, Any]]:
    """What P13 said of the newest session."""
    closed = stage.said("review.session_closed")[-1]
    return [one for one in closed["evaluations"] if one["rule"] == "P13"]


def test_a_place_taken_in_an_earlier_session_is_taken(stage: Stage) -> None:
    """Two places, one gone: of two with nine votes each one stays without."""
    first, *more = limited(stage).published(3)
    passed(stage, first)
    passed(stage, *more)

    (tie,) = ties(stage)
    assert (tie["verdict"], tie["facts"]["places"], tie["facts"]["taken"]) == ("fails", 2, [first])
    assert tie["words"]["vi"].startswith("2 trường hợp cùng 9 phiếu ở mức cuối (đã có 1/2 chỗ); ")


def test_a_tie_beside_a_case_that_is_hidden_is_not_shown(stage: Stage) -> None:
    """That a place is taken says that a case is there, which kin of its nominee must not learn."""
    (first,) = limited(stage).published(1, nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH))
    more = stage.published(2)
    passed(stage, first)
    passed(stage, *more)
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    newest = stage.said("review.session_closed")[-1]["session"]
    with stage.reading() as tx:
        session = get_session(tx, newest)
        shown = [session_view(tx, session, reader)["ties"] for reader in (SECRETARY, Actor(KIN, MEMBER, BODY))]

    assert [[one["cases"] for one in ties] for ties in shown] == [[more], []]


@pytest.mark.parametrize("way", ["not_awarded", "withdrawn", "cancelled"])
def test_a_place_that_was_given_back_is_free(stage: Stage, way: str) -> None:
    first, *more = limited(stage).published(3)
    passed(stage, first)
    with stage.desk.database.transaction() as tx:
        if way == "cancelled":
            tx.add(CancelledAward(case_id=first, decision="later-1", dated=stage.clock.now().date()))
        else:
            tx.execute(update(Case).where(Case.id == first).values(state=way))
    passed(stage, *more)

    (tie,) = ties(stage)
    assert (tie["verdict"], tie["facts"]["taken"]) == ("holds", [])


def test_who_is_on_hold_after_the_vote_keeps_the_place(stage: Stage) -> None:
    held = {"state": CaseState.ON_HOLD.value, "resume_state": CaseState.PENDING_DECISION.value, "hold_kind": "check"}
    (held_back,) = limited(stage).plant(1, **held)
    cases = stage.published(2)
    session = stage.open(cases)
    assert [(one.now, one.then) for one in seen(stage, session.id).quotas] == [(1, 3)]
    stage.attend(session.id)
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)

    assert [(one["verdict"], one["facts"]["taken"]) for one in ties(stage)] == [("fails", [held_back])]


def test_unions_that_merged_compete_for_the_places_of_one(stage: Stage) -> None:
    """One place went to a union before it merged; of the heir's own and of the other's case one stays without."""
    (before,) = limited(stage).plant(1, state=CaseState.PENDING_DECISION.value, unit="cdcs-cu-1", **HEIR)
    cases = [*stage.plant(1, unit="cdcs-cu-2", **HEIR), *stage.plant(1, unit="cdcs-heir")]
    stage.plant(1, state=CaseState.PENDING_DECISION.value, unit="cdcs-khac")
    stage.publish(cases)
    stage.clock.advance(days=21)
    council = stage.seat()
    session = stage.open(cases, council=council)
    assert [(one.unit, one.now, one.then) for one in seen(stage, session.id, SECRETARY).quotas] == [
        ("cdcs-heir", 1, 3)
    ]  # fmt: skip
    stage.attend(session.id)
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)

    assert [(one["verdict"], one["facts"]["taken"]) for one in ties(stage)] == [("fails", [before])]


def test_a_quota_of_a_draft_finds_the_places_that_were_taken_by_then(stage: Stage) -> None:
    """The first session was alone; the second found one of two places gone, and a third changes nothing of that."""
    first, second, third, last = stage.published(4)
    passed(stage, first)
    stage.clock.advance(hours=1)
    passed(stage, second, third)
    stage.clock.advance(hours=1)
    passed(stage, last)

    again = [one for one in run(stage, with_quota(stage, 2)) if one.rule == "P13"]
    assert [one.outcome for one in again] == [Outcome.SAME, Outcome.FLIPPED, Outcome.SAME]


def test_an_answer_given_before_places_were_counted_is_the_same_again() -> None:
    """Facts without `taken` are of then: the whole quota was open."""
    two = (Contender(case="a", yes=8, is_preferred=None), Contender(case="b", yes=8, is_preferred=True))

    then, now = (tie_is_shown(places=1, passed=two, **facts) for facts in ({}, {"taken": ()}))

    assert then.words == now.words
    assert then.words.vi == (
        "2 trường hợp cùng 8 phiếu ở mức cuối; được ưu tiên: b; chưa rõ: 1. Hội đồng quyết định."
    )
    assert then.facts.keys() == {"places", "passed"}
