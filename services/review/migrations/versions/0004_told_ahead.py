"""Sessions know from which day they may vote; answers and written opinions, of which nearness was said.

Owns: five columns. Promises: forward only; a session that was open before asks for no notice of its agenda. Leaves to
others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("council_session", sa.Column("opinions_near_days", sa.Integer(), nullable=True))
    op.add_column("council_session", sa.Column("votes_from", sa.Date(), nullable=True))
    op.add_column("council_session", sa.Column("no_vote_before", sa.Date(), nullable=True))
    op.add_column("objection", sa.Column("near_days", sa.Integer(), nullable=True))
    op.add_column("consultation", sa.Column("near_days", sa.Integer(), nullable=True))
