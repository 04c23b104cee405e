"""Decisions are found by their number without the noughts it is padded with.

Owns: what stands in one column of decisions entered before. Promises: forward only; what a release before this one
enters beside it is found with its noughts. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.registry.rules.register import fold_number

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_decisions = sa.table("decisions", sa.column("id"), sa.column("number"), sa.column("folded_number"))


def upgrade() -> None:
    connection = op.get_bind()
    entered = connection.execute(sa.select(_decisions.c.id, _decisions.c.number, _decisions.c.folded_number)).all()
    rows = [
        {"of": row.id, "folded": folded} for row in entered if (folded := fold_number(row.number)) != row.folded_number
    ]
    if rows:
        of_it = _decisions.c.id == sa.bindparam("of")
        connection.execute(sa.update(_decisions).where(of_it).values(folded_number=sa.bindparam("folded")), rows)
