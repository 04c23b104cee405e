"""Recoveries and complaints remember of which last day was said that it comes near, plans what was said of them.

Owns: four columns and a table. Promises: forward only. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.tables import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("recoveries", "complaints"):
        op.add_column(table, sa.Column("near_due_on", sa.Date(), nullable=True))
        op.add_column(table, sa.Column("near_days", sa.Integer(), nullable=True))
    op.create_table(
        "plan_reminders",
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("about", sa.String(80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "owner", "about", "day", "step", name=op.f("pk_plan_reminders")),
    )
