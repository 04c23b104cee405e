"""Whatever order review and the register are heard in beside each other, the proposer sees the same in the end.

What the register says is what a register said; review's streams are made by hand, each of what meets in one row.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from services.nomination.service import DEFINITION
from services.registry.service import DEFINITION as REGISTRY
from shared.desk import Desk
from shared.events import council, review, review_clocks
from shared.events.dossier import SuccessorUnit
from shared.events.envelope import GENESIS, Envelope
from shared.events.migration import CaseMoved
from shared.events.registry_progress import ReportReceived, ReportWithdrawn
from shared.events.terms import BallotMode, CaseState, HoldKind
from shared.ids import new_id
from shared.words import Words
from tests.support.desks import make_desk
from tests.support.interleaving import (
    DEALS,
    Batches,
    Rows,
    deliver,
    differing,
    heard_by,
    interleaved,
    rows_of,
)
from tests.support.logs import events_said
from tests.unit.audit.said import TALLY, Speakers
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, House
from tests.unit.nomination.test_consumers import UNIT, UPPER, recorded, returned
from tests.unit.nomination.test_mergers import (
    MERGED,
    ROAD,
    awarded,
    drafts_pass,
    merge,
    passed,
    places_pass,
    second_heir,
)
from tests.unit.nomination.test_quotas import drafted, refused, sent, withdrawn
from tests.unit.registry.office import CORRECTION, TODAY, Office

ANOTHER = "cdcs-det-may"
COMMON: dict[str, Any] = {"unit": UNIT, "step": UPPER}


@pytest.fixture(scope="module")
def began(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Envelope]]:
    """The database of a house that has sent five cases and prepared a sixth, and all it is going to hear."""
    house = House(tmp_path_factory.mktemp("house"))
    house.limit(6)
    second_heir(house)
    cases = sent(house, 0, 1, 2, 3, 4)
    drafted(house, 5)
    for union, successor, day in ((MINH_ANH, PHU_CU, "2026-08-02"), (PHU_CU, ANOTHER, "2026-08-03")):
        assert merge(house, union, successor=successor, valid_from=day).status_code == 200
    log = heard_by("nomination", [*of_review(house, cases), *of_the_register(tmp_path_factory.mktemp("office"), cases)])
    with house.desk.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.desk.database.close()
    return house.directory / "nomination.sqlite", log


def of_review(house: House, cases: Sequence[str]) -> list[Envelope]:
    """Streams of review that meet in a row with each other or with the register's."""
    decided, moves, kept, dismissed, gone = cases
    to_other = SuccessorUnit(id=ANOTHER, name="CĐCS Dệt may số 2")
    speakers = Speakers()
    said = [speakers.say(decided, fact) for fact in a_long_road(decided)]
    said += [speakers.say(moves, fact) for fact in (passed(house, moves), awarded(moves))]
    said += [
        speakers.say(PLAN, drafts_pass()),
        speakers.say(kept, awarded(kept)),
        speakers.say(kept, places_pass(kept)),
    ]
    # The union that followed is followed in turn, by what it was sent itself and by what it went on with.
    said += [speakers.say(case, replace(places_pass(case, to=to_other), from_unit=MERGED)) for case in (moves, kept)]
    said += [speakers.say(PLAN, replace(drafts_pass(to=to_other), unit=PHU_CU))]
    said += [speakers.say(dismissed, refused(dismissed)), speakers.say(gone, withdrawn(gone))]
    for session in ("s1", "s2"):
        said += [speakers.say(session, fact) for fact in a_session(session, [decided, kept])]
    return said


def a_long_road(case: str) -> list[Any]:
    """Everything that leaves a day, a reason or a place behind, to the award."""
    words = Words("Hội đồng đã biểu quyết.", "The council has voted.")
    common = COMMON | {"case": case}
    return [
        review.Received(**common, due_on=date(2026, 8, 20), evaluations=()),
        returned(case),
        review.Resumed(**common, version=2, due_on=date(2026, 8, 25)),
        review.Held(**common, kind=HoldKind.DENUNCIATION, document="Đơn 12", from_state=CaseState.SUBMITTED),
        review.Released(**common, document="KL 05", to_state=CaseState.SUBMITTED, due_on=date(2026, 8, 28)),
        review_clocks.DeadlineExtended(
            **common, reason="Xác minh", was_due_on=date(2026, 8, 28), due_on=date(2026, 9, 4), working_days=5
        ),
        moved_by_reform(case),
        review.NoticePublished(**common, where="Cổng", published_on=date(2026, 8, 5), until=date(2026, 8, 15)),
        review_clocks.ObjectionLodged(**common, objection="o-1", answer_by=date(2026, 9, 11)),
        review_clocks.ObjectionSettled(
            **common, objection="o-1", is_founded=False, finding="Không có căn cứ", until=date(2026, 9, 25)
        ),
        review.Queued(**common, session="s1", evaluations=()),
        review.CouncilVoted(**common, session="s1", tally=TALLY, evaluations=()),
        review.WithdrawalDeclined(**common, words=words),
        review.SentForSignature(**common, session="s1"),
        awarded(case),
    ]


def moved_by_reform(case: str) -> CaseMoved:
    """Another road, the same union."""
    return CaseMoved(
        case=case, from_unit=UNIT, unit=UNIT, migration="m-0", from_step=UPPER, step=UPPER,
        to_state=CaseState.RECEIVED, road=ROAD, from_policy="0" * 64, policy="1" * 64, due_on=date(2026, 9, 8),
        reason="Sắp xếp", document="QĐ 1", is_back=False,
    )  # fmt: skip


def a_session(session: str, agenda: Sequence[str]) -> list[Any]:
    recused = {"session": session, "case": agenda[0], "member": "m1", "ground": "kin"}
    return [
        review.SessionOpened(
            session=session,
            council="hd",
            body="ldld",
            agenda=tuple(agenda),
            mode=BallotMode.SECRET,
            members=("m1", "m2"),
        ),
        council.MemberRecused(**recused, decided="proposed"),
        council.RecusalDecided(**recused, decided="lifted" if session == "s1" else "stands", reason="Đã xét"),
    ]


def of_the_register(directory: Path, cases: Sequence[str]) -> list[Envelope]:
    """What a register says of an award that is handed over, corrected, handed over again and cancelled; and more."""
    office = Office(make_desk(REGISTRY, directory), directory, case=cases[0])
    for number, remedy in (("06/QĐ-LĐLĐ", CORRECTION), ("07/QĐ-LĐLĐ", {})):
        entry, handing_over = office.entry(), {"presented_on": TODAY, "occasion": "Lễ tuyên dương"}
        office.done(office.secretary, f"awards/{entry['id']}/present", handing_over, seen=entry["version"])
        office.numbered(office.signed(office.head, **remedy), number)
    with office.desk.database.reading() as tx:
        said = events_said(tx)
    reported = ReportReceived(
        receipt="r-1", plan=PLAN, report="year", unit=UNIT.id, period="2026", received_on=date(2026, 8, 1),
        last_day=None, is_late=False,
    )  # fmt: skip
    withdrawn = ReportWithdrawn(
        receipt="r-2", plan=PLAN, report="year", unit=UNIT.id, period="2025", reason="Ghi nhầm kỳ báo cáo."
    )
    speakers = Speakers()
    wrong = [speakers.say("r-2", replace(reported, receipt="r-2", period="2025")), speakers.say("r-2", withdrawn)]
    more = [speakers.say("r-1", reported), speakers.say("a-2", replace(recorded(cases[2], "k2"), award_id="a-2"))]
    return [
        *(event.placed(at, GENESIS) for at, event in enumerate(said, 1)),
        *(replace(one, id=new_id()) for one in (*wrong, *more)),
    ]


@contextmanager
def begun_again(database: Path) -> Iterator[Desk]:
    with TemporaryDirectory() as directory:
        shutil.copy(database, directory)
        desk = make_desk(DEFINITION, Path(directory))
        yield desk
        desk.database.close()


def after(database: Path, batches: Batches) -> Rows:
    with begun_again(database) as desk:
        deliver(desk, batches)
        with desk.database.reading() as tx:
            broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
        assert broken == []
        return rows_of(desk)


@pytest.fixture(scope="module")
def in_order(began: tuple[Path, list[Envelope]]) -> Rows:
    """As a house sees it that hears every service's word at once and by itself."""
    database, log = began
    return after(database, [[event] for event in log])


def test_the_log_has_what_it_is_meant_to_have(began: tuple[Path, list[Envelope]], in_order: Rows) -> None:
    """Or nothing would be shown by its orders."""
    states = Counter(dict(row)["state"] for row in in_order["nomination"].elements())
    assert states == {"cancelled": 1, "awarded": 1, "published": 1, "not_awarded": 1, "withdrawn": 1, "draft": 1}
    [draft] = [dict(row) for row in in_order["nomination"].elements() if dict(row)["state"] == "draft"]
    assert draft["unit_id"] == ANOTHER
    assert {dict(row)["id"] for row in in_order["known_award"].elements()} == {"a-2"}
    held = Counter(dict(row)["account_id"].rpartition("|")[2] for row in in_order["quota_place"].elements())
    assert held == {ANOTHER: 2}
    assert all(in_order[table] for table in ("known_report", "council_seat", "council_case", "council_kept_out"))


@pytest.mark.parametrize("deal", DEALS)
def test_rows_do_not_depend_on_the_order_of_streams(
    began: tuple[Path, list[Envelope]], in_order: Rows, deal: int
) -> None:
    database, log = began
    assert differing(after(database, interleaved(log, deal)), in_order) == {}
