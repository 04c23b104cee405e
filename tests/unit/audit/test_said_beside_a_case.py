"""What is said of a case by events that are not its own: sums of votes, erasures, complaints about its decision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from services.audit.actions_pack import make_pack
from services.audit.checkpointing import sign_newest
from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.models import Leaf, LeafCase
from services.audit.queries_records import Asked, Way, page_of_records
from services.audit.queries_trace import Chapter, trace_case
from services.audit.queries_verification import verify
from services.audit.service import DEFINITION
from services.audit.signing import read_public
from shared.clock import wall_now
from shared.db import Database
from shared.desk import Desk
from shared.events import registry_complaints
from shared.events.council import SplitsPooled
from shared.events.envelope import Actor, Envelope
from shared.events.erasure import ErasureAsked, ErasureDeclined, PersonErased
from shared.events.terms import Complainant, ComplaintLevel, ComplaintOutcome, Role
from shared.migrate import migrate, pending
from tests.support.desks import make_desk
from tests.unit.audit.decided import DECISION, decide
from tests.unit.audit.said import CASE, OTHER_CASE, PROVINCE, SECRETARY, Speakers, hear, stage_opened
from tests.unit.audit.test_packs import files_of

ELSEWHERE = "00000000-0000-7000-8000-0000000000c9"
LATER_SESSION = "00000000-0000-7000-8000-0000000000f2"
ERASURE, REFUSED_ERASURE = (f"00000000-0000-7000-8000-0000000000e{number}" for number in (1, 2))
COMPLAINT, OF_AN_AWARD = (f"00000000-0000-7000-8000-0000000000b{number}" for number in (1, 2))
ONE, TWO = Actor("an", Role.ADMINISTRATOR, PROVINCE), Actor("binh", Role.SIGNER, PROVINCE)
ASKED_TYPE, ERASED_TYPE = "nomination.erasure_asked", "nomination.person_erased"
LISTED = [Leaf.metadata.tables[name] for name in ("leaves", "leaf_cases")]
POOLED = SplitsPooled(
    session=LATER_SESSION, body=PROVINCE, cases=(CASE, OTHER_CASE, ELSEWHERE), voters=12, papers=20, yes=15, no=4,
    abstained=1,
)  # fmt: skip
ASKED = ErasureAsked(erasure=ERASURE, basis="erasure_requested", document="Đơn số 12", cases=(CASE,))
ERASED = PersonErased(
    erasure=ERASURE, nominee_key="key-c1", cases=(CASE,), holds=(), basis="erasure_requested", document="Đơn số 12",
    asked_by="an", confirmed_by="binh",
)  # fmt: skip


def lodged(complaint: str, case: str | None) -> registry_complaints.ComplaintLodged:
    return registry_complaints.ComplaintLodged(
        complaint=complaint, level=ComplaintLevel.FIRST, complainant=Complainant.MEMBER, decision=DECISION,
        authority=None, award_id=None if case is None else "a2", case=case, lodged_on=date(2026, 8, 20),
        last_day=date(2026, 11, 1), is_late=False, answer_by=date(2026, 9, 3), basis="Luật Khiếu nại Đ.27",
    )  # fmt: skip


def complained(speakers: Speakers) -> list[Envelope]:
    """About the whole decision, to its end; and about the award of another case."""
    accepted = registry_complaints.ComplaintAccepted(
        complaint=COMPLAINT, case=None, accepted_on=date(2026, 8, 25), settle_by=date(2026, 9, 25), basis="Đ.28"
    )
    settled = registry_complaints.ComplaintSettled(
        complaint=COMPLAINT, case=None, outcome=ComplaintOutcome.KEPT, document="QĐ 9/QĐ-GQKN",
        settled_on=date(2026, 9, 20), settle_by=date(2026, 9, 25), is_late=False,
    )  # fmt: skip
    said = [(COMPLAINT, lodged(COMPLAINT, None)), (COMPLAINT, accepted), (OF_AN_AWARD, lodged(OF_AN_AWARD, OTHER_CASE))]
    return [speakers.say(subject, fact, SECRETARY) for subject, fact in [*said, (COMPLAINT, settled)]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def speakers(desk: Desk) -> Speakers:
    """After a decision about three cases, two of whom it awards."""
    speakers = Speakers()
    decide(desk, speakers)
    return speakers


def told(desk: Desk, case: str, *types: str) -> list[Chapter]:
    with desk.database.reading() as tx:
        return [one for one in trace_case(tx, case).chapters if one.type in types]


def packed(desk: Desk, name: str) -> dict[str, bytes]:
    """The files of a pack its own verifier takes for good."""
    sign_newest(desk)
    with desk.database.reading() as tx:
        archive = make_pack(desk, tx, name).archive
    enclosed.verify(archive, [enclosed.Key(one.vkey()) for one in read_public(desk.settings.ledger_key)], [])
    return files_of(archive)


def shown(files: dict[str, bytes]) -> list[str]:
    """Types of the events that can be read in a pack."""
    return [json.loads(content)["type"] for name, content in sorted(files.items()) if name.startswith("events/")]


def test_a_case_of_an_earlier_session_shows_the_sum_its_split_waited_for(desk: Desk, speakers: Speakers) -> None:
    of_another_session = speakers.say(ELSEWHERE, stage_opened(ELSEWHERE, receipt="HY-2026-0009"))
    hear(desk, [of_another_session, speakers.say(LATER_SESSION, POOLED, SECRETARY)])

    (chapter,) = told(desk, CASE, "review.splits_pooled")
    assert chapter.lines[0].en == "3 cases, 12 members, 20 papers: yes 15, no 4, abstained 1"
    files = packed(desk, DECISION)
    votes = [one["value"] for one in json.loads(files["contents/votes.json"])]
    assert {"yes": 15, "no": 4} in [{name: one.get(name) for name in ("yes", "no")} for one in votes]
    extracts = {one["type"]: one["data"] for one in json.loads(packed(desk, CASE)["extracts.json"])}
    assert extracts["review.splits_pooled"]["cases"] == [CASE]


def test_who_erased_on_which_ground_stands_in_story_and_pack(desk: Desk, speakers: Speakers) -> None:
    declined = ErasureAsked(erasure=REFUSED_ERASURE, basis="consent_withdrawn", document="Đơn số 9", cases=(CASE,))
    no = ErasureDeclined(erasure=REFUSED_ERASURE, reason="Chưa đủ căn cứ")
    said = [speakers.say(REFUSED_ERASURE, declined, ONE), speakers.say(REFUSED_ERASURE, no, TWO)]
    hear(desk, [*said, speakers.say(ERASURE, ASKED, ONE), speakers.say(ERASURE, ERASED, TWO)])

    types = (ASKED_TYPE, "nomination.erasure_declined", ERASED_TYPE)
    chapters = told(desk, CASE, *types)
    assert [one.type for one in chapters] == [types[0], types[1], types[0], types[2]]
    assert [line.en for line in chapters[-1].lines] == [
        "Asked for by an, confirmed by binh", "Ground: the person asks for erasure; by Đơn số 12",
        "1 case(s) of one person",
    ]  # fmt: skip
    assert chapters[-1].lines[1].vi == "Căn cứ: chủ thể dữ liệu yêu cầu xóa; theo Đơn số 12"
    assert chapters[-1].title.vi == "Xóa dữ liệu cá nhân"
    assert told(desk, OTHER_CASE, *types) == []
    assert set(types) <= set(shown(packed(desk, CASE)))


def test_a_complaint_about_a_whole_decision_is_of_each_of_its_cases(desk: Desk, speakers: Speakers) -> None:
    hear(desk, complained(speakers))

    types = tuple(f"registry.complaint_{name}" for name in ("lodged", "accepted", "settled"))
    for case in (CASE, OTHER_CASE):
        chapters = [one for one in told(desk, case, *types) if one.subject == COMPLAINT]
        assert [one.type for one in chapters] == list(types)
    (about,) = [one for one in told(desk, OTHER_CASE, *types) if one.subject == OF_AN_AWARD]
    assert [one.subject for one in told(desk, CASE, *types)] == [COMPLAINT] * 3
    assert about.lines[0].en == "First, by a member, on 2026-08-20; the last day was 2026-11-01"
    assert [line.vi for line in told(desk, CASE, *types)[0].lines[:2]] == [
        "Về toàn bộ quyết định", "Lần đầu, đoàn viên, nộp ngày 20/08/2026, hạn cuối 01/11/2026",
    ]  # fmt: skip
    for subject in (CASE, DECISION):
        assert set(types) <= set(shown(packed(desk, subject)))


def test_whatever_a_complaint_came_to_is_found_by_its_decision(desk: Desk, speakers: Speakers) -> None:
    accepted = registry_complaints.ComplaintAccepted(
        complaint=COMPLAINT, case=None, accepted_on=date(2026, 8, 25), settle_by=date(2026, 9, 25), basis="Đ.28",
        decision=DECISION,
    )  # fmt: skip
    hear(desk, [speakers.say(COMPLAINT, lodged(COMPLAINT, None)), speakers.say(COMPLAINT, accepted)])

    with desk.database.reading() as tx:
        found = page_of_records(tx, Asked(Way.DECISION, DECISION), cursor=None, limit=50)
        assert verify(tx, now=wall_now()).faults == ()
    assert [one.type for one in found.items][-2:] == ["registry.complaint_lodged", "registry.complaint_accepted"]


@pytest.mark.parametrize("names", [(CASE,), (CASE, OTHER_CASE)])
def test_what_was_heard_before_is_listed_as_what_comes(tmp_path: Path, names: tuple[str, ...]) -> None:
    """A ledger of the release before, which read no case out of these events."""
    database = Database(f"sqlite:///{tmp_path}/audit.sqlite")
    migrate(database, "audit", DEFINITION.migrations, DEFINITION.metadata)
    database.close()

    is_brought_forward(make_desk(DEFINITION, tmp_path), names)


def is_brought_forward(desk: Desk, names: tuple[str, ...]) -> None:
    """A migrated ledger that heard such events, put back to the version before and migrated again, is what it was."""
    speakers, erased = Speakers(), replace(ERASED, cases=names)
    decide(desk, speakers)
    hear(desk, [speakers.say(LATER_SESSION, POOLED), speakers.say(ERASURE, ASKED), speakers.say(ERASURE, erased)])
    before = rows(desk)
    as_the_release_before_appends(desk)
    with desk.database.transaction() as tx:
        tx.execute(text("DROP INDEX ix_leaves_type"))
        tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert told(desk, CASE, "review.splits_pooled") == []

    assert pending(desk.database, DEFINITION.migrations) is not None
    migrate(desk.database, "audit", DEFINITION.migrations, DEFINITION.metadata)

    assert rows(desk) == before
    assert len(told(desk, CASE, "review.splits_pooled")) == 1
    with desk.database.reading() as tx:
        assert verify(tx, now=wall_now()).faults == ()


def as_the_release_before_appends(desk: Desk) -> None:
    """Sums and erasures as a process leaves them that reads no case out of these events."""
    late = select(Leaf.index).where(Leaf.type.in_(("review.splits_pooled", ASKED_TYPE, ERASED_TYPE)))
    with desk.database.transaction() as tx:
        tx.execute(delete(LeafCase).where(LeafCase.leaf.in_(late)))
        tx.execute(update(Leaf).where(Leaf.index.in_(late)).values(case_id=None))


@pytest.mark.parametrize("names", [(CASE,), (CASE, OTHER_CASE)])
def test_what_an_old_process_appended_after_the_migration_is_listed_at_the_next_start(
    desk: Desk, speakers: Speakers, names: tuple[str, ...]
) -> None:
    is_listed_at_a_start(desk, speakers, names)


def is_listed_at_a_start(desk: Desk, speakers: Speakers, names: tuple[str, ...]) -> None:
    erased = replace(ERASED, cases=names)
    hear(desk, [speakers.say(LATER_SESSION, POOLED), speakers.say(ERASURE, ASKED), speakers.say(ERASURE, erased)])
    before = rows(desk)
    as_the_release_before_appends(desk)
    with desk.database.reading() as tx:
        assert len(verify(tx, now=wall_now()).faults) == 3

    assert DEFINITION.starts is not None
    DEFINITION.starts(desk)

    assert rows(desk) == before
    with desk.database.reading() as tx:
        assert verify(tx, now=wall_now()).faults == ()
    DEFINITION.starts(desk)
    assert rows(desk) == before


def test_a_start_mends_no_list_somebody_shortened_and_stumbles_over_no_spoilt_body(
    desk: Desk, speakers: Speakers
) -> None:
    hear(desk, [speakers.say(LATER_SESSION, POOLED), speakers.say(ERASURE, ASKED)])
    pooled, asked = (select(Leaf.index).where(Leaf.type == kind) for kind in ("review.splits_pooled", ASKED_TYPE))
    with desk.database.transaction() as tx:
        tx.execute(delete(LeafCase).where(LeafCase.leaf.in_(pooled), LeafCase.case_id == CASE))
        tx.execute(delete(LeafCase).where(LeafCase.leaf.in_(asked)))
        tx.execute(update(Leaf).where(Leaf.index.in_(asked)).values(case_id=None, body="{"))
    before = rows(desk)

    assert DEFINITION.starts is not None
    DEFINITION.starts(desk)

    assert rows(desk) == before


def rows(desk: Desk) -> list[list[str]]:
    """All that stands in leaves and in the cases they are listed for."""
    with desk.database.reading() as tx:
        return [sorted(str(row) for row in tx.execute(select(*table.columns))) for table in LISTED]
