"""When it was said of an award that it should have been handed over by now.

Owns: one column, and the index of those that wait. Promises: forward only; a release before this one leaves it empty
and says nothing. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.tables import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("awards", sa.Column("late_said_at", Instant(), nullable=True))
    waiting = sa.text("presented_on IS NULL AND late_said_at IS NULL")
    op.create_index(
        "ix_awards_waiting", "awards", ["decision_id"], postgresql_where=waiting, sqlite_where=waiting
    )
