"""Lists sent at the same moment, of two units that name the same people, or one list twice: one case each, and nobody
waits in a ring."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.nomination.actions_drafts import new_paper
from services.nomination.actions_lists import RowOutcome, import_list, record_meeting, submit_rows
from services.nomination.actions_submission import submit_many
from services.nomination.actions_units import register_unit
from services.nomination.intake import ReadList
from services.nomination.models import Claim
from services.nomination.paper_store import PDF, KeptFile
from services.nomination.queries import progress_of_list
from services.nomination.service import DEFINITION
from shared.desk import Desk
from shared.events.dossier import Dossier, Minutes, Nominee
from shared.events.envelope import Actor
from shared.events.terms import AwardType, Block, PaperKind, Role, Sex, SubjectKind, TaskRating, UnitKind, Via
from tests.support.desks import make_desk
from tests.support.dossiers import FULL_PAPERS
from tests.support.logs import data_said
from tests.support.postgres import PrivatePostgres

PEOPLE = 40
UNITS = ("cdcs-mot", "cdcs-hai")
SINCE = date(2020, 1, 1)


@pytest.fixture
def desk(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path, url=postgres.create_database("lists_at_once"))
    administrator = Actor("quan-tri", Role.ADMINISTRATOR, "tinh")
    with made.working(administrator, via=Via.API) as work:
        register_unit(made, work, unit_id="tinh", name="LĐLĐ tỉnh", kind=UnitKind.PROVINCIAL, valid_from=SINCE)
        for unit in UNITS:
            register_unit(
                made, work, unit_id=unit, name=unit, kind=UnitKind.GRASSROOTS, block=Block.ENTERPRISE, parent="tinh",
                valid_from=SINCE,
            )  # fmt: skip
    yield made
    made.database.close()
    postgres.drop_database("lists_at_once")


def officer(unit: str) -> Actor:
    return Actor(f"can-bo@{unit}", Role.GRASSROOTS_OFFICER, unit)


def dossier(number: int, unit: str) -> Dossier:
    nominee = Nominee(
        key="", kind=SubjectKind.INDIVIDUAL, full_name="Nguyễn Thị Hương", birth=f"{1960 + number}-02-03",
        sex=Sex.FEMALE, position="Công nhân", workplace="Tổ May 3", is_direct_worker=True, is_leader=False,
    )  # fmt: skip
    return Dossier(
        award="merit_cert_federation", award_type=AwardType.MERIT, year=2026, nominee=nominee,
        achievement=f"Việc {number} ở {unit}", achieved_from=date(2026, 1, 5), achieved_to=date(2026, 6, 30),
        task_rating=TaskRating.EXCELLENT,
    )  # fmt: skip


def ready_list(desk: Desk, unit: str, numbers: list[int]) -> str:
    rows = tuple((row, dossier(number, unit)) for row, number in enumerate(numbers, start=2))
    with desk.working(officer(unit), via=Via.LIST) as work:
        read = ReadList(sha256="0" * 64, good=rows, faulty=())
        kept, _ = import_list(desk, work, plan="hung_yen_2026", file_name="ds.xlsx", read=read)
        for kind in FULL_PAPERS:
            file = KeptFile(f"{kind}.pdf", PDF, 9_000, "0" * 64)
            new_paper(work, kind=PaperKind(kind), kept=file, list_id=kept.id)
        minutes = Minutes(held_on=date(2026, 7, 20), members=9, present=9, yes=9, no=0, is_signed=True)
        record_meeting(desk, work, kept.id, seen=None, minutes=minutes, rows_in_letter=len(rows))
    return kept.id


def test_two_lists_naming_the_same_people_in_opposite_order_make_one_case_each(desk: Desk) -> None:
    numbers = list(range(PEOPLE))
    lists = {UNITS[0]: ready_list(desk, UNITS[0], numbers), UNITS[1]: ready_list(desk, UNITS[1], numbers[::-1])}
    told: dict[str, list[RowOutcome]] = {}
    gate = threading.Barrier(2)

    def send(unit: str) -> None:
        gate.wait()
        told[unit] = list(submit_rows(desk, lists[unit], lambda: desk.working(officer(unit), via=Via.LIST)))

    senders = [threading.Thread(target=send, args=(unit,)) for unit in UNITS]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    outcomes = [outcome for unit in UNITS for outcome in told[unit]]
    sent = [outcome for outcome in outcomes if outcome.outcome == "submitted"]
    refused = [outcome for outcome in outcomes if outcome.outcome == "refused"]
    assert (len(sent), len(refused)) == (PEOPLE, PEOPLE)
    assert {finding.rule for outcome in refused for finding in outcome.findings} == {"G06"}
    with desk.database.reading() as tx:
        # A case holds its award and its achievement; whoever came second holds nothing.
        assert tx.scalar(select(func.count(Claim.case_id.distinct()))) == PEOPLE
        assert tx.scalar(select(func.count(Claim.nominee_key.distinct()))) == PEOPLE
        assert set(tx.scalars(select(Claim.case_id))) == {outcome.nomination for outcome in sent}
        assert [line for invariant in DEFINITION.invariants for line in invariant.violations(tx)] == []


def test_a_list_sent_twice_at_once_skips_what_the_other_sent(desk: Desk) -> None:
    """No row is refused, in no answer and on no record, for having gone up."""
    at = ready_list(desk, UNITS[0], list(range(PEOPLE)))
    drafts = drafts_of(desk, at)
    told: list[RowOutcome] = []
    begin = partial(desk.working, officer(UNITS[0]), via=Via.LIST)

    other = threading.Thread(target=lambda: told.extend(submit_rows(desk, at, begin)))
    with begin() as work:
        sent = submit_many(desk, work, drafts)
        other.start()
        other.join(timeout=1)
        assert other.is_alive(), "it did not wait for the other"
    other.join()

    receipts = [one.nomination and one.nomination.receipt for one in sent]
    assert [(one.nomination, one.outcome, one.code) for one in told] == (
        [(draft, "skipped", "nomination.not_draft") for draft in drafts]
    )
    assert [one.receipt for one in told] == receipts
    assert None not in receipts
    with desk.database.reading() as tx:
        assert data_said(tx, "nomination.command_refused") == []


def drafts_of(desk: Desk, at: str) -> list[str]:
    with desk.database.reading() as tx:
        return [row.id for row in progress_of_list(tx, at)]
