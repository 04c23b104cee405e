"""Figures have a name in events; births and authors of initiatives a salt, so that an event can bind them.

Owns: four columns. Promises: forward only; rows of the release before have none of them and are bound by no event.
Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("figures", sa.Column("id", sa.String(length=80), nullable=True))
    op.add_column("awards", sa.Column("salt", sa.String(length=22), nullable=True))
    op.add_column("initiative_authors", sa.Column("key_salt", sa.String(length=22), nullable=True))
    op.add_column("initiative_authors", sa.Column("salt", sa.String(length=22), nullable=True))
