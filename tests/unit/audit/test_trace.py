"""The story of a case: complete, in order, in two languages, for auditors only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from deploy.commands.audit import audit
from services.audit.errors import NoSuchCase
from services.audit.queries_trace import case_named, trace_case
from services.audit.rules.merkle import consistency_holds, inclusion_holds
from services.audit.rules.telling import lines_of, title_of
from services.audit.rules.titles import TITLES
from services.audit.service import DEFINITION
from shared.desk import Desk
from shared.events import council, notification, registry, review
from shared.events.catalog import CATALOG
from shared.events.envelope import Actor, Envelope, Trace
from shared.events.terms import Channel, Role, SubjectKind, Via
from shared.tables import outbox
from tests.support.desks import bearer, client_of, make_desk
from tests.unit.audit.said import (
    AWARD_NAME,
    CASE,
    HEAD,
    HOLDS,
    OTHER_CASE,
    SECRETARY,
    SIGNER,
    TALLY,
    TOP_STEP,
    UNIT,
    Speakers,
    award_item,
    decision_signed,
    hear,
    received,
    session_opened,
    stage_opened,
    submitted,
)

MEMBER = Actor("m1", Role.COUNCIL_MEMBER, "ldld-hung-yen")
WITNESS = Actor("service:notification", Role.SERVICE, "notification")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


def told(cause: Envelope, recipient: str, case: str | None) -> notification.Told:
    return notification.Told(channel=Channel.IN_APP, tellings=(telling(cause, recipient, case),))


def telling(cause: Envelope, recipient: str, case: str | None) -> notification.Telling:
    return notification.Telling(cause=cause.id, case=case, template="x", recipients=(recipient,))


def mailed(cause: Envelope, recipient: str, case: str | None) -> notification.Delivered:
    return notification.Delivered(
        notice="n-" + recipient, recipient=recipient, channel=Channel.EMAIL, template="x", cause=cause.id, case=case,
        attempts=1,
    )  # fmt: skip


def award_recorded() -> registry.AwardRecorded:
    return registry.AwardRecorded(
        award_id="a1", case=CASE, decision="d1", number="05/QĐ-LĐLĐ", dated=date(2026, 8, 3), nominee_key="k1",
        nominee_kind=SubjectKind.INDIVIDUAL, nominee_name="Nguyễn Thị Hương", unit=UNIT,
        award="merit_cert_federation", award_name=AWARD_NAME, year=2026, certificate="00001/2026",
    )  # fmt: skip


def granted() -> review.Awarded:
    return review.Awarded(
        case=CASE, unit=UNIT, step=TOP_STEP, decision="d1", number="05/QĐ-LĐLĐ", dated=date(2026, 8, 3), evaluations=()
    )


def whole_story() -> list[Envelope]:
    """A case from submission to the register, with its session, and something of another case."""
    speakers = Speakers()
    say = speakers.say
    first = say(CASE, submitted(), policy="p" * 64)
    opened = say(CASE, stage_opened(), cause=first, via=Via.EVENT)
    taken = say(CASE, received(), HEAD)
    notice = say("n1", told(taken, "huong", CASE), WITNESS, cause=taken, via=Via.EVENT)
    refused = say(
        "r1", review.CommandRefused(action="pass", code="identity.forbidden", status=403, target=CASE), MEMBER
    )
    session = say("s1", session_opened((CASE, OTHER_CASE)), SECRETARY)
    agenda = say("n2", told(session, "m1", None), WITNESS, cause=session, via=Via.EVENT)
    mail = say("n3", mailed(session, "m1", None), WITNESS, cause=session, via=Via.TIMER)
    present = say("s1", council.AttendanceRecorded(session="s1", present=("m1", "m2"), evaluations=(HOLDS,)), SECRETARY)
    ballot = say("s1", review.BallotCast(session="s1", member="m1", cases=2, in_writing=False), MEMBER)
    voted = say(
        CASE,
        review.CouncilVoted(case=CASE, unit=UNIT, step=TOP_STEP, session="s1", tally=TALLY, evaluations=(HOLDS,)),
        SECRETARY,
    )
    other = say(
        OTHER_CASE,
        review.CouncilVoted(case=OTHER_CASE, unit=UNIT, step=TOP_STEP, session="s1", tally=TALLY, evaluations=()),
        SECRETARY,
    )
    signed = say("d1", decision_signed(award_item(CASE, "Nguyễn Thị Hương")), SIGNER)
    entered = say("a1", award_recorded(), SIGNER, cause=signed, via=Via.EVENT)
    return [
        first, opened, taken, notice, refused, session, agenda, mail, present, ballot, voted, other, signed, entered
    ]  # fmt: skip


WHOLE = (
    "nomination.submitted", "review.stage_opened", "review.received", "notification.told",
    "review.command_refused", "review.session_opened", "notification.told", "notification.delivered",
    "review.attendance_recorded", "review.ballot_cast", "review.council_voted", "review.decision_signed",
    "registry.award_recorded",
)  # fmt: skip


def test_story_is_whole_and_of_this_case_only(desk: Desk) -> None:
    hear(desk, whole_story())
    with desk.database.reading() as tx:
        story = trace_case(tx, CASE)
    assert tuple(chapter.type for chapter in story.chapters) == WHOLE
    assert story.head.size == len(WHOLE) + 1


def test_story_heard_in_disorder_is_told_in_order(desk: Desk) -> None:
    for envelope in reversed(whole_story()):
        hear(desk, [envelope])
    with desk.database.reading() as tx:
        heard_so_far = trace_case(tx, CASE)
    # What waits for its predecessor in the inbox is not a leaf yet; the rest stands in order all the same.
    types = [chapter.type for chapter in heard_so_far.chapters]
    assert types == [name for name in WHOLE if name in types]
    assert types[0] == "nomination.submitted"


def test_effect_at_the_same_instant_follows_its_cause(desk: Desk) -> None:
    speakers = Speakers()
    first = speakers.say(CASE, submitted())
    opened = replace(speakers.say(CASE, stage_opened(), cause=first), time=first.time)
    hear(desk, [opened])
    hear(desk, [first])
    with desk.database.reading() as tx:
        assert [one.type for one in trace_case(tx, CASE).chapters] == ["nomination.submitted", "review.stage_opened"]


def test_notices_told_together_are_told_of_this_case_only_and_after_all_they_tell_of(desk: Desk) -> None:
    """One event about several cases, heard before what it tells of and said at the same instant."""
    speakers = Speakers()
    first = speakers.say(CASE, submitted())
    opened = replace(speakers.say(CASE, stage_opened(), cause=first), time=first.time)
    other = replace(speakers.say(OTHER_CASE, stage_opened(OTHER_CASE)), time=first.time)
    joint = notification.Told(
        channel=Channel.IN_APP,
        tellings=(telling(other, "lan", OTHER_CASE), telling(opened, "huong", CASE), telling(first, "duc", CASE)),
    )
    notices = replace(speakers.say("n1", joint, WITNESS, via=Via.EVENT), time=first.time)
    for one in (notices, opened, first, other):
        hear(desk, [one])
    with desk.database.reading() as tx:
        stories = [trace_case(tx, case).chapters for case in (CASE, OTHER_CASE)]
    assert [[one.type.partition(".")[2] for one in story] for story in stories] == [
        ["submitted", "stage_opened", "told"], ["stage_opened", "told"],
    ]  # fmt: skip
    assert [[line.en for line in story[-1].lines] for story in stories] == [
        ["To huong, in the application (x)", "To duc, in the application (x)"], ["To lan, in the application (x)"],
    ]  # fmt: skip


def test_causes_in_a_circle_end(desk: Desk) -> None:
    speakers = Speakers()
    first, second = speakers.say(CASE, submitted()), speakers.say(CASE, stage_opened())
    forged = replace(first, trace=replace(first.trace, causation=second.id))
    hear(desk, [forged, replace(second, trace=replace(second.trace, causation=first.id))])
    with desk.database.reading() as tx:
        assert {one.event_id for one in trace_case(tx, CASE).chapters} == {first.id, second.id}


def test_answer_to_an_act_follows_all_that_the_act_said(desk: Desk) -> None:
    """The register answers the decision; the word on the case, of the same act, may be heard after that answer."""
    speakers = Speakers()
    first = speakers.say(CASE, submitted())
    signed = speakers.say("d1", decision_signed(award_item(CASE, "Nguyễn Thị Hương")), SIGNER)
    awarded = replace(speakers.say(CASE, granted(), SIGNER), time=signed.time)
    entered = replace(speakers.say("a1", award_recorded(), SIGNER, cause=signed, via=Via.EVENT), time=signed.time)
    for envelope in (first, signed, entered, awarded):
        hear(desk, [envelope])
    with desk.database.reading() as tx:
        types = [one.type for one in trace_case(tx, CASE).chapters]
    assert types == ["nomination.submitted", "review.decision_signed", "review.awarded", "registry.award_recorded"]


def test_acts_of_one_service_at_one_instant_stand_as_it_said_them(desk: Desk) -> None:
    """Events of different names travel in different messages, and the later act may be heard first."""
    speakers = Speakers()
    opened = speakers.say(CASE, stage_opened())
    act = Trace(Via.API, "another-act", None)
    signed = replace(
        speakers.say("d1", decision_signed(award_item(CASE, "Hương")), SIGNER), time=opened.time, trace=act
    )
    awarded = replace(speakers.say(CASE, granted(), SIGNER), time=opened.time, trace=act)
    for envelope in (signed, opened, awarded):
        hear(desk, [envelope])
    with desk.database.reading() as tx:
        types = [one.type for one in trace_case(tx, CASE).chapters]
    assert types == ["review.stage_opened", "review.decision_signed", "review.awarded"]


def test_case_is_found_by_its_receipt(desk: Desk) -> None:
    hear(desk, whole_story())
    with desk.database.reading() as tx:
        assert [case_named(tx, given) for given in (CASE, "HY-2026-0001", "%")] == [CASE, CASE, "%"]
        with pytest.raises(NoSuchCase):
            trace_case(tx, "nobody")


def test_every_event_of_a_story_has_a_title() -> None:
    """A new event of these streams needs its words here."""
    streams = ("case", "session", "decision", "award", "notice")
    wanted = {name for name, kind in CATALOG.items() if kind.stream in streams}
    assert wanted - TITLES.keys() == set()


def test_unknown_event_is_told_by_its_name() -> None:
    assert title_of("nomination.of_tomorrow").vi == "nomination.of_tomorrow"
    assert lines_of("nomination.of_tomorrow", {"step": 3}) == ()


def test_command_line_tells_who_which_rule_which_vote_which_decision(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(desk, whole_story())
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    monkeypatch.setenv("COLUMNS", "200")
    vietnamese = CliRunner().invoke(audit, ["trace", "HY-2026-0001"])
    assert vietnamese.exit_code == 0, vietnamese.output
    for said in (
        "duc – người đứng đầu công đoàn cơ sở", "bao – người ký quyết định", "thay mặt Ban Thường vụ",
        "Công thức: 8 × 100 ≥ 80 × 9 → đủ phiếu", "P05", "yes = 8", "ND152 Art 6(2)",
        "Quyết định số 05/QĐ-LĐLĐ", "Việc bị từ chối", "03/08/2026 09:01:00 (UTC+7)",
        "2026-08-03T02:01:00Z", "Tới huong, trong phần mềm", "Tới m1, thư điện tử",
    ):  # fmt: skip
        assert said in vietnamese.output
    english = CliRunner().invoke(audit, ["trace", CASE, "--language", "en"])
    assert "Formula: 8 × 100 ≥ 80 × 9 → carried" in english.output
    plain = json.loads(CliRunner().invoke(audit, ["trace", CASE, "--json"]).output)
    assert [chapter["type"] for chapter in plain["chapters"]] == list(WHOLE)
    assert plain["chapters"][10]["tally"]["yes"] == 8


@pytest.mark.parametrize("terminal", [{}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}], ids=["pipe", "terminal"])
def test_no_fact_of_a_rule_is_cut_however_narrow_the_terminal(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: dict[str, str]
) -> None:
    hear(desk, whole_story())
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    plain = json.loads(CliRunner().invoke(audit, ["trace", CASE, "--json"]).output)
    facts = [one["facts"] for chapter in plain["chapters"] for one in chapter["evaluations"]]
    assert facts

    story = CliRunner().invoke(audit, ["trace", CASE], env={"COLUMNS": "60", **terminal}).output

    assert [line for line in story.splitlines() if "│" in line]
    assert not [line for line in story.splitlines() if "│" in line and "…" in line]
    if not terminal:
        for one in facts:
            for name, value in one.items():
                assert f"{name} = {json.dumps(value, ensure_ascii=False)}" in story


def test_command_line_verifies_and_fails_on_alteration(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(desk, whole_story())
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    monkeypatch.setenv("VINHDANH_KEYS_DIR", str(tmp_path / "keys"))
    sound = CliRunner().invoke(audit, ["verify", "--complete", "--ledger-only"])
    assert (sound.exit_code, "Nguyên vẹn" in sound.output) == (0, True)
    with desk.database.transaction() as tx:
        tx.execute(text("UPDATE leaves SET body = replace(body, '8', '9') WHERE type = 'review.council_voted'"))
    broken = CliRunner().invoke(audit, ["verify", "--json"])
    assert broken.exit_code == 1
    assert json.loads(broken.output)["is_intact"] is False


def test_command_line_proves_an_event(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = whole_story()
    hear(desk, story)
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    shown = json.loads(CliRunner().invoke(audit, ["prove", story[4].id, "--json"]).output)
    leaf, root, *proof = (bytes.fromhex(one) for one in (shown["leaf_hash"], shown["root"], *shown["proof"]))
    said = story[4]
    hashed = hashlib.sha256(said.body().encode()).hexdigest()
    entry = (
        f'{{"body":"{hashed}","chain":"{said.chain}","id":"{said.id}","position":{said.position},'
        f'"source":"review","type":"{said.type}"}}'
    )
    assert leaf == hashlib.sha256(b"\0" + entry.encode()).digest()
    assert inclusion_holds(leaf, shown["index"], shown["size"], proof, root)
    told = CliRunner().invoke(audit, ["prove", story[4].id]).output
    assert told.splitlines()[1:] == [shown["leaf_hash"], *shown["proof"]]


def test_only_an_auditor_reads_a_trace_and_a_refusal_is_recorded(desk: Desk, tmp_path: Path) -> None:
    hear(desk, whole_story())
    client = client_of(desk)
    path = f"/api/audit/v1/cases/{CASE}/trace"
    answer = client.get(path, headers=bearer(tmp_path, "kiem", Role.AUDITOR, "ubkt"))
    assert [chapter["type"] for chapter in answer.json["chapters"]] == list(WHOLE)
    refused = client.get(path, headers=bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, UNIT.id))
    assert (refused.status_code, refused.json["code"]) == (403, "identity.forbidden")
    with desk.database.reading() as tx:
        assert list(tx.scalars(select(outbox.c.type))) == ["audit.command_refused"]
    assert client.get(path).status_code == 401
    unknown = client.get("/api/audit/v1/cases/x/trace", headers=bearer(tmp_path, "kiem", Role.AUDITOR, "ubkt"))
    assert (unknown.status_code, unknown.json["code"]) == (404, "audit.case_unknown")


def test_proofs_over_http_hold(desk: Desk, tmp_path: Path) -> None:
    story = whole_story()
    hear(desk, story)
    client = client_of(desk)
    auditor = bearer(tmp_path, "kiem", Role.AUDITOR, "ubkt")
    head = client.get("/api/audit/v1/tree", headers=auditor).json
    shown = client.get(f"/api/audit/v1/tree/inclusion/{story[4].id}", headers=auditor).json
    proof = [bytes.fromhex(one) for one in shown["proof"]]
    root = bytes.fromhex(head["root"])
    assert inclusion_holds(bytes.fromhex(shown["leaf_hash"]), shown["index"], head["size"], proof, root)
    size = shown["index"] + 1
    assert size < head["size"]
    signed = client.get(f"/api/audit/v1/tree/inclusion/{story[4].id}?size={size}", headers=auditor).json
    older = [bytes.fromhex(one) for one in signed["proof"]]
    leaf, its_root = bytes.fromhex(signed["leaf_hash"]), bytes.fromhex(signed["root"])
    assert inclusion_holds(leaf, signed["index"], size, older, its_root)
    asked = [f"/api/audit/v1/tree/inclusion/{story[4].id}?size={n}" for n in (size - 1, head["size"] + 1, 0)]
    assert [client.get(one, headers=auditor).status_code for one in asked] == [404, 404, 422]
    between = client.get(f"/api/audit/v1/tree/consistency?from={size}", headers=auditor).json
    assert between["from_root"] == signed["root"]
    grown = client.get("/api/audit/v1/tree/consistency?from=5", headers=auditor).json
    assert consistency_holds(
        5, grown["to"], [bytes.fromhex(one) for one in grown["proof"]],
        earlier_root=bytes.fromhex(grown["from_root"]), later_root=root,
    )  # fmt: skip
    assert client.get("/api/audit/v1/tree/consistency?from=99", headers=auditor).status_code == 404
