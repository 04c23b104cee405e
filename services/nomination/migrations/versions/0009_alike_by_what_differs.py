"""Likenesses are looked up by what differs: whoever bears the name or the birth, not everybody of an award and a year.

Owns: the indexes behind the look for like cases. Promises: forward only; nothing that is told or found changes. Leaves
to others: running it (`shared.migrate`).
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_nomination_name_key", "nomination", ["name_key"], unique=False)
    op.create_index("ix_nomination_birth", "nomination", ["birth"], unique=False)
    # Both held award and year: the look by birth could go by the name's, and read a whole season for each row.
    op.drop_index("ix_nomination_award_year_name_key", table_name="nomination")
    op.drop_index("ix_nomination_award_year_birth", table_name="nomination")
