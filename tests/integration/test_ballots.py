"""A secret vote from the outside: receipts, the recount, and a search of everything the house keeps for a link."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from deploy.services import definition_of
from shared.ballot_box import number_of, receipt_of
from shared.events.terms import BallotChoice, Role
from shared.tables import HOUSE
from shared.topology import SERVICES
from tests.support import oracle
from tests.support.packs import checked
from tests.support.people import Problem
from tests.support.road import Season, Union
from tests.support.roles import SESSIONS, Case, Member

LONE = 4
"""The seat that votes unlike all others."""


@dataclass(frozen=True)
class Voted:
    """A session in which all nine voted, with what each was handed."""

    session: str
    case: Case
    handed: dict[str, dict[str, str]]

    @property
    def secrets(self) -> set[str]:
        """Everything that would tie a member to a paper."""
        return {one[name] for one in self.handed.values() for name in ("receipt", "number", "drawn")}


@pytest.fixture
def voted(season: Season, union: Union) -> Voted:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.secretary.opens_session(season.council, [case])
    season.secretary.records_attendance(session, season.members)
    season.secretary.opens_voting(session)
    handed = {}
    for seat, member in enumerate(season.members):
        handed[member.subject] = _votes(member, session, case, "abstain" if seat == LONE else "yes")
    return Voted(session, case, handed)


def _votes(member: Member, session: str, case: Case, choice: str) -> dict[str, str]:
    """The receipt handed out; the same command sent again is answered without it."""
    body = {"choices": {case.id: choice}, "salt": f"muối {member.subject}"}
    key = {"Idempotency-Key": uuid.uuid4().hex}
    path = f"{SESSIONS}/{session}/ballots"
    first, again = (member.post(path, body, headers=key).body for _ in range(2))
    (receipt,) = first["receipts"]
    assert again == {name: value for name, value in first.items() if name != "receipts"}
    return dict(receipt)


def test_members_find_their_papers_and_anybody_counts_them_again(season: Season, voted: Voted, tmp_path: Path) -> None:
    public = f"/api/review/v1/sessions/{voted.session}/box"
    review = season.house.process_for("review")
    assert review.probe(public)[0] == 404
    season.secretary.closes(voted.session)

    status, body = review.probe(public)
    box = json.loads(body)
    assert (status, box["receipts"]) == (200, sorted(one["receipt"] for one in voted.handed.values()))
    for subject, one in voted.handed.items():
        assert one["number"] == number_of(drawn=one["drawn"], salt=f"muối {subject}")
        choice = BallotChoice.ABSTAIN if subject == season.members[LONE].subject else BallotChoice.YES
        assert one["receipt"] == receipt_of(
            session=voted.session, case=voted.case.id, choice=choice, number=one["number"]
        )
        status, body = review.probe(f"/api/review/v1/receipts/{one['receipt']}")
        assert (status, json.loads(body)["state"]) == (200, "counted")
    saved = tmp_path / "papers.json"
    saved.write_text(json.dumps(season.auditor.get(f"{SESSIONS}/{voted.session}/papers")), encoding="utf-8")
    mine = next(iter(voted.handed.values()))["receipt"]
    for source in ((voted.session,), ("--file", str(saved))):
        sound = season.house.vinhdanh("review", "recount", *source, "--receipt", mine)
        assert (sound.returncode, "9 phiếu: khớp" in sound.stdout) == (0, True), sound.stdout + sound.stderr
        lost = season.house.vinhdanh("review", "recount", *source, "--receipt", "0" * 64)
        assert (lost.returncode, "khớp" in lost.stdout) == (1, False)
    season.house.settle()
    oracle.check_between(season.house)


def test_a_recount_never_says_sound_by_default(season: Season, voted: Voted, tmp_path: Path) -> None:
    season.secretary.closes(voted.session)
    papers = season.auditor.get(f"{SESSIONS}/{voted.session}/papers")
    edited = json.loads(json.dumps(papers))
    edited["items"][0]["papers"][0]["choice"] = "no"
    bad = {
        "edited": edited,
        "dropped": {**papers, "items": [{**papers["items"][0], "papers": papers["items"][0]["papers"][1:]}]},
        "empty": {**papers, "items": []},
        "not a box": {"items": papers["items"]},
        "no papers at all": [],
    }
    for name, published in bad.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(published), encoding="utf-8")
        told = season.house.vinhdanh("review", "recount", "--file", str(path))
        assert (name, told.returncode in (1, 2), "khớp." in told.stdout) == (name, True, False)
        assert "Traceback" not in told.stderr
    unknown = season.house.vinhdanh("review", "recount", str(uuid.uuid4()))
    assert (unknown.returncode, "ballot.box_not_published" in unknown.stderr) == (1, True)


def test_nothing_the_house_keeps_ties_a_member_to_a_choice(season: Season, voted: Voted) -> None:
    """Every row of every service, every log, every metric; before closing and after."""
    for closes in (False, True):
        if closes:
            season.secretary.closes(voted.session)
        season.house.settle()
        rows = list(_rows(season))
        # What could leak is there to be found: papers in the box, names in the list of voters.
        assert any(one["receipt"] in row for one in voted.handed.values() for _, row in rows)
        assert any(table == "review.voter" and season.members[LONE].subject in row for table, row in rows)
        links = [table for table, row in rows if _is_link(row, voted)]
        assert links == []
        told = _logs_and_metrics(season)
        assert [secret for secret in voted.secrets if secret in told] == []
        assert "vinhdanh_ballots_cast_total" in told
        assert '"abstain"' not in told


def _is_link(row: str, voted: Voted) -> bool:
    named = any(subject in row for subject in voted.handed)
    return named and (any(secret in row for secret in voted.secrets) or "abstain" in row)


def _rows(season: Season) -> Iterator[tuple[str, str]]:
    for service in SERVICES:
        tables = {**HOUSE.tables, **definition_of(service).metadata.tables}
        with season.house.databases[service].reading() as tx:
            for name, table in tables.items():
                for row in tx.execute(select(table)):
                    yield f"{service}.{name}", json.dumps([_plain(value) for value in row], ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, dict | list) else str(value)


def _logs_and_metrics(season: Season) -> str:
    told = []
    for process in season.house.all_processes():
        told += [process.log.read_text(encoding="utf-8", errors="replace"), process.probe("/metrics")[1]]
    return "\n".join(told)


def test_no_paper_shows_the_transaction_it_came_with(season: Season, voted: Voted) -> None:
    """PostgreSQL tells of every row which transaction wrote it; a voter's row bears its own."""
    if season.house.kind == "embedded":
        pytest.skip("SQLite keeps no transaction with its rows")
    asked = "SELECT DISTINCT xmin::text FROM {} WHERE session_id = :session"
    for closes in (False, True):
        if closes:
            season.secretary.closes(voted.session)
        with season.house.databases["review"].reading() as tx:
            papers, voters = (
                tx.scalars(text(asked.format(table)), {"session": voted.session}).all()
                for table in ("ballot_paper", "voter")
            )
        assert (len(papers), len(voters)) == (1, 9)
        assert (papers[0] in voters) is not closes


def test_papers_are_opened_for_readers_of_the_session_only(season: Season, voted: Voted) -> None:
    season.secretary.closes(voted.session)
    stranger = Member(season.house, "nguoi-la", Role.COUNCIL_MEMBER, "ld-khac")

    with pytest.raises(Problem) as refusal:
        stranger.get(f"{SESSIONS}/{voted.session}/papers")
    assert refusal.value.status == 403
    papers = season.members[0].get(f"{SESSIONS}/{voted.session}/papers")["items"][0]["papers"]
    assert sorted(paper["choice"] for paper in papers) == ["abstain", *["yes"] * 8]


def test_splits_of_few_wait_until_enough_members_stand_behind_their_sum(
    season: Season, union: Union, tmp_path: Path
) -> None:
    cases = [union.officer.prepares() for _ in range(2)]
    for case in cases:
        season.reaches_council(union, case)
    season.notice_runs(cases)
    shown = []
    for case, few, no in ((cases[0], season.members[:4], 1), (cases[1], season.members[4:8], 0)):
        council = season.admin.seats_council(season.province, few, season.secretary)
        session = season.secretary.opens_session(council, [case])
        season.secretary.records_attendance(session, few)
        season.secretary.opens_voting(session)
        for seat, member in enumerate(few):
            member.votes(session, {case: "no" if seat < no else "yes"})
        season.secretary.closes(session)
        shown.append(season.auditor.get(f"{SESSIONS}/{session}/tallies"))

    assert [(one["items"][0]["yes"], one["items"][0]["passed"]) for one in shown] == [(None, False), (None, True)]
    sums = {"session": session, "voters": 8, "papers": 8, "yes": 7, "no": 1, "abstained": 0}
    assert [one["pooled"] for one in shown] == [[], [sums]]
    season.house.settle()
    oracle.check_between(season.house)
    told = checked(season.house, cases[1].id, tmp_path)
    assert "a split that waits" in told.partition("NOT ESTABLISHED")[2]

