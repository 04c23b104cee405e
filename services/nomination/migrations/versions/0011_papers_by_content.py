"""Papers are looked up by their content: who else has what is to leave the disk.

Owns: one index. Promises: forward only; nothing that is told or found changes. Leaves to others: running it
(`shared.migrate`).
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_paper_sha256", "paper", ["sha256"])
