"""The tables of registry, with those of the house.

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
        "decisions",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("body_name", sa.Text(), nullable=False),
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_number"), "decisions", ["number"], unique=False)
    op.create_table(
        "figures",
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=False),
        sa.Column("snapshot_on", sa.Date(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("initiatives_recognised", sa.Integer(), nullable=True),
        sa.Column("persons_with_initiative", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("plan", "unit", name=op.f("pk_figures")),
    )
    op.create_table(
        "golden_books",
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("body", "year", name=op.f("pk_golden_books")),
    )
    op.create_table(
        "awards",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("decision_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("nominee_key", sa.String(length=80), nullable=False),
        sa.Column("nominee_kind", sa.String(length=20), nullable=False),
        sa.Column("nominee_name", sa.Text(), nullable=False),
        sa.Column("nominee_birth", sa.String(length=10), nullable=True),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("is_direct_worker", sa.Boolean(), nullable=True),
        sa.Column("is_leader", sa.Boolean(), nullable=True),
        sa.Column("unit_id", sa.String(length=80), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("folded_unit", sa.Text(), nullable=False),
        sa.Column("unit_block", sa.String(length=40), nullable=False),
        sa.Column("award_code", sa.String(length=80), nullable=False),
        sa.Column("award_name_vi", sa.Text(), nullable=False),
        sa.Column("award_name_en", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("bonus", sa.Integer(), nullable=True),
        sa.Column("certificate", sa.String(length=40), nullable=False),
        sa.Column("presented_on", sa.Date(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_awards_decision_id_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("case_id", name=op.f("uq_awards_case_id")),
    )
    op.create_index(op.f("ix_awards_decision_id"), "awards", ["decision_id"], unique=False)
    op.create_index(op.f("ix_awards_nominee_key"), "awards", ["nominee_key"], unique=False)
    op.create_index(op.f("ix_awards_plan"), "awards", ["plan"], unique=False)
    op.create_index("ix_awards_sort_key_id", "awards", ["sort_key", "id"], unique=False)
    op.create_index(op.f("ix_awards_unit_id"), "awards", ["unit_id"], unique=False)
