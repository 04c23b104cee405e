"""Contacts get a salt, so that an event can bind an address and tell nothing of it.

Owns: one column. Promises: forward only; contacts of the release before have none and are bound by no event until they
are changed. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("salt", sa.String(length=22), nullable=True))
