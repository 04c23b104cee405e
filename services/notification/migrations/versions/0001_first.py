"""The tables of notification, with those of the house.

Owns: the first schema. Promises: forward only. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.migrations.house_0001 import lay_house_tables
from shared.tables import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    lay_house_tables()
    op.create_table(
        "case_cards",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("receipt", sa.String(length=80), nullable=False),
        sa.Column("award", sa.String(length=80), nullable=False),
        sa.Column("area_body", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_cards")),
    )
    op.create_table(
        "contacts",
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_unit", "contacts", ["unit"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=160), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("correlation", sa.String(length=80), nullable=False),
        sa.Column("circle", sa.String(length=20), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("read_by", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("recipient", "channel", "occasion", name=op.f("uq_notices_recipient_channel_occasion")),
    )
    op.create_index(op.f("ix_notices_case_id"), "notices", ["case_id"], unique=False)
    op.create_index("ix_notices_recipient_channel_id", "notices", ["recipient", "channel", "id"], unique=False)
    op.create_index(
        "ix_notices_unsent",
        "notices",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('waiting', 'sending')"),
        sqlite_where=sa.text("status IN ('waiting', 'sending')"),
    )
    op.create_table(
        "session_cards",
        sa.Column("session_id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_cards")),
    )
