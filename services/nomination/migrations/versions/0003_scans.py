"""What a virus scanner said of stored files, by their content.

Owns: one table. Promises: forward only; a release before this one leaves it alone, and what it takes in meanwhile is
judged later. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.tables import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_scan",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("scanner", sa.String(length=200), nullable=False),
        sa.Column("scanned_at", Instant(), nullable=False),
        sa.Column("found", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_scan")),
    )
