"""Files of cases that never became an award and are closed for retention.

Owns: one table. Promises: forward only; a release before this one leaves it empty and archives nothing. Leaves to
others: running it (`shared.migrate`).
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
        "archived_case",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("is_unverified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_archived_case_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_archived_case")),
    )
