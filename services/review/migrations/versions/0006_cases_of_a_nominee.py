"""Whether somebody won before is looked up by the nominee, not among every case of the award.

Owns: the indexes behind that look (M07). Promises: forward only; nothing that is told or found changes. Leaves to
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
    op.create_index("ix_case_file_plan", "case_file", ["plan"], unique=False)
    # It held the award: without statistics the look for winners could go by it, and read every case of the award.
    op.drop_index("ix_case_file_plan_award", table_name="case_file")
