"""The tables of audit, with those of the house.

Owns: the first schema. Promises: forward only. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.migrations.house_0001 import lay_house_tables
from shared.tables import Instant, RowNumber

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    lay_house_tables()
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "cosignatures",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("witness", sa.String(length=255), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", "witness", name=op.f("pk_cosignatures")),
    )
    op.create_table(
        "leaf_cases",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("leaf", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "leaf", name=op.f("pk_leaf_cases")),
    )
    op.create_index("ix_leaf_cases_leaf", "leaf_cases", ["leaf"], unique=False)
    op.create_table(
        "leaf_marks",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("time", Instant(), nullable=False),
        sa.Column("leaf", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "mark", "time", "leaf", name=op.f("pk_leaf_marks")),
    )
    op.create_index("ix_leaf_marks_leaf", "leaf_marks", ["leaf"], unique=False)
    op.create_table(
        "leaves",
        sa.Column("index", RowNumber, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("chain", sa.String(length=64), nullable=True),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=True),
        sa.Column("time", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=120), nullable=True),
        sa.Column("session", sa.String(length=120), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("correlation", sa.String(length=80), nullable=False),
        sa.Column("causation", sa.String(length=80), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_leaves")),
        sa.UniqueConstraint("event_id", name=op.f("uq_leaves_event_id")),
    )
    op.create_index(
        "ix_leaves_causation",
        "leaves",
        ["causation"],
        unique=False,
        postgresql_where=sa.text("source = 'notification'"),
        sqlite_where=sa.text("source = 'notification'"),
    )
    op.create_index(
        "ix_leaves_subject",
        "leaves",
        ["subject"],
        unique=False,
        postgresql_where=sa.text("case_id IS NULL OR case_id <> subject"),
        sqlite_where=sa.text("case_id IS NULL OR case_id <> subject"),
    )
    op.create_index("ix_leaves_actor", "leaves", ["actor", "time", "index"], unique=False)
    op.create_index("ix_leaves_unit", "leaves", ["unit", "time", "index"], unique=False)
    op.create_index("ix_leaves_time", "leaves", ["time", "index"], unique=False)
    op.create_index(
        "ix_leaves_on_behalf_of",
        "leaves",
        ["on_behalf_of", "time", "index"],
        unique=False,
        postgresql_where=sa.text("on_behalf_of IS NOT NULL"),
        sqlite_where=sa.text("on_behalf_of IS NOT NULL"),
    )
    op.create_index(
        "ix_leaves_session",
        "leaves",
        ["session", "time", "index"],
        unique=False,
        postgresql_where=sa.text("session IS NOT NULL"),
        sqlite_where=sa.text("session IS NOT NULL"),
    )
    op.create_index("ix_leaves_source", "leaves", ["source", "position", "index"], unique=False)
    op.create_table(
        "tile_hashes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_tile_hashes")),
    )
    op.create_table(
        "tree_heads",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_tree_heads")),
    )
    op.create_table(
        "tree_tip",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_tip")),
    )
