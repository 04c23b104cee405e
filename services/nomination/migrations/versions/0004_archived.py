"""The day the file of a nomination was closed for retention.

Owns: one column. Promises: forward only; a release before this one leaves it empty. Leaves to others: running it
(`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("nomination", sa.Column("archived_on", sa.Date(), nullable=True))
