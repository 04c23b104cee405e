"""Acts of the stages and the council at the same instant, on a real PostgreSQL: whoever waits sees what came before.

Owns: two transactions side by side, one of them not committed yet. Leaves to others: each act alone
(`tests/unit/review`, `tests/unit/review_council`), nomination's acts (`test_acts_on_one_subject`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.review import ballots, consultations, declarations, sweep
from services.review.closing import close_session
from services.review.council_errors import VoteRecused, VotingNotOpen
from services.review.errors import MigrationRefused
from services.review.migrating import migrate
from services.review.models import Case
from services.review.recusal_queries import Kind, every_recusal_of
from services.review.service import DEFINITION
from shared.desk import Desk
from shared.errors import RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, Role, Via
from tests.support.desks import make_desk
from tests.support.logs import data_said
from tests.support.postgres import PrivatePostgres
from tests.support.together import Beside, held_up
from tests.unit.review.cases import (
    C1,
    HEAD,
    KHANH_HOA,
    SECRETARY,
    act,
    find,
    hear_area,
    open_case,
    pass_on,
    receive,
)
from tests.unit.review.test_mergers import ADMINISTRATOR, GROUNDS, IN_2024, MERGED, at_district, set_clock
from tests.unit.review_council.stage import BODY, MEMBERS, Stage
from tests.unit.review_council.stage import SECRETARY as SECRETARY_OF_STAGE
from tests.unit.review_council.test_recusals import BIRTH, KEY, KIN, NAME


@pytest.fixture
def url(postgres: PrivatePostgres) -> Iterator[str]:
    yield postgres.create_database("council_at_once")
    postgres.drop_database("council_at_once")


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path, url=url)
    yield made
    made.database.close()


def test_kin_declared_while_the_agenda_is_written_does_not_vote(url: str, tmp_path: Path) -> None:
    stage = Stage(tmp_path, url=url)
    (case,) = stage.published(nominee_key=KEY)
    council = stage.seat()
    with stage.acting(Actor(KIN, Role.COUNCIL_MEMBER, BODY)) as work:
        declarations.declare_relation(work, person=KIN, kind=Kind.KIN, name=NAME, birth=BIRTH)
        # It needs nothing of what that one holds: it is answered before that one ends.
        session = Beside(lambda: stage.open([case], council=council)).answer()

    stage.attend(session.id)
    stage.begin(session.id)

    with stage.reading() as tx:
        assert [(row.member, row.ground) for row in every_recusal_of(tx, session.id)] == [(KIN, "kin")]
    with pytest.raises(VoteRecused):
        stage.vote(session.id, KIN, {case: BallotChoice.YES})
    assert stage.violations() == []
    stage.desk.database.close()


@pytest.fixture
def voting(url: str, tmp_path: Path) -> Iterator[tuple[Stage, str, str]]:
    """A vote of nine on one case; eight have voted."""
    stage = Stage(tmp_path, url=url)
    (case,) = stage.published()
    session = stage.voting([case])
    stage.vote_all(session.id, [case], yes=8, members=MEMBERS[:8])
    yield stage, session.id, case
    stage.desk.database.close()


def test_a_ballot_under_way_is_not_closed_over_as_silence(voting: tuple[Stage, str, str]) -> None:
    stage, session, case = voting
    with stage.acting(Actor("member-9", Role.COUNCIL_MEMBER, BODY)) as work:
        ballots.cast_ballot(work, session, choices={case: BallotChoice.YES})
        work.tx.flush()
        closing = held_up(lambda: stage.close(session, without_paper=["member-9"]))
    with pytest.raises(RuleBlocked) as refused:
        closing.answer()

    assert [(place.at, place.code) for place in refused.value.places] == [
        ("ballots", "P06"), ("without_paper[0]", "P06"),
    ]  # fmt: skip
    assert stage.close(session).state == "closed"
    assert stage.violations() == []


def test_a_ballot_that_comes_while_the_vote_is_closed_is_refused(voting: tuple[Stage, str, str]) -> None:
    stage, session, case = voting
    with stage.acting(SECRETARY_OF_STAGE) as work:
        close_session(stage.desk, work, session, seen=None, without_paper=["member-9"])
        work.tx.flush()
        late = held_up(lambda: stage.vote(session, "member-9", {case: BallotChoice.YES}))
    with pytest.raises(VotingNotOpen):
        late.answer()

    assert stage.said("review.session_closed")[0]["without_paper"] == ["member-9"]
    assert stage.violations() == []


def test_what_a_merged_union_sends_during_the_order_is_not_left_behind(desk: Desk) -> None:
    set_clock(desk, IN_2024)
    at_district(desk)
    awaited = {"case-1": "R-case-1", "case-2": "R-case-2"}

    def order() -> Any:
        return act(desk, ADMINISTRATOR, lambda work: migrate(desk, work, MERGED, GROUNDS, awaited=awaited))

    with desk.database.transaction() as tx:
        tx.execute(select(Case.id).where(Case.id == "case-1").with_for_update())
        ordered = held_up(order)
        open_case(desk, "case-2", road=C1, plan=KHANH_HOA)

    with pytest.raises(MigrationRefused) as refused:
        ordered.answer()
    assert [place.at for place in refused.value.places] == ["R-case-2"]
    assert find(desk, "case-1").answering == find(desk, "case-2").answering


def test_who_answers_in_that_moment_is_not_called_late(desk: Desk) -> None:
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    hear_area(desk)
    receive(desk, SECRETARY)
    asked = act(
        desk, SECRETARY,
        lambda work: consultations.ask_opinion(
            desk, work, "case-1", seen=find(desk).version, consulted="Sở Nội vụ", document="CV 1"
        ),
    )[0]  # fmt: skip
    desk.clock.advance(days=19)
    seen = find(desk).version
    with desk.working(SECRETARY, via=Via.API) as work:
        consultations.record_opinion(
            work, "case-1", asked.number, seen=seen, opinion="Đồng ý đề nghị.", document="CV 2"
        )
        work.tx.flush()
        look = held_up(lambda: sweep.say_overdue(desk))
    look.answer()

    with desk.database.reading() as tx:
        assert [said for said in data_said(tx, "review.deadline_missed") if said["waits_for"] == "opinion"] == []


def test_two_replicas_that_look_at_once_say_once_what_is_late(desk: Desk) -> None:
    for number in range(30):
        open_case(desk, f"case-{number:02}")
        receive(desk, HEAD, f"case-{number:02}")
    desk.clock.advance(days=26)
    with desk.database.transaction() as tx:
        # Both have looked before either may go on.
        tx.execute(select(Case.id).where(Case.id == "case-00").with_for_update())
        looks = [held_up(lambda: sweep.say_overdue(desk)) for _ in range(2)]
    assert [look.answer() for look in looks] == [None, None]

    with desk.database.reading() as tx:
        said = [one["case"] for one in data_said(tx, "review.deadline_missed")]
    assert sorted(said) == [f"case-{number:02}" for number in range(30)]
