"""An erasure takes authors under every name the register had for the person, and nobody enters them again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.registry.models import Award
from services.registry.models_progress import InitiativeAuthor
from services.registry.service import DEFINITION
from shared.erasure import ERASED
from shared.events.erasure import PersonErased
from shared.events.terms import Role, SubjectKind
from shared.names import nominee_key
from tests.support.comparing import faults_by, said_in
from tests.support.desks import bearer
from tests.unit.registry.office import API, CORRECTION, Office

BIRTH = "02/5/1984"
FORMER, LATTER, OTHER = "Nguyễn Thị Hương", "Nguyễn Thị Hường Anh", "Lê Thị Ánh Tuyết"
LATTER_KEY = nominee_key(SubjectKind.INDIVIDUAL, LATTER, "1984-05-02")
RENAMED: dict[str, Any] = CORRECTION | {"changes": {"nominee_name": LATTER}}


@pytest.fixture
def officer(tmp_path: Path) -> dict[str, str]:
    return bearer(tmp_path, "lan", Role.GRASSROOTS_OFFICER, "thcs")


def enters(office: Office, officer: dict[str, str], *names: str) -> Any:
    made = {
        "unit": "thcs", "unit_name": "CĐCS Trường THCS Cổ Bi", "block": "block_public_service", "title": "Sổ điểm",
        "scope": "base", "recognised_on": "2023-04-10", "recognised_by": "Hội đồng sáng kiến",
        "authors": [{"full_name": name, "birth": BIRTH} for name in names],
    }  # fmt: skip
    return office.client.post(f"{API}/plans/gia_lam_2023/initiatives", json=made, headers=officer)


def is_erased(office: Office, key: str = "k1", *cases: str) -> None:
    gone = PersonErased(
        erasure="e1", nominee_key=key, cases=cases, holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b",
    )  # fmt: skip
    office.hears(office.speakers.say("e1", gone))


def authors(office: Office) -> list[tuple[str, str, str | None]]:
    with office.desk.database.reading() as tx:
        found = tx.execute(
            select(InitiativeAuthor.name, InitiativeAuthor.birth, InitiativeAuthor.key).order_by(InitiativeAuthor.place)
        )
        return [(name, birth, key) for name, birth, key in found]


def faults(office: Office, erased: str = "k1") -> list[str]:
    with office.desk.database.reading() as tx:
        return faults_by(tx, DEFINITION, "initiative_authors", said_in(tx), {erased}, {"c1"})


def test_an_author_under_the_corrected_name_goes_with_the_case(office: Office, officer: dict[str, str]) -> None:
    assert enters(office, officer, LATTER, OTHER).status_code == 201
    office.numbered(office.signed(office.secretary, **RENAMED))
    is_erased(office, "k1", "c1")

    erased, other = authors(office)
    assert erased == (ERASED, "", LATTER_KEY)
    assert other[:2] == (OTHER, "1984-05-02")
    assert faults(office) == []


def test_it_makes_no_difference_which_came_first(office: Office, officer: dict[str, str]) -> None:
    """The correction was signed when the person was erased; it takes effect with its number."""
    assert enters(office, officer, LATTER, OTHER).status_code == 201
    changes = {"nominee_name": LATTER, "nominee_birth": "1984-05-02"}
    with office.desk.database.transaction() as tx:
        tx.execute(update(Award).values(nominee_birth="1985-05-02"))
    remedy = office.signed(office.secretary, **RENAMED | {"changes": changes})
    is_erased(office, "k1", "c1")
    office.numbered(remedy)

    assert [name for name, _, _ in authors(office)] == [ERASED, OTHER]
    assert faults(office) == []


def test_nobody_else_hides_behind_the_corrected_name(office: Office, officer: dict[str, str]) -> None:
    """Emptied without an erasure of the case, the row is named."""
    assert enters(office, officer, LATTER).status_code == 201
    office.numbered(office.signed(office.secretary, **RENAMED))
    with office.desk.database.transaction() as tx:
        author = tx.scalars(select(InitiativeAuthor)).one()
        author.name, author.birth, author.salt = ERASED, "", None
    with office.desk.database.reading() as tx:
        assert len(faults_by(tx, DEFINITION, "initiative_authors", said_in(tx))) == 1


@pytest.mark.parametrize("typed", [LATTER, "NGUYỄN THỊ HƯỜNG ANH", f"Bà {LATTER}"])
def test_who_was_erased_is_not_entered_again(office: Office, officer: dict[str, str], typed: str) -> None:
    is_erased(office, LATTER_KEY)
    answer = enters(office, officer, OTHER, typed)
    assert (answer.status_code, answer.json["code"]) == (409, "person.erased")
    assert [one["at"] for one in answer.json["places"]] == ["authors.1"]
    assert LATTER not in answer.text
    assert authors(office) == []
    assert enters(office, officer, OTHER).status_code == 201


def test_nor_under_the_corrected_name_of_an_erased_case(office: Office, officer: dict[str, str]) -> None:
    office.numbered(office.signed(office.secretary, **RENAMED))
    assert enters(office, officer, OTHER).status_code == 201
    is_erased(office, "k1", "c1")
    assert enters(office, officer, LATTER).json["code"] == "person.erased"
