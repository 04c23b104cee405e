"""Papers, waiting splits and declarations beside what was said of them: an edit is named, and no secret tried."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.review import adjournment, declarations
from services.review.council_models import AgendaItem, Declaration, SessionMinutes
from services.review.erasing import erase_person
from services.review.models import Case
from services.review.recusal_queries import Kind
from services.review.service import DEFINITION
from shared.comparable import kept_hash
from shared.erasure import ERASED
from shared.events.envelope import Actor
from shared.events.erasure import PersonErased
from shared.events.terms import BallotChoice, BallotMode, CaseState, Role
from shared.policy_book import unlike_its_hash
from tests.support.comparing import faults_by, faults_of, said_in, tamper
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, Stage
from tests.unit.review_council.test_publication import decided

YES, NO = BallotChoice.YES, BallotChoice.NO
FORGED = "INSERT INTO ballot_paper SELECT 'x' || substr(receipt, 2), session_id, case_id, choice, number, member FROM "
ONE = "(SELECT * FROM ballot_paper ORDER BY receipt LIMIT 1)"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def votes(stage: Stage, mode: BallotMode, *, voters: int = 9) -> tuple[str, str]:
    """(session, case) of a vote that goes on; the first of the voters say no."""
    (case,) = stage.plant(award="commemorative_medal", is_simplified=True)
    session = stage.voting([case], mode=mode)
    for place, member in enumerate(MEMBERS[:voters]):
        stage.vote(session.id, member, {case: NO if place < 2 else YES})
    return session.id, case


def faults(stage: Stage, table: str = "ballot_paper") -> list[str]:
    return faults_of(stage.desk, DEFINITION, table)


@pytest.mark.parametrize("mode", [BallotMode.OPEN, BallotMode.SECRET])
@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ballot_paper SET choice = 'yes' WHERE choice = 'no'",
        "UPDATE ballot_paper SET number = 'khác' WHERE choice = 'no'",
        "UPDATE ballot_paper SET case_id = 'khác' WHERE choice = 'no'",
        "UPDATE ballot_paper SET receipt = 'x' || receipt WHERE choice = 'no'",
        "UPDATE ballot_paper SET member = 'member-77' WHERE choice = 'no'",
        "DELETE FROM ballot_paper WHERE choice = 'no'",
        f"{FORGED}{ONE}",
    ],
)
def test_a_paper_changed_in_the_box_is_named_before_and_after_the_count(
    stage: Stage, mode: BallotMode, is_closed: bool, statement: str
) -> None:
    session, _ = votes(stage, mode)
    if is_closed:
        stage.close(session)
    assert faults(stage) == []

    tamper(stage.desk, statement)
    assert faults(stage) != []


def test_who_voted_which_way_in_the_open_cannot_be_exchanged(stage: Stage) -> None:
    votes(stage, BallotMode.OPEN)
    swapped = "CASE member WHEN 'member-1' THEN 'member-9' ELSE 'member-1' END"
    tamper(stage.desk, f"UPDATE ballot_paper SET member = {swapped} WHERE member IN ('member-1', 'member-9')")

    named = faults(stage)
    assert (len(named), {one.partition(": ")[2] for one in named}) == (2, {"member: not what was said"})


def test_an_open_vote_of_the_release_before_is_counted_and_each_paper_is_what_it_commits_to(stage: Stage) -> None:
    votes(stage, BallotMode.OPEN)
    with stage.reading() as tx:
        before = [
            replace(said, data={name: value for name, value in said.data.items() if name != "receipts"})
            for said in said_in(tx)
        ]
        assert faults_by(tx, DEFINITION, "ballot_paper", before) == []
    tamper(stage.desk, "UPDATE ballot_paper SET choice = 'yes' WHERE member = 'member-1'")
    tamper(stage.desk, "DELETE FROM ballot_paper WHERE member = 'member-2'")
    with stage.reading() as tx:
        assert len(faults_by(tx, DEFINITION, "ballot_paper", before)) == 2


def test_receipts_are_told_only_where_everybody_sees_who_votes_how(stage: Stage) -> None:
    votes(stage, BallotMode.SECRET, voters=2)
    votes(stage, BallotMode.OPEN, voters=2)

    assert [len(said["receipts"]) for said in stage.said("review.ballot_cast")] == [0, 0, 1, 1]


def test_papers_of_a_session_that_was_adjourned_stay_counted(stage: Stage) -> None:
    session, _ = votes(stage, BallotMode.SECRET, voters=3)
    with stage.acting(SECRETARY) as work:
        adjournment.adjourn_session(work, session, seen=None, reason="Thiếu ủy viên.")
    assert faults(stage) == []

    tamper(stage.desk, "DELETE FROM ballot_paper WHERE choice = 'no'")
    (named,) = faults(stage)
    assert named == f"{session}/None: it was said, the row is gone"


def test_papers_of_a_case_that_was_withdrawn_meanwhile_stay_counted(stage: Stage) -> None:
    gone, stays = stage.plant(2, award="commemorative_medal", is_simplified=True)
    session = stage.voting([gone, stays])
    stage.vote_all(session.id, [gone, stays], yes=9)
    with stage.desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id == gone).values(state=CaseState.WITHDRAWN.value))
    stage.close(session.id)
    assert faults(stage) == []

    tamper(stage.desk, f"{FORGED}(SELECT * FROM ballot_paper WHERE case_id = :gone LIMIT 1)", gone=gone)
    (named,) = faults(stage)
    assert named.endswith(": no event speaks of this row")


@pytest.mark.parametrize("table", ["agenda_item", "session_minutes"])
def test_what_waits_is_bound_all_the_same(stage: Stage, table: str) -> None:
    decided(stage, 3)
    assert (faults(stage), faults(stage, table)) == ([], [])

    changed = {"agenda_item": "sealed = json_set(sealed, '$.yes', 1)", "session_minutes": "text = text || '.'"}
    tamper(stage.desk, f"UPDATE {table} SET {changed[table]}")
    (named,) = faults(stage, table)
    assert named.endswith({"agenda_item": "salt, sealed", "session_minutes": "salt, sha256, text"}[table]
                          + ": not what was said")  # fmt: skip


def test_what_waits_cannot_be_tried_against_its_hash(stage: Stage) -> None:
    """Four papers split in fifteen ways: whoever hears the hash knows all of them."""
    decided(stage, 3)
    (voted,), (closed,) = stage.said("review.council_voted"), stage.said("review.session_closed")
    with stage.reading() as tx:
        (item,), (minutes,) = tx.scalars(select(AgendaItem)).all(), tx.scalars(select(SessionMinutes)).all()
        sealed, text, sha256 = item.sealed, minutes.text, minutes.sha256
        bound = kept_hash(AgendaItem.__table__, sealed=sealed, salt=item.salt)
    assert sealed is not None
    assert voted["sealed_sha256"] == bound

    splits = [one for one in itertools.product(range(5), repeat=3) if sum(one) == 4]
    tried = {
        kept_hash(AgendaItem.__table__, **more, sealed=sealed | {"yes": yes, "no": no, "abstained": abstained})
        for yes, no, abstained in splits
        for more in ({}, {"salt": None})
    }  # fmt: skip
    kept: list[dict[str, Any]] = [{"text": text, "sha256": sha256}, {"text": text, "sha256": sha256, "salt": None}]
    tried |= {kept_hash(SessionMinutes.__table__, **one) for one in kept}
    assert not tried & {voted["sealed_sha256"], closed["sealed_sha256"]}
    assert len({voted["sealed_sha256"], closed["sealed_sha256"]}) == 2


def test_a_policy_only_a_migration_chose_is_what_its_hash_says(stage: Stage) -> None:
    policy = stage.desk.policies.current("hung_yen_2026", date(2026, 8, 3))
    row = {"hash": policy.hash, "document": policy.text, "rulebook": policy.rulebook.id}
    assert unlike_its_hash(row) == ()

    assert unlike_its_hash(row | {"document": policy.text.replace("80", "50")}) == ("document",)
    assert unlike_its_hash(row | {"document": None}) == ("document",)
    assert unlike_its_hash(row | {"rulebook": "law2022_nd98"}) == ("rulebook",)
    assert DEFINITION.told.within["policy_version"] is unlike_its_hash


def test_an_erasure_takes_the_salts_with_the_words(stage: Stage) -> None:
    _, case = decided(stage, 3)
    with stage.acting(Actor("member-9", Role.COUNCIL_MEMBER, BODY)) as work:
        declarations.declare_relation(work, person="member-9", kind=Kind.KIN, name="Lê Văn Ấn", birth="1957-01-02")
    with stage.reading() as tx:
        (about,) = tx.scalars(select(Declaration.about))
    gone = PersonErased(
        erasure="e1", nominee_key=about, cases=(case,), holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b",
    )  # fmt: skip
    with stage.desk.database.transaction() as tx:
        erase_person(tx, gone)

    with stage.reading() as tx:
        left = tx.execute(select(Declaration.about, Declaration.salt)).one()
        assert (tuple(left), tx.scalars(select(SessionMinutes.salt)).one()) == ((ERASED, None), None)
        assert faults_by(tx, DEFINITION, "declaration", said_in(tx), {about}) == []


def test_a_declaration_of_a_release_that_knew_no_years_is_bound_as_it_was(stage: Stage) -> None:
    """What states the year alone is what every declaration of the release before is like."""
    with stage.acting(Actor("member-1", Role.COUNCIL_MEMBER, BODY)) as work:
        declarations.declare_relation(work, person="member-1", kind=Kind.KIN, name="Lê Văn Ấn", birth="1957")
    assert faults(stage, "declaration") == []
    for changed in ("about_year = 'him'", "about = 'somebody'"):
        tamper(stage.desk, f"UPDATE declaration SET {changed}")
        assert len(faults(stage, "declaration")) == 1


def test_the_law_a_case_is_counted_under_is_bound(stage: Stage) -> None:
    votes(stage, BallotMode.SECRET)
    assert faults(stage, "agenda_item") == []

    tamper(stage.desk, "UPDATE agenda_item SET law = json_set(law, '$.threshold_percent', 99)")
    (named,) = faults(stage, "agenda_item")
    assert named.endswith(": law: not what was said")


def test_whose_kin_somebody_declared_is_bound_until_that_person_is_erased(stage: Stage) -> None:
    with stage.acting(Actor("member-1", Role.COUNCIL_MEMBER, BODY)) as work:
        declarations.declare_relation(work, person="member-1", kind=Kind.KIN, name="Lê Văn Ấn", birth="1957-01-02")
    assert faults(stage, "declaration") == []
    emptied = f"salt = NULL, about = '{ERASED}', about_year = NULL"
    for changed in ("about_year = NULL", "about_year = 'him'", "about = 'somebody'", "salt = NULL", emptied):
        tamper(stage.desk, f"UPDATE declaration SET {changed}")
        (named,) = faults(stage, "declaration")
        assert named.endswith(": salt, about, about_year: not what was said")

    with stage.reading() as tx:
        assert faults_by(tx, DEFINITION, "declaration", said_in(tx), {"key-of-somebody"}) == []
    tamper(stage.desk, "UPDATE declaration SET about = 'somebody'")
    with stage.reading() as tx:
        assert len(faults_by(tx, DEFINITION, "declaration", said_in(tx), {"key-of-somebody"})) == 1
        assert tx.scalars(select(Declaration.salt)).all() == [None]
