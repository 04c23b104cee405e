"""A stage remembers of which last day was said that it comes near.

Owns: two columns. Promises: forward only; a release before this one leaves them empty and reminds nobody. Leaves to
others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stage_run", sa.Column("near_due_on", sa.Date(), nullable=True))
    op.add_column("stage_run", sa.Column("near_days", sa.Integer(), nullable=True))
