"""A salt beside every list, for the hash by which an event binds what was read of a workbook.

Owns: one column. Promises: forward only; a release before this one leaves it empty. Leaves to others: giving lists
that stand already theirs (`actions_keeping`), running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("nomination_list", sa.Column("salt", sa.String(length=22), nullable=True))
