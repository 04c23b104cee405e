"""A version keeps by which key the nominee went until it named them otherwise.

Owns: one column and the index by which it is looked up. Promises: forward only; earlier rows have none, as the release
before left a case under the key it was opened with. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("heard_version", sa.Column("former_key", sa.String(length=200), nullable=True))
    op.create_index("ix_heard_version_former_key", "heard_version", ["former_key"], unique=False)
