"""A decision is found by its number however it is typed: marks, case, blanks, lookalikes, dashes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select, text

from services.registry.models import Decision
from services.registry.rules.register import fold_as_written, fold_number
from services.registry.service import DEFINITION
from shared.db import Database
from shared.migrate import migrate
from tests.support.comparing import faults_of, tamper
from tests.support.desks import make_desk
from tests.unit.registry.office import API, CORRECTION, Office

TYPED = (
    "05/QĐ-LĐLĐ", "05/qđ-lđlđ", "05/QD-LDLD", "05/QÐ-LÐLÐ", " 05/QĐ-LĐLĐ ", "05 / QĐ - LĐLĐ", "05/QĐ–LĐLĐ",
    "05/QĐ-LĐLĐ\u200b", "5/QĐ-LĐLĐ", "5/qd-ldld", "005/QĐ-LĐLĐ",
)  # fmt: skip


def found(office: Office, number: str) -> tuple[list[str], list[str]]:
    """What the public finds: numbers of decisions, and of awards."""
    decisions = office.client.get(f"{API}/public/decisions/{quote(number)}")
    awards = office.client.get(f"{API}/public/awards", query_string={"decision": number}).json["items"]
    listed = decisions.json if decisions.status_code == 200 else []
    return [one["number"] for one in listed], [one["decision_number"] for one in awards]


@pytest.mark.parametrize("typed", TYPED)
def test_a_number_is_found_however_it_is_typed(office: Office, typed: str) -> None:
    assert found(office, typed) == (["05/QĐ-LĐLĐ"], ["05/QĐ-LĐLĐ"])
    officers = office.client.get(f"{API}/awards", query_string={"decision": typed}, headers=office.signer).json
    assert [one["number"] for one in officers["items"]] == ["05/QĐ-LĐLĐ"]


@pytest.mark.parametrize("typed", ["50/QĐ-LĐLĐ", "05/QĐ", "05", " ", "06/QĐ-LĐLĐ", "05/QĐ-LĐLĐ/x", "/QĐ-LĐLĐ"])
def test_another_number_finds_nothing(office: Office, typed: str) -> None:
    assert found(office, typed)[0] == []
    assert typed == " " or found(office, typed)[1] == []


def test_a_later_decision_is_found_the_same_way(office: Office) -> None:
    office.numbered(office.signed(office.secretary, **CORRECTION))
    assert found(office, "06/qd-ldld") == (["06/QĐ-LĐLĐ"], ["06/QĐ-LĐLĐ"])


def test_what_a_release_before_enters_while_it_goes_on_beside_is_found_as_it_is_written(office: Office) -> None:
    tamper(office.desk, "UPDATE decisions SET folded_number = NULL")
    assert found(office, "05/QĐ-LĐLĐ") == (["05/QĐ-LĐLĐ"], ["05/QĐ-LĐLĐ"])
    assert [one for one in faults_of(office.desk, DEFINITION, "decisions") if "folded" in one] == []


def test_so_is_what_the_release_before_folded_with_its_noughts(office: Office) -> None:
    tamper(office.desk, "UPDATE decisions SET folded_number = '05/qd-ldld'")
    assert found(office, "05/qd–ldld") == (["05/QĐ-LĐLĐ"], ["05/QĐ-LĐLĐ"])
    assert [one for one in faults_of(office.desk, DEFINITION, "decisions") if "folded" in one] == []


@pytest.mark.parametrize(
    ("number", "folded"),
    [("05/QĐ-LĐLĐ", "5/qd-ldld"), ("100/QĐ-LĐLĐ", "100/qd-ldld"), ("QĐ 007/2026", "qd7/2026"), ("0/QĐ", "0/qd"),
     ("1520/QĐ-TLĐ-05", "1520/qd-tld-05"), ("Không số", "khongso")],
)  # fmt: skip
def test_only_the_noughts_a_number_is_padded_with_go(number: str, folded: str) -> None:
    assert fold_number(number) == folded


def test_a_decision_hidden_from_the_search_is_named(office: Office) -> None:
    with office.desk.database.reading() as tx:
        told = DEFINITION.told.within["decisions"]
        number = tx.scalars(select(Decision.number)).one()
    right, wrong = (fold_number(number), fold_as_written(number), None), ("99/qd-ldld", "005/qd-ldld", "")
    for folded, named in (*((one, []) for one in right), *((one, ["folded_number"]) for one in wrong)):
        assert told({"number": number, "folded_number": folded}) == named


def migrated_anew(directory: Path, *back: str) -> Office:
    """A migrated database, put back to a revision before with its rows, and migrated again."""
    url = f"sqlite:///{directory}/migrated.sqlite"
    database = Database(url)
    migrate(database, "registry", DEFINITION.migrations, DEFINITION.metadata)
    office = Office(make_desk(DEFINITION, directory, url=url), directory)
    with database.transaction() as tx:
        for statement in back:
            tx.execute(text(statement))
    migrate(database, "registry", DEFINITION.migrations, DEFINITION.metadata)
    database.close()
    return office


def test_decisions_entered_before_are_found_once_it_is_migrated(tmp_path: Path) -> None:
    office = migrated_anew(
        tmp_path,
        "ALTER TABLE complaints DROP COLUMN lodged_unit",
        "DROP TABLE erased_names",
        "DROP INDEX ix_decisions_folded_number",
        "ALTER TABLE decisions DROP COLUMN folded_number",
        "UPDATE alembic_version SET version_num = '0006'",
    )
    assert found(office, "05/qd-ldld") == (["05/QĐ-LĐLĐ"], ["05/QĐ-LĐLĐ"])


def test_what_was_folded_with_its_noughts_is_folded_anew(tmp_path: Path) -> None:
    office = migrated_anew(
        tmp_path,
        "ALTER TABLE complaints DROP COLUMN lodged_unit",
        "UPDATE decisions SET folded_number = '05/qd-ldld'",
        "UPDATE alembic_version SET version_num = '0008'",
    )
    assert found(office, "5/qd-ldld") == (["05/QĐ-LĐLĐ"], ["05/QĐ-LĐLĐ"])
