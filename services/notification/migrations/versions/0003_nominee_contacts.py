"""Where nominees are written to after the decision.

Owns: one table. Promises: forward only; a release before this one knows nothing of it. Leaves to others: running it
(`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nominee_contacts",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_nominee_contacts")),
    )
