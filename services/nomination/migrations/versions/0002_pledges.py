"""Pledges of unions stand beside their plans: a registration says of which kind it is.

Owns: one column. Promises: forward only; a release before this one registers plans, as it always did. Leaves to others:
running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registered_plan", sa.Column("kind", sa.String(length=10), server_default="plan", nullable=False))
