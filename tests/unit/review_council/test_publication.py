"""Where few vote in secret, the split is told nowhere, and in the end only as a sum of enough members."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from services.review.council_models import AgendaItem, PooledSplit, SessionMinutes
from services.review.council_queries import get_session
from services.review.council_views import minutes_view, tallies_view
from services.review.queries_explanation import explain, find_case_named
from services.review.recusals import Interest
from services.review.rules.publication import Waiting, may_be_pooled, split_waits
from services.review.rules.recusal import Ground
from services.review.schemas_explanation import ExplanationSchema
from shared.comparable import kept_hash
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, BallotMode, CaseState, Role
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, SIGNER, Stage

FEW, OTHERS = MEMBERS[:4], MEMBERS[4:8]
SEALED = {("agenda_item", "sealed"), ("session_minutes", "text"), ("session_minutes", "sha256")}
AUDITOR = Actor("auditor", Role.AUDITOR, BODY)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def decided(stage: Stage, yes: int, members: tuple[str, ...] = FEW, **columns: Any) -> tuple[str, str]:
    """(session, case) of a small council that was all there, `yes` of whom said yes."""
    (case,) = stage.published(**columns)
    session = stage.open([case], council=stage.seat(members))
    stage.attend(session.id, members)
    stage.begin(session.id)
    stage.vote_all(session.id, [case], yes=yes, members=members)
    stage.close(session.id)
    return session.id, case


def everything_told(stage: Stage, session: str, case: str, reader: Actor) -> str:
    """Every row but those under seal, events among them, and what a reader is shown."""
    with stage.reading() as tx:
        told: list[Any] = []
        for table in inspect(tx.connection()).get_table_names():
            for row in tx.execute(text(f"SELECT * FROM {table}")).mappings():
                told.append([value for name, value in row.items() if (table, name) not in SEALED])
        told.append(tallies_view(stage.desk, tx, session, reader))
        told.append(minutes_view(stage.desk, tx, get_session(tx, session), reader))
        found = find_case_named(tx, case)
        assert found is not None
        told.append(ExplanationSchema().dump(explain(stage.desk.policies, tx, found, None)))
    return json.dumps(told, ensure_ascii=False, default=str)


@pytest.mark.parametrize(
    ("mode", "papers", "waits"),
    [("secret", 4, True), ("secret", 5, False), ("secret", 1, True), ("secret", 0, False), ("open", 1, False)],
)
def test_a_split_waits_by_how_many_voted_in_secret(mode: str, papers: int, waits: bool) -> None:
    assert split_waits(mode=BallotMode(mode), papers=papers, least_voters=5) is waits


@pytest.mark.parametrize("yes", [4, 3, 0])
def test_four_secret_ballots_tell_their_result_and_no_split(stage: Stage, yes: int) -> None:
    """Unanimous or not: a rule that looked at the result would tell it by hiding."""
    _, case = decided(stage, yes)
    (voted,) = stage.said("review.council_voted")

    tally = voted["tally"]
    assert [tally[name] for name in ("yes", "no", "abstained", "invalid")] == [None] * 4
    assert (tally["split_waits"], tally["ballots"], tally["passed"]) == (True, 4, yes == 4)
    assert [one["rule"] for one in voted["evaluations"]] == ["P04"]
    assert [(paper["choice"], paper["number"]) for paper in voted["papers"]] == [(None, None)] * 4
    assert stage.case(case).is_in is (CaseState.COUNCIL_VOTED if yes == 4 else CaseState.NOT_AWARDED)
    assert stage.violations() == []


def test_five_secret_ballots_tell_their_split(stage: Stage) -> None:
    """Planted beside the others: the same words are found where nothing has to wait."""
    session, case = decided(stage, 4, MEMBERS[:5])

    assert "4 phiếu đồng ý / 5 ủy viên" in everything_told(stage, session, case, AUDITOR)


def test_minutes_are_bound_with_a_salt_where_a_split_waits(stage: Stage) -> None:
    """Few texts are possible while one waits: whoever hears the hash could try each."""
    decided(stage, 3)
    decided(stage, 4, MEMBERS[:5])

    waiting, whole = stage.said("review.session_closed")
    assert (waiting["kept_sha256"], len(waiting["sealed_sha256"])) == (None, 64)
    assert (len(whole["kept_sha256"]), whole["sealed_sha256"]) == (64, None)
    with stage.reading() as tx:
        rows = tx.scalars(select(SessionMinutes).order_by(SessionMinutes.written_at)).all()
        sealed, open_one = [{"text": row.text, "sha256": row.sha256, "salt": row.salt} for row in rows]
    assert waiting["sealed_sha256"] == kept_hash(SessionMinutes.__table__, **sealed)
    assert open_one["salt"] is None


@pytest.mark.parametrize("reader", [AUDITOR, SIGNER, Actor("member-2", Role.COUNCIL_MEMBER, BODY)])
def test_a_waiting_split_is_in_no_event_record_or_answer(stage: Stage, reader: Actor) -> None:
    session, case = decided(stage, 3)
    told = everything_told(stage, session, case, reader)

    assert "tỷ lệ chờ công bố" in told
    for split in ("3 phiếu đồng ý", "75,0", "Đồng ý 3", '"yes": 3', '\\"yes\\":3', "3 of 4"):
        assert split not in told
    assert re.findall(r"(?<![\w+/])3/4(?![\w+/=])", told) == []  # inside a word it is part of a random salt
    with stage.reading() as tx:
        assert minutes_view(stage.desk, tx, get_session(tx, session), reader)["sha256"] is None


@pytest.mark.parametrize("signer", [SECRETARY, Actor("member-1", Role.COUNCIL_MEMBER, BODY)])
def test_minutes_state_the_ratio_to_those_who_sign_them(stage: Stage, signer: Actor) -> None:
    """P07: the law wants the ratio in the minutes, and nobody may sign what they cannot read."""
    session, _ = decided(stage, 3)
    with stage.reading() as tx:
        minutes = minutes_view(stage.desk, tx, get_session(tx, session), signer)

    assert "3 phiếu đồng ý / 4 ủy viên" in minutes["text"]
    assert [check["verdict"] for check in minutes["checks"]] == ["holds"]


def test_a_case_whose_split_waits_is_signed_like_any_other(stage: Stage) -> None:
    session, case = decided(stage, 4)
    stage.send(session)

    stage.sign(session, [case])

    assert stage.case(case).is_in is CaseState.AWARDED
    assert stage.violations() == []


def test_the_wait_ends_in_a_sum_of_enough_members(stage: Stage) -> None:
    first, one = decided(stage, 3)
    assert stage.said("review.splits_pooled") == []
    second, other = decided(stage, 4, OTHERS)

    (told,) = stage.said("review.splits_pooled")
    assert (told["session"], told["cases"]) == (second, sorted([one, other]))
    assert [told[name] for name in ("voters", "papers", "yes", "no", "abstained")] == [8, 8, 7, 1, 0]
    with stage.reading() as tx:
        items = list(tx.scalars(select(AgendaItem)))
        assert {item.pooled_in for item in items} == {second}
        shown = tallies_view(stage.desk, tx, first, AUDITOR)
    assert [item["yes"] for item in shown["items"]] == [None]
    assert shown["pooled"] == [
        {"session": second, "voters": 8, "papers": 8, "yes": 7, "no": 1, "abstained": 0}
    ]
    assert stage.violations() == []


def test_a_case_enters_one_sum_only(stage: Stage) -> None:
    """Two sums with a case in common could be subtracted from each other."""
    decided(stage, 3)
    decided(stage, 4, OTHERS)
    decided(stage, 2)

    assert len(stage.said("review.splits_pooled")) == 1
    with stage.reading() as tx:
        assert len(tx.scalars(select(PooledSplit)).all()) == 1


def test_the_same_few_are_never_enough_however_often_they_vote(stage: Stage) -> None:
    for _ in range(3):
        decided(stage, 4)

    assert stage.said("review.splits_pooled") == []


def test_an_open_vote_of_few_waits_for_nothing(stage: Stage) -> None:
    cases = stage.plant(award="commemorative_medal", is_simplified=True)
    session = stage.open(cases, council=stage.seat(FEW), mode=BallotMode.OPEN)
    stage.attend(session.id, FEW)
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=3, members=FEW)
    stage.close(session.id)

    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["yes"], voted["tally"]["split_waits"], voted["papers"]) == (3, False, [])
    (closed,) = stage.said("review.session_closed")
    assert closed["box"] is None


def test_recusals_make_a_large_council_small_for_one_case(stage: Stage) -> None:
    """Six of nine may not vote on the second case: its three papers wait, the nine of the first are told."""
    first, second = stage.published(2)
    interests = [Interest(member=member, case=second, ground=Ground.RELATED) for member in MEMBERS[3:]]
    session = stage.open([first, second], interests=interests)
    stage.attend(session.id)
    stage.begin(session.id)
    for place, member in enumerate(MEMBERS):
        stage.vote(session.id, member, dict.fromkeys([first, second] if place < 3 else [first], BallotChoice.YES))
    stage.close(session.id)

    told = {voted["case"]: voted["tally"] for voted in stage.said("review.council_voted")}
    assert (told[first]["yes"], told[first]["split_waits"]) == (9, False)
    assert (told[second]["yes"], told[second]["split_waits"], told[second]["ballots"]) == (None, True, 3)


def test_pool_asks_for_different_members_and_the_most_demanding_case() -> None:
    def waiting(*voters: str, least: int = 5) -> Waiting:
        return Waiting(case="c", voters=frozenset(voters), yes=0, no=0, abstained=0, least_voters=least)

    assert may_be_pooled([waiting("a", "b", "c"), waiting("c", "d", "e")])
    assert not may_be_pooled([waiting("a", "b", "c"), waiting("a", "b", "c")])
    assert not may_be_pooled([waiting("a", "b", "c"), waiting("d", "e", least=6)])
    assert not may_be_pooled([])
