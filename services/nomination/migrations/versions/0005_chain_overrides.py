"""Chains that an administrator keeps open to a unit.

Owns: one table. Promises: forward only; a release before this one leaves it empty and overrides nothing. Leaves to
others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.tables import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_override",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("chain", sa.String(length=20), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_chain_override_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_override")),
    )
    op.create_index("ix_chain_override_unit_id", "chain_override", ["unit_id"])
