"""Declarations, waiting splits and their minutes get a salt, so that an event can bind them and tell nothing.

Owns: three columns. Promises: forward only; rows of the release before have none and are bound as far as before.
Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("declaration", "agenda_item", "session_minutes"):
        op.add_column(table, sa.Column("salt", sa.String(length=22), nullable=True))
