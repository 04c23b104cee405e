"""Whoever is concerned by a case sees nothing of it: no dossier, list, search hit, count, tally or line of minutes.

What could leak is planted: the hidden nominee has a name, a unit and a reason found nowhere else, and every answer of
every reading path is searched for them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.review.adjournment import defer_cases
from services.review.agenda import open_session
from services.review.authority import take_found
from services.review.council_actions import publish_notice
from services.review.council_errors import CaseNotReady, RecusalAbsent, SignerConcerned
from services.review.errors import CaseAbsent
from services.review.models import Case
from services.review.models_after import ArchivedCase
from services.review.recusal_queries import Kind
from services.review.signing import sign
from shared.events.envelope import Actor
from shared.events.terms import BallotMode, Role, SubjectKind
from shared.names import nominee_key
from tests.support.desks import STANDARD_NOW, bearer, client_of
from tests.unit.review_council.stage import BODY, MEMBERS, Stage
from tests.unit.review_council.test_recusals import BIRTH, KIN, NAME, decide, declare

PREFIX = "/api/review/v1"
KEY = nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
PLANTED = ("Lò Văn Phương", "lo van phuong", "CĐCS Thủy điện Nậm Mức", "cdcs-nam-muc", "title-only-here")
ROAD = {"chain": "C4", "decided_at": "provincial", "stages": [{"unit": BODY}]}
READS_OF_A_CASE = ("/cases/{case}", "/cases/{case}/history", "/cases/{case}/explanation")
READS_OF_SUPPLEMENTS = ("/cases/{case}/versions/{number}/changes",)
READS_OF_A_SESSION = (
    "/sessions/{session}", "/sessions/{session}/tallies", "/sessions/{session}/outlook", "/sessions/{session}/minutes",
    "/sessions/{session}/lists-to-sign", "/sessions/{session}/box", "/sessions/{session}/papers",
)  # fmt: skip
FULL_OF_NAMES = (
    "/sessions/{session}", "/sessions/{session}/tallies", "/sessions/{session}/minutes", "/sessions/{session}/papers",
)  # fmt: skip
READS_OF_LISTS = ("/cases", "/cases?text=phuong", "/cases?unit=cdcs-nam-muc", "/cases?state=council_voted", "/work",
                  "/sessions", "/councils", "/decisions", "/submissions", "/lists-to-sign",
                  "/closed-files")  # fmt: skip


class House:
    """A closed session on three cases; the second is that of somebody's kin."""

    def __init__(self, directory: Path) -> None:
        self.stage = Stage(directory)
        self._directory = directory
        self._client = client_of(self.stage.desk)
        self._rules = [rule for rule in self._client.application.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
        (self.hidden,) = self.stage.published(
            nominee_key=KEY, nominee_name=NAME, nominee_folded="lo van phuong", unit="cdcs-nam-muc",
            unit_name="CĐCS Thủy điện Nậm Mức", road=ROAD,
        )  # fmt: skip
        first, last = self.stage.published(2, road=ROAD)
        self.cases = [first, self.hidden, last]

    def ask(self, who: str, path: str, role: Role = Role.COUNCIL_MEMBER) -> tuple[int, Any]:
        answer = self._client.get(PREFIX + path, headers=bearer(self._directory, who, role, BODY))
        return answer.status_code, answer.get_json()

    def readable(self) -> set[str]:
        """Every path of review that can be read."""
        return {plain(rule.rule.removeprefix(PREFIX)) for rule in self._rules if "GET" in (rule.methods or ())}

    def closed(self) -> str:
        session = self.stage.voting(self.cases)
        for member in MEMBERS:
            mine = [case for case in self.cases if not (member == KIN and case == self.hidden)]
            self.stage.vote_all(session.id, mine, yes=1, members=[member])
        self.stage.close(session.id)
        return session.id


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    declare(made.stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    return made


def leaks(answer: Any, house: House) -> list[str]:
    text = json.dumps(answer, ensure_ascii=False)
    return [word for word in (*PLANTED, house.hidden) if word in text]


def test_every_reading_path_is_asked_here(house: House) -> None:
    """A new way to read review has to be added to this file."""
    of_one = (*READS_OF_A_CASE, *READS_OF_SUPPLEMENTS, *READS_OF_A_SESSION)
    asked = {path.partition("?")[0] for path in (*of_one, *READS_OF_LISTS)}
    harmless = {
        "/councils/{council}",  # members, no case
        "/decisions/{decision}",  # signed and published
        "/declarations",  # one's own
        "/mandates",  # names no case
        "/receipts/{receipt}",  # nor does this
        "/submissions/{submission}",  # hides the line: test_escalation
    }
    assert house.readable() - {plain(path) for path in asked} <= {plain(path) for path in harmless}


def plain(path: str) -> str:
    """A path with its parameters' names left out."""
    return "/".join("*" if part[:1] in "{<" else part for part in path.split("/"))


@pytest.mark.parametrize("path", READS_OF_A_CASE)
def test_hidden_case_answers_like_one_that_does_not_exist(house: House, path: str) -> None:
    hidden = house.ask(KIN, path.format(case=house.hidden))
    absent = house.ask(KIN, path.format(case="0" * 36))

    assert hidden[0] == absent[0] == 404
    of_the_request = {"instance": None, "correlation": None}
    assert {**hidden[1], **of_the_request} == {**absent[1], **of_the_request}
    assert house.ask("member-4", path.format(case=house.hidden))[0] == 200


@pytest.mark.parametrize("path", READS_OF_SUPPLEMENTS)
def test_nor_does_a_hidden_case_say_whether_it_was_ever_returned(house: House, path: str) -> None:
    """To others it answers for the version; to whoever must not see it, as if there were no case."""
    seen = [house.ask(who, path.format(case=case, number=2))[1]["code"] for who, case in (
        (KIN, house.hidden), (KIN, "0" * 36), ("member-4", house.hidden), (KIN, house.cases[0]),
    )]  # fmt: skip

    assert seen == ["case.absent", "case.absent", "version.absent", "version.absent"]


@pytest.mark.parametrize("path", READS_OF_LISTS)
def test_lists_searches_and_work_do_not_show_it(house: House, path: str) -> None:
    house.closed()
    status, answer = house.ask(KIN, path)

    assert status == 200
    assert leaks(answer, house) == []


@pytest.mark.parametrize("path", READS_OF_A_SESSION)
def test_sessions_tallies_and_minutes_do_not_show_it(house: House, path: str) -> None:
    session = house.closed()
    status, answer = house.ask(KIN, path.format(session=session))

    assert status == 200
    assert leaks(answer, house) == []


def test_a_hidden_file_that_is_closed_is_on_nobodys_list_who_must_not_see_it(house: House) -> None:
    day = STANDARD_NOW.date()
    with house.stage.desk.database.transaction() as tx:
        for case in (house.hidden, house.cases[0]):
            tx.get_one(Case, case).state = "archived"
            tx.add(ArchivedCase(case_id=case, file="Hộp 07/2026", archived_on=day, keep_until=day, basis="a",
                                is_unverified=True))  # fmt: skip
    listed = {who: [one["case_id"] for one in house.ask(who, "/closed-files")[1]["items"]] for who in (KIN, "member-4")}
    assert listed == {KIN: [house.cases[0]], "member-4": sorted([house.hidden, house.cases[0]])}


def test_planted_words_would_be_seen_by_others(house: House) -> None:
    """The search above can fail: another member finds the words in every kind of answer."""
    session = house.closed()
    for path in ("/cases", "/cases?text=phuong", *(path.format(session=session) for path in FULL_OF_NAMES)):
        assert leaks(house.ask("member-4", path)[1], house) != [], path


def test_story_of_another_case_tells_nothing_of_the_hidden_one(house: House) -> None:
    """The rules on the session as a whole count its papers: 26 of nine voters on three cases, one of them recused."""
    house.closed()
    for path in READS_OF_A_CASE:
        status, answer = house.ask(KIN, path.format(case=house.cases[0]))
        text = json.dumps(answer, ensure_ascii=False)
        assert (status, leaks(answer, house), "papers_due" in text) == (200, [], False), path
    _, seen = house.ask("member-4", f"/cases/{house.cases[0]}/explanation")
    assert '"papers_due": 26' in json.dumps(seen, ensure_ascii=False)


def test_counts_are_of_what_is_seen(house: House) -> None:
    """Agenda, tallies and minutes are numbered without a gap, and no total betrays a third case."""
    session = house.closed()
    _, shown = house.ask(KIN, f"/sessions/{session}")
    _, tallies = house.ask(KIN, f"/sessions/{session}/tallies")
    _, minutes = house.ask(KIN, f"/sessions/{session}/minutes")

    assert [item["number"] for item in shown["agenda"]] == [1, 2]
    assert [item["number"] for item in tallies["items"]] == [1, 2]
    assert "Kết quả kiểm phiếu (2 hồ sơ)" in minutes["text"]
    assert "Kết quả [2]" in minutes["text"]
    assert "Kết quả [3]" not in minutes["text"]
    assert (minutes["sha256"], minutes["text"].splitlines()[0]) == (None, "TRÍCH")


def test_hidden_before_any_session_exists(house: House) -> None:
    assert leaks(house.ask(KIN, "/cases")[1], house) == []
    assert len(house.ask(KIN, "/cases")[1]["items"]) == 2
    assert len(house.ask("member-4", "/cases")[1]["items"]) == 3


@pytest.mark.parametrize("role", [Role.COUNCIL_SECRETARY, Role.SIGNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_personal_interest_hides_it_in_every_role(house: House, role: Role) -> None:
    assert leaks(house.ask(KIN, "/cases", role)[1], house) == []
    assert house.ask(KIN, f"/cases/{house.hidden}", role)[0] == 404


def test_a_hand_in_the_case_hides_it_from_the_seat_but_not_from_the_office(house: House) -> None:
    (handled,) = house.stage.plant(submitted_by="member-6", road=ROAD)

    assert house.ask("member-6", f"/cases/{handled}")[0] == 404
    assert house.ask("member-6", f"/cases/{handled}", Role.COUNCIL_SECRETARY)[0] == 200


def test_lifted_recusal_gives_the_case_back(house: House) -> None:
    declare(house.stage, "member-5", Kind.UNIT, unit="cdcs-nam-muc")
    assert house.ask("member-5", f"/cases/{house.hidden}")[0] == 404
    session = house.stage.open([house.hidden])
    assert house.ask("member-5", f"/cases/{house.hidden}")[0] == 404

    decide(house.stage, session.id, house.hidden, "member-5", stands=False)

    assert house.ask("member-5", f"/cases/{house.hidden}")[0] == 200


def test_a_declared_unit_hides_its_own_cases_and_no_others(house: House) -> None:
    """A case no union has taken over answers the question for the successor with neither yes nor no."""
    declare(house.stage, "member-5", Kind.UNIT, unit="cdcs-nam-muc")
    session = house.stage.open(house.cases).id
    shown = sorted({house.cases[0], house.cases[2]})

    assert [one["id"] for one in house.ask("member-5", "/cases")[1]["items"]] == shown
    assert house.ask("member-5", f"/sessions/{session}/outlook") == house.ask(KIN, f"/sessions/{session}/outlook")
    assert house.ask("member-5", f"/sessions/{session}/outlook")[1]["items"] != []
    with house.stage.acting(Actor("member-5", Role.COUNCIL_MEMBER, BODY)) as work:
        assert sorted(take_found(work, house.cases)) == shown


def test_whoever_is_concerned_prepares_nothing_about_the_case(house: House) -> None:
    """Its notice, its place on an agenda and who votes on it are for another secretary; to this one there is none."""
    stage, secretary = house.stage, Actor(KIN, Role.COUNCIL_SECRETARY, BODY)
    (waiting,) = stage.plant(nominee_key=KEY, nominee_name=NAME, road=ROAD)
    council = stage.seat()
    with stage.acting(secretary) as work, pytest.raises(CaseAbsent) as published:
        publish_notice(stage.desk, work, case_ids=[waiting], place="Bảng tin")
    with stage.acting(secretary) as work, pytest.raises(CaseAbsent) as opened:
        open_session(stage.desk, work, council_id=council.id, case_ids=[house.hidden], mode=BallotMode.SECRET)
    with stage.acting(secretary) as work, pytest.raises(CaseAbsent) as absent:
        publish_notice(stage.desk, work, case_ids=["0" * 36], place="Bảng tin")
    for refused, case in ((published, waiting), (opened, house.hidden)):
        assert refused.value.said.vi == absent.value.said.vi.replace("0" * 36, case)

    declare(stage, "member-5", Kind.UNIT, unit="cdcs-nam-muc")
    session = stage.open(house.cases)
    with pytest.raises(RecusalAbsent):
        decide(stage, session.id, house.hidden, "member-5", stands=False, by=secretary)
    with stage.acting(secretary) as work, pytest.raises(CaseNotReady):
        defer_cases(work, session.id, seen=None, case_ids=[house.hidden], reason="Hoãn")
    assert (stage.case(waiting).state, stage.case(house.hidden).state) == ("stage_passed", "council_queue")
    assert stage.said("review.recusal_decided") == []
    decide(stage, session.id, house.hidden, "member-5", stands=False)


def test_signer_with_kin_on_the_list_is_shown_no_list_and_may_not_sign(house: House) -> None:
    stage = house.stage
    session = stage.voting(house.cases)
    for member in MEMBERS:
        mine = [case for case in house.cases if not (member == KIN and case == house.hidden)]
        stage.vote_all(session.id, mine, yes=1, members=[member])
    stage.close(session.id)
    stage.send(session.id)

    assert house.ask(KIN, f"/sessions/{session.id}/lists-to-sign", Role.SIGNER)[1] == {"items": []}
    for listed in (house.cases, [house.cases[0], house.cases[2]]):
        with stage.acting(Actor(KIN, Role.SIGNER, BODY)) as work, pytest.raises(SignerConcerned):
            sign(stage.desk, work, session_ids=[session.id], case_ids=listed)
    assert stage.said("review.decision_signed") == []
    with stage.reading() as tx:
        assert tx.get(Case, house.hidden) is not None
