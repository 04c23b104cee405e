"""By which names an erased person is known again as an author.

Owns: one table. Promises: forward only; erasures of before keep meaning all there is under their key. Leaves to others:
running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_names",
        sa.Column("erasure", sa.String(length=36), nullable=False),
        sa.Column("spoken", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("erasure", "spoken", "unit", name=op.f("pk_erased_names")),
    )
    op.create_index("ix_erased_names_spoken", "erased_names", ["spoken"])
