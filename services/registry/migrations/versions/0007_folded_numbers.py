"""Decisions are found by their number however it is typed.

Owns: one column, its index and what stands in it of decisions entered before. Promises: forward only; a release before
this one leaves it empty, and its decisions are found as they are written. Leaves to others: running it
(`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.registry.rules.register import fold_number

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_decisions = sa.table("decisions", sa.column("id"), sa.column("number"), sa.column("folded_number"))


def upgrade() -> None:
    op.add_column("decisions", sa.Column("folded_number", sa.Text(), nullable=True))
    op.create_index(op.f("ix_decisions_folded_number"), "decisions", ["folded_number"], unique=False)
    connection = op.get_bind()
    entered = connection.execute(sa.select(_decisions.c.id, _decisions.c.number)).all()
    rows = [{"of": row.id, "folded": fold_number(row.number)} for row in entered]
    if rows:
        of_it = _decisions.c.id == sa.bindparam("of")
        connection.execute(sa.update(_decisions).where(of_it).values(folded_number=sa.bindparam("folded")), rows)
