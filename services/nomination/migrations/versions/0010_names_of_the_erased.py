"""Which records a request to erase means, and by which names an erased person is known again.

Owns: three columns and one table. Promises: forward only; requests and erasures of before keep meaning all there is
under their key. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("cases", "holds", "standing"):
        op.add_column("erasure_request", sa.Column(name, sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "erased_name",
        sa.Column("erasure", sa.String(length=36), nullable=False),
        sa.Column("spoken", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("erasure", "spoken", "unit", name=op.f("pk_erased_name")),
    )
    op.create_index("ix_erased_name_spoken", "erased_name", ["spoken"])
