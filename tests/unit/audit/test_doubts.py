"""The story names the unverified items of the policy that decided, from what the ledger itself was told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from deploy.commands.audit import audit
from services.audit.queries_trace import Chapter, trace_case
from services.audit.service import DEFINITION
from shared.desk import Desk
from shared.events import council, nomination, review
from shared.events.envelope import Envelope
from shared.events.terms import Role
from shared.policy import Policy, load_policy_set
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.words import Words
from tests.support.desks import bearer, client_of, make_desk
from tests.unit.audit.said import (
    CASE,
    OTHER_CASE,
    SECRETARY,
    TALLY,
    TOP_STEP,
    UNIT,
    Speakers,
    hear,
    session_opened,
    submitted,
)

VOTE = "awards[merit_cert_federation].vote"
BOOK = "rulebooks/law2022_nd152.yaml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy_set().bundle("hung_yen_2026", date(2026, 8, 3))


def said(rule: str, **facts: object) -> Evaluation:
    return Evaluation(rule, Verdict.HOLDS, Consequence.NONE, Words("–", "–"), "–", facts)


def published(speakers: Speakers, policy: Policy, document: Policy | None = None) -> Envelope:
    fact = nomination.PolicyPublished(
        policy=policy.hash, plan=policy.plan.id, rulebook=policy.rulebook.id, document=(document or policy).document()
    )
    return speakers.say(policy.hash, fact)


def voted(percent: int) -> review.CouncilVoted:
    return review.CouncilVoted(
        case=CASE, unit=UNIT, step=TOP_STEP, session="s1", tally=TALLY, evaluations=(said("P05", percent=percent),)
    )


def story(desk: Desk, *envelopes: Envelope) -> list[Chapter]:
    hear(desk, envelopes)
    with desk.database.reading() as tx:
        return list(trace_case(tx, CASE).chapters)


def named(chapters: list[Chapter], kind: str) -> list[tuple[str, str, str]]:
    (chapter,) = (one for one in chapters if one.type == kind)
    return [(one.rule, one.file, one.path) for one in chapter.doubts]


def test_the_item_that_decided_an_answer_is_named_by_file_and_key(desk: Desk, policy: Policy) -> None:
    speakers = Speakers()
    told = [
        published(speakers, policy), speakers.say(CASE, submitted(), policy=policy.hash),
        speakers.say(CASE, voted(80), SECRETARY, policy=policy.hash),
    ]  # fmt: skip
    chapters = story(desk, *told)

    assert named(chapters, "review.council_voted") == [("P05", BOOK, VOTE)]
    (doubt,) = next(one for one in chapters if one.doubts).doubts
    assert doubt.words.vi.startswith(f"Chưa kiểm chứng: {BOOK}, {VOTE} (")
    assert doubt.words.en.startswith(f"Not verified: {BOOK}, {VOTE} (")


def test_a_vote_by_other_numbers_is_not_doubted_by_this_law(desk: Desk, policy: Policy) -> None:
    speakers = Speakers()
    told = [
        published(speakers, policy), speakers.say(CASE, submitted(), policy=policy.hash),
        speakers.say(CASE, voted(50), SECRETARY, policy=policy.hash),
    ]  # fmt: skip

    assert named(story(desk, *told), "review.council_voted") == []


def test_what_was_said_of_a_session_stands_on_the_policies_and_awards_of_its_agenda(
    desk: Desk, policy: Policy
) -> None:
    """The other case asks for the federation's flag: both laws have this quorum, and both are unverified."""
    speakers = Speakers()
    flag = submitted(OTHER_CASE, receipt="HY-2026-0002")
    quorum = said("P04", numerator=2, denominator=3)
    told = [
        published(speakers, policy), speakers.say(CASE, submitted(), policy=policy.hash),
        speakers.say(
            OTHER_CASE, replace(flag, dossier=replace(flag.dossier, award="flag_federation")), policy=policy.hash
        ),
        speakers.say("s1", session_opened((CASE, OTHER_CASE)), SECRETARY),
        speakers.say(
            "s1", council.AttendanceRecorded(session="s1", present=("m1",), evaluations=(quorum,)), SECRETARY
        ),
    ]  # fmt: skip

    assert sorted(named(story(desk, *told), "review.attendance_recorded")) == [
        ("P04", BOOK, "awards[flag_federation].vote"), ("P04", BOOK, VOTE),
    ]  # fmt: skip


def test_the_story_asks_once_for_all_cases_of_an_agenda(tmp_path: Path, policy: Policy) -> None:
    assert statements_of_a_story(tmp_path / "two", policy, 2) == statements_of_a_story(tmp_path / "many", policy, 12)


def statements_of_a_story(directory: Path, policy: Policy, cases: int) -> int:
    desk, speakers = make_desk(DEFINITION, directory), Speakers()
    agenda = (CASE, *(f"{OTHER_CASE}-{number}" for number in range(1, cases)))
    quorum = said("P04", numerator=2, denominator=3)
    sent = [submitted(case, receipt=f"HY-2026-{number:04}") for number, case in enumerate(agenda)]
    hear(desk, [
        published(speakers, policy),
        *(speakers.say(case, fact, policy=policy.hash) for case, fact in zip(agenda, sent, strict=True)),
        speakers.say("s1", session_opened(agenda), SECRETARY),
        speakers.say(
            "s1", council.AttendanceRecorded(session="s1", present=("m1",), evaluations=(quorum,)), SECRETARY
        ),
    ])  # fmt: skip
    asked: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with desk.database.reading() as tx:
        chapters = list(trace_case(tx, CASE).chapters)
    assert named(chapters, "review.attendance_recorded") == [("P04", BOOK, VOTE)]
    return len(asked)


def test_a_policy_nobody_published_and_one_under_a_false_hash_name_nothing(desk: Desk, policy: Policy) -> None:
    speakers = Speakers()
    forged = replace(policy, extensions={})
    told = [
        published(speakers, policy, forged), speakers.say(CASE, submitted(), policy=policy.hash),
        speakers.say(CASE, voted(80), SECRETARY, policy=policy.hash),
    ]  # fmt: skip

    assert named(story(desk, *told), "review.council_voted") == []


def test_the_items_are_told_over_http_and_on_the_command_line(
    desk: Desk, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speakers = Speakers()
    told = [
        published(speakers, policy), speakers.say(CASE, submitted(), policy=policy.hash),
        speakers.say(CASE, voted(80), SECRETARY, policy=policy.hash),
    ]  # fmt: skip
    story(desk, *told)
    answer = client_of(desk).get(
        f"/api/audit/v1/cases/{CASE}/trace", headers=bearer(tmp_path, "auditor", Role.AUDITOR, "thanh-tra")
    )
    (doubt,) = (one for chapter in answer.get_json()["chapters"] for one in chapter["doubts"])
    assert (doubt["rule"], doubt["file"], doubt["path"], set(doubt["words"])) == ("P05", BOOK, VOTE, {"vi", "en"})

    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    shown = CliRunner().invoke(audit, ["trace", CASE, "--language", "en"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    assert f"(?) P05: Not verified: {BOOK}, {VOTE}" in " ".join(shown.output.split())
