"""An index of the few leaves an older process may have left without their cases, so that each start finds them.

Owns: that index. Promises: forward only. Leaves to others: listing them (`services.audit.actions_listing`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MAY_BE_UNLISTED = (
    "case_id IS NULL AND type IN ('review.splits_pooled', 'nomination.erasure_asked', 'nomination.person_erased')"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("SET LOCAL statement_timeout = 0"))
    where = sa.text(_MAY_BE_UNLISTED)
    op.create_index("ix_leaves_type", "leaves", ["type"], unique=False, postgresql_where=where, sqlite_where=where)
