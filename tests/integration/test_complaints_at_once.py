"""Acts about one complaint at the same instant by two replicas, on a real PostgreSQL.

Owns: what needs two transactions that do not see each other. Leaves to others: everything one replica does
(`tests/unit/registry/test_complaints_once.py`, `test_complaints_go_on.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.registry import actions_complaints
from services.registry.actions_complaints import Grievance, Settlement
from services.registry.service import DEFINITION
from shared.clock import office_day
from shared.events.envelope import Actor
from shared.events.terms import Complainant, ComplaintOutcome, Role, Via
from shared.work import Work
from tests.support.desks import make_desk
from tests.support.postgres import PrivatePostgres
from tests.support.together import held_up
from tests.unit.audit.said import PROVINCE
from tests.unit.registry.office import CORRECTION, Office, grievance

SECRETARY = Actor("tuyet", Role.COUNCIL_SECRETARY, PROVINCE)
SIGNER = Actor("bao", Role.SIGNER, PROVINCE)


@pytest.fixture
def office(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[Office]:
    desk = make_desk(DEFINITION, tmp_path, url=postgres.create_database("complaints_at_once"))
    yield Office(desk, tmp_path)
    with desk.database.reading() as tx:
        assert [line for one in DEFINITION.invariants for line in one.violations(tx)] == []
    desk.database.close()
    postgres.drop_database("complaints_at_once")


def beside(office: Office, who: Actor, held: Callable[[Work], Any], other: Callable[[], Any]) -> Any:
    """What became of `other`, which began after `held` was done and before it was committed, and had to wait."""
    with office.desk.working(who, via=Via.API) as work:
        held(work)
        begun = held_up(other)
    return begun.answer()


def lodging(office: Office, asked: dict[str, Any]) -> Callable[[Work], Any]:
    """The act itself, for a transaction that stays open."""
    day = office_day(office.desk.clock.now())
    same = {name: asked[name] for name in ("decision_id", "award_id", "complainant", "content")}
    one = Grievance(
        earlier_id=None, complainant_kind=Complainant.MEMBER, learned_on=day, lodged_on=day, **same
    )
    return lambda work: actions_complaints.lodge(office.desk, work, one)


@pytest.mark.parametrize("award", [{}, {"award_id": None}], ids=["the award", "the whole decision"])
def test_the_same_complaint_twice_at_once_enters_once(office: Office, award: dict[str, Any]) -> None:
    asked = grievance(office.entry(), **award)
    other = beside(
        office, SECRETARY, lodging(office, asked), lambda: office.act(office.secretary, "complaints", asked)
    )
    assert (other.status_code, other.json["code"], office.rows()["complaints"]) == (
        409, "registry.complaint_under_way", 1,
    )  # fmt: skip


def test_a_correction_waits_for_the_settlement_of_a_complaint_and_carries_nothing(office: Office) -> None:
    lodged = office.done(office.secretary, "complaints", grievance(office.entry()))
    taken = office.done(office.secretary, f"complaints/{lodged['id']}/acceptance", seen=1)
    remedy = office.signed(office.secretary, **CORRECTION)
    kept = Settlement(outcome=ComplaintOutcome.KEPT, reason="Quyết định đúng quy định.", document="12/QĐ-GQKN")
    beside(
        office, SIGNER,
        lambda work: actions_complaints.settle(work, lodged["id"], seen=taken["version"], settlement=kept),
        lambda: office.numbered(remedy),
    )  # fmt: skip
    assert [said["complaints"] for said in office.said("registry.award_corrected")] == [[]]
    assert office.entry()["complaints_open"] == 0


def test_who_complains_during_a_correction_complains_about_what_stands_after_it(office: Office) -> None:
    asked, remedy = grievance(office.entry()), office.signed(office.secretary, **CORRECTION)
    beside(office, SECRETARY, lodging(office, asked), lambda: office.numbered(remedy))
    assert (office.entry("corrected")["complaints_open"], office.entry()["complaints_open"]) == (0, 1)
