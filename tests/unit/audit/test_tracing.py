"""Following the ledger: by every way an auditor asks, to persons and origins, to a case as it stood."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from deploy.commands.audit import audit
from services.audit.errors import AwardAmbiguous, NoSuchAward, NoSuchDecision, NoSuchPerson
from services.audit.models import LeafMark
from services.audit.queries_records import Asked, Record, Way, page_of_records
from services.audit.queries_tracing import (
    case_at,
    case_of_award,
    compare_moments,
    nominations_of,
    origin_of_case,
    origins_of_decision,
)
from services.audit.queries_verification import verify
from services.audit.rules.marks import MarkKind, marks_of
from services.audit.rules.standing import Standing
from services.audit.service import DEFINITION
from shared.clock import VIETNAM
from shared.desk import Desk
from shared.errors import InvalidInput
from shared.events import nomination, registry, review
from shared.events.catalog import data_of
from shared.events.envelope import Envelope
from shared.events.terms import CaseState, Role, SubjectKind
from shared.names import nominee_key
from shared.tables import looked
from shared.web.app import build_app
from tests.support.desks import bearer, make_desk
from tests.unit.audit.said import (
    AWARD_NAME,
    CASE,
    HEAD,
    HOLDS,
    MORNING,
    OFFICER,
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

KEY = nominee_key(SubjectKind.INDIVIDUAL, "Nguyễn Thị Hương", "1984-05-02")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


def of_person(said: nomination.Submitted, key: str) -> nomination.Submitted:
    nominee = replace(said.dossier.nominee, key=key)
    return replace(said, dossier=replace(said.dossier, nominee=nominee))


def a_season(speakers: Speakers) -> list[Envelope]:
    """One case to the register, one of the same person that is refused; a minute between any two events."""
    first = speakers.say(CASE, of_person(submitted(), KEY), HEAD, policy="p1")
    opened = speakers.say(CASE, stage_opened(), HEAD, cause=first, policy="p1")
    taken = speakers.say(CASE, received(), SECRETARY, policy="p1")
    passed = review.StagePassed(
        case=CASE, unit=UNIT, step=TOP_STEP, opinion="Đồng ý", evaluations=(HOLDS,), next_step=None
    )
    up = speakers.say(CASE, passed, SECRETARY, policy="p1")
    sitting = speakers.say("s1", session_opened((CASE, OTHER_CASE)), SECRETARY)
    queued = review.Queued(case=CASE, unit=UNIT, step=TOP_STEP, session="s1", evaluations=())
    onto = speakers.say(CASE, queued, SECRETARY, policy="p1")
    voted = review.CouncilVoted(
        case=CASE, unit=UNIT, step=TOP_STEP, session="s1", tally=TALLY, evaluations=(HOLDS,)
    )
    vote = speakers.say(CASE, voted, SECRETARY, policy="p1")
    items = (award_item(CASE, "Nguyễn Thị Hương", key=KEY), award_item(OTHER_CASE, "Trần Văn Đức", key="k2"))
    signed = speakers.say("d1", decision_signed(*items), SIGNER)
    awarded = review.Awarded(
        case=CASE, unit=UNIT, step=TOP_STEP, decision="d1", number="05/QĐ-LĐLĐ", dated=date(2026, 8, 3),
        evaluations=(),
    )  # fmt: skip
    given = speakers.say(CASE, awarded, SIGNER, cause=signed, policy="p1")
    entry = speakers.say("a1", award_recorded(), SIGNER, cause=signed)
    again = speakers.say(OTHER_CASE, of_person(submitted(OTHER_CASE, receipt="HY-2026-0002"), KEY), HEAD, policy="p2")
    refused = review.Refused(case=OTHER_CASE, unit=UNIT, step=TOP_STEP, reason="Chưa đủ", evaluations=(HOLDS,))
    end = speakers.say(OTHER_CASE, refused, SECRETARY, policy="p2")
    return [first, opened, taken, up, sitting, onto, vote, signed, given, entry, again, end]


def award_recorded() -> registry.AwardRecorded:
    return registry.AwardRecorded(
        award_id="a1", case=CASE, decision="d1", number="05/QĐ-LĐLĐ", dated=date(2026, 8, 3), nominee_key=KEY,
        nominee_kind=SubjectKind.INDIVIDUAL, nominee_name="Nguyễn Thị Hương", unit=UNIT,
        award="merit_cert_federation", award_name=AWARD_NAME, year=2026, certificate="HY-2026-BK-0001",
    )  # fmt: skip


@pytest.fixture
def season(desk: Desk) -> list[Envelope]:
    events = a_season(Speakers())
    hear(desk, events)
    return events


def walk(desk: Desk, asked: Asked, limit: int = 2) -> list[Record]:
    """Every page of a walk."""
    found: list[Record] = []
    cursor = None
    with desk.database.reading() as tx:
        while True:
            page = page_of_records(tx, asked, cursor=cursor, limit=limit)
            found.extend(page.items)
            cursor = page.next
            if cursor is None:
                return found


def ids(events: Sequence[Envelope]) -> list[str]:
    return [event.id for event in events]


def _listed(event: Envelope) -> list[str]:
    return [item["case"] for item in event.data.get("items", ())]


@pytest.mark.parametrize(
    ("way", "value", "is_asked"),
    [
        (Way.PERIOD, "", lambda event: True),
        (Way.ACTOR, HEAD.subject, lambda event: event.actor == HEAD),
        (Way.UNIT, SECRETARY.unit, lambda event: event.actor.unit == SECRETARY.unit),
        (Way.ON_BEHALF_OF, "Ban Thường vụ", lambda event: event.actor == SIGNER),
        (Way.RULE, "P05", lambda event: "P05" in {one["rule"] for one in event.data.get("evaluations", ())}),
        (Way.RULE, "G01", lambda event: event.type == "nomination.submitted"),
        (Way.AWARD, "HY-2026-BK-0001", lambda event: event.type == "registry.award_recorded"),
        (Way.DECISION, "05/QĐ-LĐLĐ", lambda event: event.data.get("number") == "05/QĐ-LĐLĐ"),
        (Way.PERSON, "k2", lambda event: event.type == "review.decision_signed"),
        (
            Way.CASE,
            OTHER_CASE,
            lambda event: OTHER_CASE in (event.subject, *event.data.get("agenda", ()), *_listed(event)),
        ),
        (Way.ACTOR, "nobody", lambda event: False),
    ],
)  # fmt: skip
def test_every_way_gives_all_its_leaves_in_order_page_by_page(
    desk: Desk, season: list[Envelope], way: Way, value: str, is_asked: Any
) -> None:
    """Pages of two: no leaf is passed over, none comes twice, none that was not asked for."""
    assert [one.event_id for one in walk(desk, Asked(way, value))] == ids([one for one in season if is_asked(one)])


def test_a_period_takes_its_first_moment_and_leaves_its_last(desk: Desk, season: list[Envelope]) -> None:
    asked = Asked(Way.ACTOR, SECRETARY.subject, season[2].time, season[5].time)

    assert [one.event_id for one in walk(desk, asked)] == ids(season[2:5])


def test_a_walk_tells_one_tree_whatever_is_heard_meanwhile(desk: Desk) -> None:
    """An event of an earlier time that arrives between two pages does not shift them."""
    speakers = Speakers()
    late, *rest = [speakers.say(f"c{number}", submitted(f"c{number}")) for number in range(5)]
    hear(desk, rest)
    with desk.database.reading() as tx:
        first = page_of_records(tx, Asked(), cursor=None, limit=2)
    hear(desk, [late])
    with desk.database.reading() as tx:
        second = page_of_records(tx, Asked(), cursor=first.next, limit=9)
        anew = page_of_records(tx, Asked(), cursor=None, limit=9)

    assert [one.event_id for one in (*first.items, *second.items)] == ids(rest)
    assert (first.size, second.size, anew.size) == (4, 4, 5)
    assert [one.event_id for one in anew.items] == ids([late, *rest])


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "WzEsICJub3QgYSB0aW1lIiwgMl0"])
def test_a_foreign_cursor_is_refused(desk: Desk, season: list[Envelope], cursor: str) -> None:
    with desk.database.reading() as tx, pytest.raises(InvalidInput):
        page_of_records(tx, Asked(), cursor=cursor, limit=2)


def test_a_person_has_all_nominations_the_refused_one_too(desk: Desk, season: list[Envelope]) -> None:
    with desk.database.reading() as tx:
        found = nominations_of(tx, KEY)

    assert [(one.case_id, one.standing.state) for one in found.nominations] == [
        (CASE, CaseState.PUBLISHED), (OTHER_CASE, CaseState.NOT_AWARDED),
    ]  # fmt: skip


def test_a_withdrawn_draft_stays_with_the_person(desk: Desk) -> None:
    gone = nomination.DraftWithdrawn(
        case=CASE, unit=UNIT.id, nominee_key="k7", reason="Thôi", from_state=CaseState.DRAFT
    )
    hear(desk, [Speakers().say(CASE, gone)])

    with desk.database.reading() as tx:
        found = nominations_of(tx, "k7")

    assert [(one.case_id, one.standing.state) for one in found.nominations] == [(CASE, CaseState.WITHDRAWN)]


def test_two_keys_ruled_to_be_one_person_are_told_together_until_ruled_apart(desk: Desk) -> None:
    speakers = Speakers()
    ruled = nomination.IdentityRuled(
        case=CASE, other_case=OTHER_CASE, nominee_key="k1", other_key="k2", are_same=True, is_from_above=True,
        weight=93, reason="Cùng số bảo hiểm",
    )  # fmt: skip
    one = speakers.say(CASE, of_person(submitted(), "k1"))
    other = speakers.say(OTHER_CASE, of_person(submitted(OTHER_CASE), "k2"))
    hear(desk, [one, other, speakers.say("i1", ruled)])
    with desk.database.reading() as tx:
        together = nominations_of(tx, "k2")
    hear(desk, [speakers.say("i1", replace(ruled, are_same=False))])
    with desk.database.reading() as tx:
        apart = nominations_of(tx, "k2")

    assert together.keys == ("k2", "k1")
    assert {one.case_id for one in together.nominations} == {CASE, OTHER_CASE}
    assert apart.keys == ("k2",)
    assert [one.are_same for one in apart.rulings] == [True, False]


@pytest.mark.parametrize("first", [True, False])
def test_whom_a_hold_means_joins_and_parts_no_keys(desk: Desk, first: bool) -> None:
    """It is of one hold; under its key stand other people's nominations."""
    speakers = Speakers()
    ruled = nomination.IdentityRuled(
        case=CASE, other_case=OTHER_CASE, nominee_key="k1", other_key="k2", are_same=first, is_from_above=True,
        weight=93, reason="Cùng số bảo hiểm",
    )  # fmt: skip
    of_hold = replace(ruled, other_case="h1", are_same=not first, person="m1", other_person="m2")
    hear(desk, [speakers.say(CASE, of_person(submitted(), "k1")), speakers.say("i1", ruled)])
    hear(desk, [speakers.say("i2", of_hold)])

    with desk.database.reading() as tx:
        found = nominations_of(tx, "k1")
    assert found.keys == (("k1", "k2") if first else ("k1",))
    assert len(found.rulings) == 2


def test_an_award_leads_to_everything_it_rests_on(desk: Desk, season: list[Envelope]) -> None:
    with desk.database.reading() as tx:
        assert case_of_award(tx, "a1") == case_of_award(tx, "HY-2026-BK-0001") == CASE
        found = origin_of_case(tx, CASE)
        with pytest.raises(NoSuchAward):
            case_of_award(tx, "a2")

    assert [one.event_id for one in found.register] == [season[9].id]
    (decision,) = found.decisions
    assert decision.said["number"] == "05/QĐ-LĐLĐ"
    # The other line of the list is somebody else's.
    assert [item["case"] for item in decision.said["items"]] == [CASE]
    assert decision.said["lines"] == 2
    (sitting,) = found.sittings
    assert sitting.vote is not None
    assert (sitting.session, sitting.vote.said["tally"]["yes"]) == ("s1", 8)
    assert [one.type for one in found.letters] == ["nomination.submitted", "review.stage_passed"]
    assert [one.said["version"] for one in found.versions] == [1]
    assert [one.said["rule"] for one in found.evaluations] == ["G01", "P05", "P05", "P05"]


def test_a_number_that_two_bodies_gave_leads_to_nobody(desk: Desk, tmp_path: Path) -> None:
    """Each numbers its certificates from 1 in each year; the ids of the awards tell them apart."""
    of_another = replace(award_recorded(), award_id="a9", case=OTHER_CASE, decision="d9", number="01/QĐ-CĐ")
    speakers = Speakers()
    hear(desk, [*a_season(speakers), speakers.say("a9", of_another, SIGNER)])

    with desk.database.reading() as tx:
        with pytest.raises(AwardAmbiguous, match=r"2 awards bear the number HY-2026-BK-0001; .*: a1, a9"):
            case_of_award(tx, "HY-2026-BK-0001")
        assert (case_of_award(tx, "a1"), case_of_award(tx, "a9")) == (CASE, OTHER_CASE)
    auditor = bearer(tmp_path, "kiem", Role.AUDITOR, "ldld-hung-yen")
    told = build_app(desk).test_client().get("/api/audit/v1/origin?award=HY-2026-BK-0001", headers=auditor)
    assert (told.status_code, told.json["code"]) == (409, "audit.award_ambiguous")
    with desk.database.reading() as tx:
        assert tx.execute(select(looked.c.record).where(looked.c.actor == "kiem")).all() == []


def test_a_decision_leads_to_each_line_of_its_list(desk: Desk, season: list[Envelope]) -> None:
    with desk.database.reading() as tx:
        first = origins_of_decision(tx, "05/QĐ-LĐLĐ", cursor=None, limit=1)
        second = origins_of_decision(tx, "d1", cursor=first.next, limit=1)
        with pytest.raises(NoSuchDecision):
            origins_of_decision(tx, "06/QĐ-LĐLĐ", cursor=None, limit=1)

    assert [one.case_id for one in (*first.items, *second.items)] == [CASE, OTHER_CASE]
    assert second.next is None


def test_a_case_is_told_as_it_stood(desk: Desk, season: list[Envelope]) -> None:
    def at(event: Envelope) -> Standing:
        with desk.database.reading() as tx:
            return case_at(tx, CASE, event.time).standing

    before = season[0].time - timedelta(seconds=1)
    with desk.database.reading() as tx:
        assert case_at(tx, CASE, before).standing == Standing()
    states = [at(season[number]).state for number in (0, 2, 3, 5, 6, 8, 9)]
    assert states == [
        CaseState.SUBMITTED, CaseState.RECEIVED, CaseState.STAGE_PASSED, CaseState.COUNCIL_QUEUE,
        CaseState.COUNCIL_VOTED, CaseState.AWARDED, CaseState.PUBLISHED,
    ]  # fmt: skip
    assert at(season[2]).due_on == "2026-08-20"
    assert (at(season[0]).version, at(season[0]).policy) == (1, "p1")


def test_two_moments_differ_in_what_changed_and_nothing_else(desk: Desk) -> None:
    speakers = Speakers()
    first = submitted()
    sent = speakers.say(CASE, first, HEAD)
    mended = replace(first.dossier, achievement="Sáng kiến", year=2025)
    again = nomination.Resubmitted(
        case=CASE, dossier=mended, version=2, sent_at=MORNING, changed=("achievement", "year"), answers=(),
        evaluations=(),
    )  # fmt: skip
    more = speakers.say(CASE, again, HEAD)
    hear(desk, [sent, more])

    with desk.database.reading() as tx:
        found = compare_moments(tx, CASE, sent.time, more.time)
        same = compare_moments(tx, CASE, more.time, more.time)

    assert {one.at: (one.before, one.after) for one in found.differences} == {
        "version": (1, 2), "dossier.year": (2026, 2025), "dossier.achievement": ("…", "Sáng kiến"),
    }  # fmt: skip
    assert [one.event_id for one in found.chapters] == [more.id]
    assert (same.differences, same.chapters) == ((), ())


def test_a_removed_or_forged_mark_is_named(desk: Desk, season: list[Envelope]) -> None:
    """Otherwise a person's refused nomination, or a rule's verdict, could be hidden from whoever asks."""
    with desk.database.reading() as tx:
        assert verify(tx, now=datetime.now(UTC)).is_intact
        leaf_of = {one.event_id: one.index for one in page_of_records(tx, Asked(), cursor=None, limit=50).items}
    hidden, forged = leaf_of[season[10].id], leaf_of[season[3].id]
    with desk.database.transaction() as tx:
        tx.execute(delete(LeafMark).where(LeafMark.kind == "person", LeafMark.leaf == hidden))
        tx.execute(update(LeafMark).where(LeafMark.kind == "rule", LeafMark.leaf == forged).values(mark="P99"))
    with desk.database.reading() as tx:
        faults = verify(tx, now=datetime.now(UTC)).faults

    assert {fault.leaf for fault in faults} == {hidden, forged}


def test_marks_hold_no_name(desk: Desk, season: list[Envelope]) -> None:
    with desk.database.reading() as tx:
        kept = " ".join(tx.scalars(select(LeafMark.mark)))

    assert KEY in kept
    assert not any(word in kept for word in ("Hương", "Đức", "1984", "Trần"))


@pytest.mark.parametrize(
    "data", [{"items": ["x", 3]}, {"evaluations": {"rule": "G01"}}, {"dossier": []}, {"rules": [None]}, {"receipt": ""}]
)
def test_marks_are_read_of_nothing_that_is_not_as_events_are(data: dict[str, Any]) -> None:
    assert marks_of(data) == ()


def test_marks_are_read_once_each() -> None:
    assert marks_of(data_of(award_recorded())) == (
        (MarkKind.PERSON, KEY), (MarkKind.AWARD, "a1"), (MarkKind.AWARD, "HY-2026-BK-0001"),
        (MarkKind.DECISION, "d1"), (MarkKind.DECISION, "05/QĐ-LĐLĐ"),
    )  # fmt: skip


def test_over_http_auditors_trace_and_others_are_refused(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    client = build_app(desk).test_client()
    auditor = bearer(tmp_path, "kiem", Role.AUDITOR, "ldld-hung-yen")
    paths = (
        f"/records?actor={HEAD.subject}", f"/cases/{CASE}/origin", "/origin?award=a1", "/origins?decision=d1",
        f"/persons/{KEY}", f"/cases/{CASE}/state?at=2026-08-03T02:03:00Z",
        f"/cases/{CASE}/differences?from=2026-08-03T02:00:00Z&to=2026-08-04T00:00:00Z",
    )  # fmt: skip
    for path in paths:
        told = client.get(f"/api/audit/v1{path}", headers=auditor)
        assert told.status_code == 200, (path, told.json)
        refused = client.get(f"/api/audit/v1{path}", headers=bearer(tmp_path, "x", OFFICER.role, UNIT.id))
        assert refused.status_code == 403
    page = client.get("/api/audit/v1/records?rule=P05&limit=1", headers=auditor).json
    assert (len(page["items"]), page["size"]) == (1, len(season))
    assert "body" not in page["items"][0]
    both = client.get("/api/audit/v1/records?rule=P05&actor=x", headers=auditor)
    assert both.status_code == 422
    assert client.get("/api/audit/v1/persons/nobody", headers=auditor).status_code == 404
    stood = client.get("/api/audit/v1" + paths[5], headers=auditor).json
    assert stood["standing"]["state"] == "received"


def test_a_day_alone_is_the_whole_of_it(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    """As for `explanation?as_of`: how a case stood on a day is how it stood when that ended."""
    client = build_app(desk).test_client()
    auditor = bearer(tmp_path, "kiem", Role.AUDITOR, "ldld-hung-yen")

    def told(path: str) -> Any:
        return client.get(f"/api/audit/v1{path}", headers=auditor).json

    last = max(one.time for one in season)
    day = f"{last.astimezone(VIETNAM):%Y-%m-%d}"
    at_the_end = told(f"/cases/{CASE}/state?at={last.isoformat().replace('+00:00', 'Z')}")["standing"]
    assert told(f"/cases/{CASE}/state?at={day}")["standing"] == at_the_end
    first = f"{min(one.time for one in season).astimezone(VIETNAM):%Y-%m-%d}"
    changed = told(f"/cases/{CASE}/differences?from={first}&to={day}")
    of_it = told(f"/records?case={CASE}&limit=200")["items"]
    assert [one["index"] for one in changed["events"]] == [one["index"] for one in of_it]
    assert len(told(f"/records?from={first}&to={day}&limit=200")["items"]) == len(season)
    assert told(f"/records?from={first}&to={first}&limit=200")["items"] != []


def test_whose_nominations_an_auditor_was_shown_over_http_is_on_record(
    desk: Desk, tmp_path: Path, season: list[Envelope]
) -> None:
    client = build_app(desk).test_client()
    auditor = bearer(tmp_path, "kiem", Role.AUDITOR, "ldld-hung-yen")
    for path in (f"/persons/{KEY}", "/origin?award=a1", f"/records?person={KEY}", "/records?rule=P05"):
        assert client.get(f"/api/audit/v1{path}", headers=auditor).status_code == 200

    with desk.database.reading() as tx:
        looks = tx.execute(select(looked.c.view, looked.c.record).where(looked.c.actor == "kiem")).all()
    assert set(looks) == {
        ("tracing.person", CASE), ("tracing.person", OTHER_CASE), ("tracing.origin_of_award", CASE),
        ("tracing.records", CASE), ("tracing.records", OTHER_CASE),
    }  # fmt: skip


def test_the_command_line_tells_the_same(
    desk: Desk, tmp_path: Path, season: list[Envelope], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")

    def told(*words: str) -> str:
        result = CliRunner().invoke(audit, words)
        assert result.exit_code == 0, result.output
        return result.output

    assert f"#0 03/08/2026 09:01:00 Nộp hồ sơ [{CASE}] – duc" in told("records", "--by", "actor", HEAD.subject)
    by_name = told("person", "--name", "nguyễn thị hương", "--birth", "1984-05-02", "--json")
    assert by_name == told("person", "HY-2026-0002", "--json") == told("person", "HY-2026-BK-0001", "--json")
    assert [one["standing"]["state"] for one in json.loads(by_name)["nominations"]] == ["published", "not_awarded"]
    assert "không được khen thưởng" in told("person", KEY)
    assert "Phiên họp và kết quả biểu quyết" in told("origin", "a1")
    assert json.loads(told("state", "HY-2026-0001", "--at", "2026-08-03T09:03"))["standing"]["state"] == "received"
    changed = told("differences", CASE, "--from", "2026-08-03", "--to", "2026-08-04", "--language", "en")
    assert "published" in changed
    told("records", "--by", "person", KEY)
    with desk.database.reading() as tx:
        looks = tx.execute(select(looked.c.view, looked.c.via, looked.c.role, looked.c.record)).all()
    assert {one.record for one in looks if one.view == "audit.records"} == {CASE, OTHER_CASE}
    assert {("audit.person", "command_line", "operator", one) for one in (CASE, OTHER_CASE)} <= set(looks)
    assert {one.view for one in looks} == {
        "audit.person", "audit.origin", "audit.state", "audit.differences", "audit.records",
    }  # fmt: skip
    wrong = CliRunner().invoke(audit, ["records", "--by", "actor"])
    assert wrong.exit_code == 2


def test_an_unknown_person_is_said_to_be_unknown(desk: Desk) -> None:
    with desk.database.reading() as tx, pytest.raises(NoSuchPerson):
        nominations_of(tx, "k9")
