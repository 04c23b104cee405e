"""Closing while somebody in the room has cast no paper: refused, unless the closing names exactly them (P06)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from services.review import declarations
from services.review.council_models import CouncilSession
from services.review.council_queries import agenda_of, get_minutes
from services.review.council_views import minutes_view
from services.review.models import Case
from services.review.recusal_queries import Kind
from services.review.recusals import Interest
from services.review.rules.recusal import Ground
from services.review.service import DEFINITION
from shared.errors import RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, BallotMode, CaseState, Role
from tests.support.comparing import faults_of
from tests.support.desks import client_of
from tests.unit.review_council.stage import BODY, MEMBERS, Stage
from tests.unit.review_council.test_api_council import Office
from tests.unit.review_council.test_recusals import BIRTH, KEY, KIN, NAME

YES = BallotChoice.YES


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def refused(stage: Stage, session: str, without_paper: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Where the closing was refused and why, beside the ballots as a whole; nothing was done."""
    with pytest.raises(RuleBlocked) as blocked:
        stage.close(session, without_paper=without_paper)
    assert {place.code for place in blocked.value.places} == {"P06"}
    assert stage.said("review.session_closed") == stage.said("review.refused") == []
    with stage.reading() as tx:
        assert tx.get_one(CouncilSession, session).state == "voting"
    whole, *places = blocked.value.places
    assert (whole.at, whole.words) == ("ballots", blocked.value.said)
    return [(place.at, place.words.vi) for place in places]


def named(members: Sequence[str]) -> list[tuple[str, str]]:
    return [(member, "Có mặt, chưa bỏ phiếu.") for member in members]


@pytest.mark.parametrize("mode", BallotMode)
def test_vote_of_nine_in_the_room_is_not_closed_on_an_empty_box(stage: Stage, mode: BallotMode) -> None:
    cases = stage.plant(award="commemorative_medal", is_simplified=True)
    session = stage.voting(cases, mode=mode)

    assert refused(stage, session.id) == named(MEMBERS)
    assert stage.case(cases[0]).is_in is CaseState.COUNCIL_QUEUE


def test_the_refusal_says_how_many_and_how_to_go_on(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=7, members=MEMBERS[:7])

    with pytest.raises(RuleBlocked) as blocked:
        stage.close(session.id)
    assert blocked.value.said.vi == (
        "Còn 2 ủy viên có mặt chưa bỏ phiếu; chỉ kết thúc khi ghi rõ đó là những ai (without_paper)."
    )
    assert blocked.value.said.en == (
        "2 members present have cast no paper; the vote is closed only if it is said who they are (without_paper)."
    )


@pytest.mark.parametrize("order", [1, -1])
def test_who_is_named_as_casting_none_lets_the_others_be_counted(stage: Stage, order: int) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=7, members=MEMBERS[:7])
    stage.close(session.id, without_paper=MEMBERS[7:][::order])

    (closed,) = stage.said("review.session_closed")
    assert (closed["without_paper"], closed["ballots"], closed["failed"]) == (list(MEMBERS[7:]), 7, cases)
    (sound,) = closed["evaluations"]
    facts = {name: sound["facts"][name] for name in ("present_without", "not_named", "wrongly_named")}
    assert (sound["verdict"], facts) == ("holds", {"present_without": 2, "not_named": 0, "wrongly_named": 0})
    assert sound["words"]["vi"] == "7 ủy viên, mỗi người một lần; 2 ủy viên có mặt không bỏ phiếu."
    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["ballots"], voted["tally"]["yes"], voted["tally"]["counted_of"]) == (7, 7, 9)
    with stage.reading() as tx:
        text = get_minutes(tx, session.id).text
    assert "2 ủy viên có mặt không bỏ phiếu: member-8, member-9." in text.splitlines()
    assert stage.violations() == []
    tables = ("session_minutes", "agenda_item", "ballot_paper", "voter")
    assert [line for table in tables for line in faults_of(stage.desk, DEFINITION, table)] == []


def test_even_a_box_that_stays_empty_is_counted_once_everybody_is_named(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    stage.close(session.id, without_paper=MEMBERS)

    assert stage.said("review.session_closed")[0]["without_paper"] == list(MEMBERS)
    assert stage.case(cases[0]).is_in is CaseState.NOT_AWARDED


def test_who_voted_meanwhile_makes_the_list_stale(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=7, members=MEMBERS[:7])
    stage.vote(session.id, "member-8", {cases[0]: YES})

    with pytest.raises(RuleBlocked) as blocked:
        stage.close(session.id, without_paper=["member-8", "member-9"])
    assert blocked.value.said.vi == "1 người được ghi là không bỏ phiếu nhưng đã bỏ phiếu hoặc không phải bỏ phiếu."
    assert refused(stage, session.id, ["member-8", "member-9"]) == [("without_paper[0]", "Đã bỏ phiếu.")]
    assert refused(stage, session.id, ["member-8"]) == [
        *named(["member-9"]), ("without_paper[0]", "Đã bỏ phiếu."),
    ]  # fmt: skip
    assert stage.close(session.id, without_paper=["member-9"]).state == "closed"


def test_nobody_is_named_who_could_not_have_voted(stage: Stage) -> None:
    (case,) = stage.published()
    session = stage.open([case], interests=[Interest(member="member-3", case=case, ground=Ground.BENEFITS)])
    stage.attend(session.id, MEMBERS[:8])
    stage.begin(session.id)
    stage.vote_all(session.id, [case], yes=6, members=[one for one in MEMBERS[:7] if one != "member-3"])

    assert refused(stage, session.id, ["somebody", "member-8", "member-3", "member-9"]) == [
        ("without_paper[0]", "Người này không phải ủy viên."),
        ("without_paper[2]", "Không được biểu quyết hồ sơ nào."),
        ("without_paper[3]", "Không có mặt."),
    ]
    assert stage.close(session.id, without_paper=["member-8"]).state == "closed"


def test_whoever_is_recused_owes_papers_for_the_other_cases_only(stage: Stage) -> None:
    own, other = stage.published(submitted_by="member-2")[0], stage.published()[0]
    session = stage.voting([own, other])
    stage.vote_all(session.id, [own, other], yes=8, members=[one for one in MEMBERS if one != "member-2"])

    assert refused(stage, session.id) == named(["member-2"])
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, other).state = CaseState.WITHDRAWN.value
    assert stage.close(session.id).state == "closed"


def test_whoever_left_is_stated_by_attendance(stage: Stage) -> None:
    """With a ballot cast in the room or without: what is asked for is a paper of everybody who is still there."""
    cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=7, members=MEMBERS[:7])
    stage.attend(session.id, MEMBERS[1:7])

    stage.close(session.id)
    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["present"], voted["tally"]["left"], voted["tally"]["ballots"]) == (6, 1, 7)


def test_who_has_written_and_comes_after_all_owes_nothing_more(stage: Stage) -> None:
    cases = stage.published()
    session = stage.open(cases)
    stage.attend(session.id, MEMBERS[:8])
    stage.begin(session.id)
    stage.vote(session.id, "member-9", {cases[0]: YES}, in_writing=True)
    stage.vote_all(session.id, cases, yes=8, members=MEMBERS[:8])
    stage.attend(session.id)

    assert stage.close(session.id).state == "closed"


def with_a_concerned_reader(stage: Stage) -> str:
    """A closed session of two cases; of one the reader must see nothing. Two others cast none."""
    with stage.acting(Actor(KIN, Role.COUNCIL_MEMBER, BODY)) as work:
        declarations.declare_relation(work, person=KIN, kind=Kind.KIN, name=NAME, birth=BIRTH)
    hidden, seen = stage.published(nominee_key=KEY)[0], stage.published()[0]
    session = stage.voting([hidden, seen])
    stage.vote(session.id, KIN, {seen: YES})
    stage.vote_all(session.id, [hidden, seen], yes=6, members=[one for one in MEMBERS[:7] if one != KIN])
    stage.close(session.id, without_paper=MEMBERS[7:])
    return session.id


def test_extract_of_the_minutes_names_them_too(stage: Stage) -> None:
    session_id = with_a_concerned_reader(stage)
    reader = Actor(KIN, Role.COUNCIL_MEMBER, BODY)

    with stage.reading() as tx:
        session = tx.get_one(CouncilSession, session_id)
        assert len(agenda_of(tx, session_id)) == 2
        extract = minutes_view(stage.desk, tx, session, reader)["text"]
        assert extract.startswith("TRÍCH")
        assert "2 ủy viên có mặt không bỏ phiếu: member-8, member-9." in extract.splitlines()


def test_what_an_earlier_release_closed_is_extracted_as_it_was(stage: Stage) -> None:
    """It asked nobody for the names, so that the whole minutes have none either."""
    session_id = with_a_concerned_reader(stage)
    with stage.desk.database.transaction() as tx:
        session = tx.get_one(CouncilSession, session_id)
        new = ("present_without", "not_named", "wrongly_named")
        session.evaluations = [
            {**one, "facts": {name: value for name, value in one["facts"].items() if name not in new}}
            for one in session.evaluations
        ]
    with stage.reading() as tx:
        session = tx.get_one(CouncilSession, session_id)
        text = minutes_view(stage.desk, tx, session, Actor(KIN, Role.COUNCIL_MEMBER, BODY))["text"]
    assert "không bỏ phiếu:" not in text


def test_over_http_the_secretary_is_told_who_and_says_who(tmp_path: Path) -> None:
    office = Office(tmp_path)
    cases = office.stage.published()
    session = office.stage.voting(cases)
    office.stage.vote_all(session.id, cases, yes=8, members=MEMBERS[:8])
    at, seen = f"/sessions/{session.id}/closing", {"If-Match": f'"{session.version}"'}

    stopped = office.secretary("POST", at, **seen)
    problem = stopped.get_json()
    assert (stopped.status_code, problem["code"]) == (422, "rules.blocked")
    assert [(place["at"], place["code"]) for place in problem["places"]] == [("ballots", "P06"), ("member-9", "P06")]
    stranger = office.ask("member-1", Role.COUNCIL_MEMBER, "POST", at, **seen)
    assert (stranger.status_code, "member-9" in stranger.get_data(as_text=True)) == (403, False)
    assert office.secretary("POST", at, {"without_papers": []}, **seen).status_code == 422
    assert office.secretary("POST", at, {"without_paper": "member-9"}, **seen).status_code == 422
    closed = office.secretary("POST", at, {"without_paper": ["member-9"]}, **seen)
    assert (closed.status_code, closed.get_json()["state"]) == (200, "closed")


def test_nobody_has_to_send_a_body_to_close(tmp_path: Path) -> None:
    """Clients that were written before go on where everybody has voted."""
    known = client_of(Stage(tmp_path).desk).get("/api/review/openapi.json").get_json()
    (path,) = (told for at, told in known["paths"].items() if at.endswith("/closing"))
    assert path["post"]["requestBody"]["required"] is False
