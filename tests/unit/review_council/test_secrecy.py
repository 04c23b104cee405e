"""Nothing we keep links a member to a choice. Planted so that a leak would show: one member votes unlike all others."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from services.review.ballots import draw_number
from services.review.council_models import BallotPaper, Voter
from services.review.service import DEFINITION
from shared.db import Database
from shared.events.terms import BallotChoice, BallotMode, Role
from shared.migrate import migrate
from shared.tables import answered, outbox
from tests.support.desks import bearer, client_of
from tests.unit.review_council.stage import BODY, MEMBERS, Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def voted(stage: Stage) -> tuple[str, list[str]]:
    """member-5 alone says no to the first case and abstains on the second."""
    cases = stage.published(2)
    session = stage.voting(cases)
    for member in MEMBERS:
        lone = {cases[0]: BallotChoice.NO, cases[1]: BallotChoice.ABSTAIN}
        stage.vote(session.id, member, lone if member == "member-5" else dict.fromkeys(cases, BallotChoice.YES))
    return session.id, cases


def test_no_row_holds_a_member_and_a_choice(stage: Stage) -> None:
    voted(stage)
    choices, links = {"no", "abstain", "yes"}, []
    with stage.reading() as tx:
        for table in inspect(tx.connection()).get_table_names():
            for row in tx.execute(text(f"SELECT * FROM {table}")):
                values = {str(value) for value in row}
                if values & set(MEMBERS) and values & choices:
                    links.append(table)
        assert tx.scalars(select(BallotPaper.member).distinct()).all() == [None]
    assert links == []


def test_no_event_tells_a_choice(stage: Stage) -> None:
    session, _ = voted(stage)
    with stage.reading() as tx:
        bodies = tx.scalars(select(outbox.c.body).where(outbox.c.type == "review.ballot_cast")).all()
    told = [json.loads(body)["data"] for body in bodies]
    assert [set(one) for one in told] == [{"session", "member", "cases", "in_writing", "receipts"}] * 9
    assert [one["receipts"] for one in told] == [[]] * 9
    stage.close(session)
    with stage.reading() as tx:
        said = list(tx.scalars(select(outbox.c.body).where(outbox.c.body.contains('"abstain"'))))
    # Closing publishes the papers themselves: the planted choice must be there, beside no member.
    assert len(said) == 1
    assert [body for body in said for member in MEMBERS if member in body] == []


def test_order_of_papers_does_not_follow_the_order_of_voters(stage: Stage) -> None:
    """Papers are kept by their receipts: the lone ballot is not found at the place its member voted."""
    voted(stage)
    with stage.reading() as tx:
        ids = tx.scalars(select(BallotPaper.receipt)).all()
        stored = tx.scalars(text("SELECT receipt FROM ballot_paper")).all()
        schema = tx.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'ballot_paper'"))
    assert stored == sorted(ids)
    assert "WITHOUT ROWID" in str(schema)
    assert not {column.name for column in BallotPaper.__table__.columns} & {"cast_at", "at", "voter", "in_writing"}
    assert {column.name for column in Voter.__table__.columns} & {c.name for c in BallotPaper.__table__.columns} == {
        "session_id", "member"
    }  # fmt: skip


def test_migrated_database_keeps_papers_without_row_numbers(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/migrated.sqlite")
    migrate(database, "review", DEFINITION.migrations, DEFINITION.metadata)
    with database.reading() as tx:
        assert "WITHOUT ROWID" in str(tx.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'ballot_paper'")))
    database.close()


def test_paper_numbers_carry_no_order(stage: Stage) -> None:
    drawn = [draw_number() for _ in range(50)]

    assert len(set(drawn)) == 50
    assert drawn != sorted(drawn)


def test_open_vote_keeps_the_name(stage: Stage) -> None:
    """The one award of the catalogue that may be voted openly."""
    cases = stage.plant(award="commemorative_medal", is_simplified=True)
    session = stage.voting(cases, mode=BallotMode.OPEN)
    stage.vote_all(session.id, cases, yes=5)

    with stage.reading() as tx:
        rows = tx.execute(select(BallotPaper.member, BallotPaper.choice)).all()
    assert sorted(tuple(row) for row in rows) == [
        (member, "yes" if place < 5 else "no") for place, member in enumerate(MEMBERS)
    ]
    assert stage.violations() == []


def test_answered_command_does_not_keep_the_ballots_hash(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A ballot has few possible bodies: a hash of it beside the actor's name would tell the vote."""
    cases = stage.published()
    session = stage.voting(cases)
    client, path = client_of(stage.desk), f"/api/review/v1/sessions/{session.id}/ballots"
    with caplog.at_level(logging.DEBUG):
        for member, choice in (("member-1", "yes"), ("member-2", "no")):
            head = bearer(tmp_path, member, Role.COUNCIL_MEMBER, BODY) | {"Idempotency-Key": "k"}
            answer = client.post(path, json={"choices": {cases[0]: choice}}, headers=head)
            again = client.post(path, json={"choices": {cases[0]: choice}}, headers=head)
            assert (answer.status_code, again.headers.get("Idempotent-Replay")) == (201, "true")
            taken = {"session": session.id, "member": member, "cases": 1, "in_writing": False}
            (receipt,) = answer.get_json()["receipts"]
            assert answer.get_json() == taken | {"receipts": [receipt]}
            assert again.get_json() == taken

    with stage.reading() as tx:
        hashes = tx.scalars(select(answered.c.request_sha256)).all()
        assert not [body for body in tx.scalars(select(answered.c.body)) if receipt["receipt"] in body]
    assert len(hashes) == 2
    assert len(set(hashes)) == 1
    assert '"no"' not in caplog.text
