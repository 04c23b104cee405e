"""Holds are found by name and year of birth, so that nobody steps out of one by leaving out the day.

Owns: one column, its index and what stands in it of holds entered before. Promises: forward only; a release before this
one leaves it empty, and its holds are found by their own key. A hold keeps no birth, but its key was made of one, which
is found by trying, before anything is locked; one that was lifted is asked for by nobody and keeps none. Leaves to
others: running it (`shared.migrate`).
"""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

from shared.canonical import sha256_hex
from shared.names import fold

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_hold = sa.table(
    "hold", *(sa.column(name) for name in ("id", "nominee_key", "nominee_name", "year_key", "lifted_at"))
)  # fmt: skip
_YEARS = range(1880, 2100)
_FIRST, _LAST = date(1880, 1, 1), date(2099, 12, 31)


def upgrade() -> None:
    connection = op.get_bind()
    standing = sa.select(_hold.c.id, _hold.c.nominee_key, _hold.c.nominee_name).where(_hold.c.lifted_at.is_(None))
    entered = connection.execute(standing).all()
    # A tenth of a second each. Whoever sends a case asks for holds: the table is not held meanwhile.
    rows = [{"of": row.id, "found": _year_key(row.nominee_key, row.nominee_name)} for row in entered]
    op.add_column("hold", sa.Column("year_key", sa.String(length=32), nullable=True))
    if rows:
        of_it = _hold.c.id == sa.bindparam("of")
        connection.execute(sa.update(_hold).where(of_it).values(year_key=sa.bindparam("found")), rows)
    op.create_index(op.f("ix_hold_year_key"), "hold", ["year_key"], unique=False)


def _year_key(key: str, name: str) -> str:
    """Its own where it is of a year, of a collective, or of nobody who can be told."""
    folded = fold(name)
    if key in {_key_of(folded, str(year)) for year in _YEARS}:
        return key
    days = (_FIRST + timedelta(days=number) for number in range((_LAST - _FIRST).days + 1))
    born = next((day for day in days if _key_of(folded, day.isoformat()) == key), None)
    return key if born is None else _key_of(folded, str(born.year))


def _key_of(folded: str, birth: str) -> str:
    """As `shared.names.nominee_key` makes it of a person."""
    return sha256_hex(f"individual|{folded}|{birth}".encode())[:32]
