"""Overrides of closed chains that were taken back.

Owns: one table. Promises: forward only; a release before this one leaves it empty, and every override stands. Leaves to
others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.tables import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_override_taken_back",
        sa.Column("override_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_back_by", sa.String(length=120), nullable=False),
        sa.Column("taken_back_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["override_id"], ["chain_override.id"],
            name=op.f("fk_chain_override_taken_back_override_id_chain_override"),
        ),
        sa.PrimaryKeyConstraint("override_id", name=op.f("pk_chain_override_taken_back")),
    )  # fmt: skip
