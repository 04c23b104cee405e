"""Unions of the tree by name and block, so that who stated no figures can be named.

Owns: two columns. Promises: forward only; a release before this one leaves them empty, and who it heard of is not asked
for figures. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("known_unions", sa.Column("name", sa.Text(), nullable=True))
    op.add_column("known_unions", sa.Column("block", sa.String(length=40), nullable=True))
