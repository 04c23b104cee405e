"""Which union lodged a complaint itself.

Owns: one column. Promises: forward only; of complaints lodged before, who lodged them reads them. Leaves to others:
running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaints", sa.Column("lodged_unit", sa.String(length=80), nullable=True))
