"""Messages get a salt, so that an event can bind their words and tell nothing of them.

Owns: one column. Promises: forward only; messages of the release before have none, and no event binds their words.
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
    op.add_column("notices", sa.Column("salt", sa.String(length=22), nullable=True))
