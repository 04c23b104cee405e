"""Holds that an earlier release entered: found by name and year of birth as well, once the database was migrated."""

from __future__ import annotations

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from services.nomination.models import Hold
from services.nomination.service import DEFINITION
from shared.events.terms import SubjectKind
from shared.names import nominee_key
from tests.unit.nomination.house import House
from tests.unit.nomination.test_holds_meet import DAY, NAME, YEAR, entered, g08, sent

PERSON, TEAM = SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE


def migrated(house: House, **keys: str) -> dict[str, str | None]:
    """What 0012 makes of holds on `NAME` under these keys, by id."""
    script = ScriptDirectory(str(DEFINITION.migrations)).get_revision("0012")
    assert script is not None
    with house.desk.database.transaction() as tx:
        tx.execute(text("DROP INDEX ix_hold_year_key"))
        tx.execute(text("ALTER TABLE hold DROP COLUMN year_key"))
        for id, key in keys.items():
            tx.execute(
                text("INSERT INTO hold (id, nominee_key, nominee_name, kind, document, entered_by, entered_at)"
                     " VALUES (:id, :key, :name, 'complaint', 'Đơn 8', 'a', '2026-08-01 00:00:00')"),
                {"id": id, "key": key, "name": NAME},
            )  # fmt: skip
        with Operations.context(MigrationContext.configure(tx.connection())):
            script.module.upgrade()
        found = tx.execute(text("SELECT id, year_key FROM hold")).all()
    return {id: key for id, key in found}


def test_a_hold_that_was_lifted_keeps_none(house: House) -> None:
    """Nobody asks for it, and each costs a tenth of a second of whoever upgrades."""
    with house.desk.database.transaction() as tx:
        tx.execute(
            text("INSERT INTO hold (id, nominee_key, nominee_name, kind, document, entered_by, entered_at, lifted_at)"
                 " VALUES ('lifted', :key, :name, 'complaint', 'Đơn 7', 'a', '2026-08-01 00:00:00', '2026-08-02')"),
            {"key": nominee_key(PERSON, NAME, DAY), "name": NAME},
        )  # fmt: skip
    assert migrated(house, day=nominee_key(PERSON, NAME, DAY)) == {
        "lifted": None, "day": nominee_key(PERSON, NAME, YEAR),
    }  # fmt: skip


def test_what_a_key_was_made_of_is_found_again(house: House) -> None:
    of_year = nominee_key(PERSON, NAME, YEAR)
    team, of_nobody = nominee_key(TEAM, NAME, None, within="cdcs-minh-anh"), nominee_key(PERSON, NAME, None)
    leap = nominee_key(PERSON, NAME, "1984-02-29")

    assert migrated(
        house, day=nominee_key(PERSON, NAME, DAY), leap=leap, year=of_year, team=team, nobody=of_nobody
    ) == {"day": of_year, "leap": of_year, "year": of_year, "team": team, "nobody": of_nobody}


def test_a_hold_of_before_meets_who_states_the_year_alone(house: House) -> None:
    is_brought_forward(house)


def is_brought_forward(house: House) -> None:
    migrated(house, old=nominee_key(PERSON, NAME, DAY))
    sent(house, birth=YEAR)

    assert g08(house)["facts"]["is_perhaps_a_namesakes"] is True


@pytest.mark.parametrize(("stated", "verdict"), [(DAY, "fails"), (YEAR, "holds")])
def test_one_an_older_process_enters_beside_this_release_is_found_by_its_key(
    house: House, stated: str, verdict: str
) -> None:
    entered(house)
    with house.work() as work:
        work.tx.query(Hold).update({"year_key": None})
    sent(house, birth=stated)

    assert g08(house)["verdict"] == verdict
