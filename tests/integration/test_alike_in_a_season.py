"""A submission looks for like cases among those who bear the name or the birth, however many a season has.

On PostgreSQL, without statistics: a house that has just been set up plans so, and keeps the plan of a connection.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, text

from deploy.services import definition_of
from services.nomination.models import Nomination, Unit
from services.nomination.queries_known import gather
from shared.db import Database
from tests.support.postgres import PrivatePostgres
from tests.support.sparse_rows import sparse_row
from tests.support.stores import fresh_postgres

SEASON = 400
TODAY = date(2026, 8, 3)
_READ = text(
    "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
    " WHERE relname = 'nomination'"
)


def test_whoever_is_asked_about_the_rest_of_the_season_is_not_read(postgres: PrivatePostgres) -> None:
    with fresh_postgres(postgres, "alike") as database:
        definition_of("nomination").metadata.create_all(database.engine)
        _fill(database)
        with database.transaction() as tx:
            asked = [tx.get_one(Nomination, f"case-{number}") for number in (7, 8)]
            before = tx.scalar(_READ)
            known = gather(tx, asked, TODAY)
            read = tx.scalar(_READ) - before

    assert [other.case for other in known["case-7"].others] == ["case-107"]
    assert known["case-8"].others == ()
    assert read < SEASON // 4


def _fill(database: Database) -> None:
    """One award of one year; nobody is like another but cases 7 and 107, born on one day under nearly one name."""
    with database.transaction() as tx:
        tx.execute(insert(Unit.__table__).values(sparse_row(Unit.__table__, id="cdcs", kind="grassroots_union")))
        tx.execute(insert(Nomination.__table__), [_nomination(number) for number in range(SEASON)])


def _nomination(number: int) -> dict[str, Any]:
    same = 7 if number == 107 else number
    return sparse_row(
        Nomination.__table__, id=f"case-{number}", unit_id="cdcs", award="bang_khen", year=2026, state="submitted",
        nominee_key=f"key-{number}", name_key=f"an{number:04}", folded=f"an{number:04}",
        draft={"nominee": {"kind": "individual"}},
        birth=(date(1970, 1, 1) + timedelta(days=9 * same)).isoformat(), receipt=f"VD26-{number}",
    )  # fmt: skip
