"""A declaration keeps by which key its person goes where a dossier states the year of birth alone.

Owns: one column and the index by which it is looked up. Promises: forward only; earlier rows have none, since a key
does not tell the birth it was made of. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("about_year", sa.String(length=200), nullable=True))
    op.create_index("ix_declaration_about_year", "declaration", ["about_year"], unique=False)
