"""Who goes on with a union that merged or split, and so reads what it is told.

Owns: one table. Promises: forward only; a release before this one knows nothing of it. Leaves to others: running it
(`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_successions",
        sa.Column("union", sa.String(length=80), nullable=False),
        sa.Column("successor", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("union", "successor", name=op.f("pk_known_successions")),
    )
    op.create_index(op.f("ix_known_successions_successor"), "known_successions", ["successor"], unique=False)
