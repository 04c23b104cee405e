"""Nominations change in place: no index holds their state, and pages keep room for the next version of a row.

Owns: one index less, the filling of one table. Promises: forward only; nothing that is told or found changes. Leaves to
others: running it (`shared.migrate`).
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Each event of review changed the state, and with it an entry in all nine indexes of the row.
    op.drop_index(op.f("ix_nomination_state"), table_name="nomination")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE nomination SET (fillfactor = 60)")
