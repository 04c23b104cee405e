"""An erasure obeyed by one replica of the register while another does something of the same person: no name stays.

Owns: what needs two transactions that do not see each other, on a real PostgreSQL. Leaves to others: everything one
replica does (`tests/unit/registry/test_authors_erased.py`, `test_one_awardee.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.registry import actions_progress, actions_remedies
from services.registry.actions_entering import enter_later_decision
from services.registry.actions_progress import Author, Made
from services.registry.erasing import erase_person
from services.registry.models import Award
from services.registry.models_after import Remedy
from services.registry.models_progress import InitiativeAuthor
from services.registry.service import DEFINITION
from shared.erasure import ERASED, obey
from shared.events.envelope import Actor
from shared.events.erasure import ErasedName, PersonErased
from shared.events.review_numbers import LaterDecisionNumbered
from shared.events.terms import Block, InitiativeScope, Role, SubjectKind, Via
from shared.names import nominee_key, spoken_key
from shared.work import Work
from tests.support.desks import bearer, make_desk
from tests.support.postgres import PrivatePostgres
from tests.support.together import held_up
from tests.unit.audit.said import PROVINCE, SIGNER, UNIT
from tests.unit.registry.office import API, CORRECTION, Office

NAME, LATTER, BIRTH = "Nguyễn Thị Hương", "Nguyễn Thị Hường Anh", "1984-05-02"
WHY = f"Không có căn cứ: {NAME} ghi đúng."
OFFICER = Actor("lan", Role.GRASSROOTS_OFFICER, UNIT.id)
BAO = Actor("bao", Role.SIGNER, PROVINCE)


def key_of(name: str) -> str:
    return nominee_key(SubjectKind.INDIVIDUAL, name, BIRTH)


@pytest.fixture
def office(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[Office]:
    desk = make_desk(DEFINITION, tmp_path, url=postgres.create_database("erased_at_once"))
    yield Office(desk, tmp_path)
    with desk.database.reading() as tx:
        assert [line for one in DEFINITION.invariants for line in one.violations(tx)] == []
    desk.database.close()
    postgres.drop_database("erased_at_once")


@pytest.fixture
def officer(tmp_path: Path) -> dict[str, str]:
    return bearer(tmp_path, OFFICER.subject, OFFICER.role, OFFICER.unit)


GONE = PersonErased(
    erasure="e1", nominee_key=key_of(NAME), cases=("c1",), holds=(), basis="erasure_requested", document="Đơn 1",
    asked_by="a", confirmed_by="b", names=(ErasedName(spoken=spoken_key(key_of(NAME), NAME)),),
)  # fmt: skip


def erased(office: Office) -> Callable[[], None]:
    """Hears of the erasure, as another replica does."""
    said = office.speakers.say("e1", GONE)
    return lambda: office.hears(said)


@contextmanager
def erasing(office: Office) -> Iterator[None]:
    """The erasure obeyed, and not committed before the end."""
    with office.desk.working(office.desk.own_hand(), via=Via.EVENT) as work:
        obey(work.tx, GONE, office.desk.clock.now(), erase_person)
        yield


@contextmanager
def doing(office: Office, who: Actor, act: Callable[[Work], Any]) -> Iterator[None]:
    with office.desk.working(who, via=Via.API) as work:
        act(work)
        yield


def records(office: Office, *names: str) -> Callable[[Work], Any]:
    made = Made(
        unit=UNIT.id, unit_name="CĐCS", block=Block.PUBLIC_SERVICE, title="Sổ điểm", scope=InitiativeScope.BASE,
        recognised_on=date(2023, 4, 10), recognised_by="Hội đồng",
        authors=[Author(full_name=name, birth=BIRTH) for name in names],
    )  # fmt: skip
    return lambda work: actions_progress.record_initiative(office.desk, work, "gia_lam_2023", made)


def enters(office: Office, officer: dict[str, str], *names: str) -> Callable[[], Any]:
    made = {
        "unit": UNIT.id, "unit_name": "CĐCS", "block": "block_public_service", "title": "Sổ điểm", "scope": "base",
        "recognised_on": "2023-04-10", "recognised_by": "Hội đồng",
        "authors": [{"full_name": name, "birth": BIRTH} for name in names],
    }  # fmt: skip
    return lambda: office.client.post(f"{API}/plans/gia_lam_2023/initiatives", json=made, headers=officer)


def authors(office: Office) -> list[str]:
    with office.desk.database.reading() as tx:
        return list(tx.scalars(select(InitiativeAuthor.name).order_by(InitiativeAuthor.place)))


def declined_because(office: Office) -> str | None:
    with office.desk.database.reading() as tx:
        return tx.scalars(select(Remedy.declined_because)).one()


def numbering(office: Office, remedy: Any) -> Callable[[Work], Any]:
    """The correction takes effect, in a transaction that stays open."""
    said = office.said("registry.later_decision_signed")[-1]
    fact = LaterDecisionNumbered(
        decision=remedy["decision_id"], amends=said["amends"], number="06/QĐ-LĐLĐ", dated=date(2026, 8, 3),
        case=said["case"], document_sha256=said["document_sha256"],
    )  # fmt: skip
    return lambda work: enter_later_decision(work, fact, policy=None)


def test_an_author_entered_during_the_erasure_is_refused(office: Office, officer: dict[str, str]) -> None:
    with erasing(office):
        begun = held_up(enters(office, officer, "Lê Thị An", NAME))
    answer = begun.answer()

    assert (answer.status_code, answer.json["code"], authors(office)) == (409, "person.erased", [])


def test_an_author_entered_before_the_erasure_goes_with_it(office: Office) -> None:
    with doing(office, OFFICER, records(office, "Lê Thị An", NAME)):
        begun = held_up(erased(office))
    begun.answer()

    assert authors(office) == ["Lê Thị An", ERASED]


def test_somebody_else_is_not_waited_for(office: Office, officer: dict[str, str]) -> None:
    with erasing(office):
        assert enters(office, officer, "Lê Thị An")().status_code == 201


def test_what_is_declined_during_the_erasure_keeps_no_reason(office: Office) -> None:
    remedy = office.proposes(office.secretary, **CORRECTION).json["id"]
    with erasing(office):
        begun = held_up(lambda: office.act(office.signer, f"remedies/{remedy}/refusal", {"reason": WHY}, seen=1))
    assert begun.answer().status_code == 200

    assert declined_because(office) == ERASED


def test_what_was_declined_before_the_erasure_keeps_none_either(office: Office) -> None:
    remedy = office.proposes(office.secretary, **CORRECTION).json["id"]
    with doing(office, BAO, lambda work: actions_remedies.decline(work, remedy, seen=1, reason=WHY)):
        begun = held_up(erased(office))
    begun.answer()

    assert declined_because(office) == ERASED


def births(office: Office) -> list[str | None]:
    with office.desk.database.reading() as tx:
        return list(tx.scalars(select(Award.nominee_birth).order_by(Award.entry)))


def test_an_entry_that_a_correction_gave_during_the_erasure_keeps_no_birth(office: Office) -> None:
    remedy = office.signed(office.secretary, **CORRECTION)
    with erasing(office):
        begun = held_up(lambda: office.numbered(remedy))
    begun.answer()

    assert births(office) == [None, None]


def test_nor_does_one_that_it_gave_just_before(office: Office) -> None:
    remedy = office.signed(office.secretary, **CORRECTION)
    with doing(office, SIGNER, numbering(office, remedy)):
        begun = held_up(erased(office))
    begun.answer()

    assert births(office) == [None, None]


def corrected_to_be_erased(office: Office) -> Any:
    """Signed before the person was erased; it takes effect with its number."""
    changes = {"nominee_name": LATTER, "nominee_birth": BIRTH}
    with office.desk.database.transaction() as tx:
        tx.execute(update(Award).values(nominee_birth="1985-05-02"))
    remedy = office.signed(office.secretary, **CORRECTION | {"changes": changes})
    erased(office)()
    return remedy


def test_an_author_under_the_name_a_correction_gives_at_that_moment_is_refused(
    office: Office, officer: dict[str, str]
) -> None:
    remedy = corrected_to_be_erased(office)
    with doing(office, SIGNER, numbering(office, remedy)):
        begun = held_up(enters(office, officer, LATTER))
    assert begun.answer().status_code == 409

    assert authors(office) == []
