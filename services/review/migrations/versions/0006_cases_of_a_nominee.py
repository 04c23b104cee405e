"""Whether somebody won before is looked up by the nominee, not among every case of the award.

Owns: the index behind that look (M07). Promises: forward only; nothing that is told or found changes. Leaves to
others: running it (`shared.migrate`).
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_file_nominee_key_year", "case_file", ["nominee_key", "year"], unique=False)
