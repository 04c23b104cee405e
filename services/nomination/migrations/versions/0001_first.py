"""The tables of nomination, with those of the house.

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
    _lay_council_tables()
    op.create_table(
        "erased_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_erased_file")),
    )
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("nominee_key", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
    )
    op.create_index("ix_erasure_request_nominee_key", "erasure_request", ["nominee_key"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("nominee_key", sa.String(length=32), nullable=False),
        sa.Column("nominee_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("lifted_by", sa.String(length=120), nullable=True),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lift_document", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(op.f("ix_hold_nominee_key"), "hold", ["nominee_key"], unique=False)
    op.create_table(
        "policy_activation",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("governs_from", sa.Date(), nullable=False),
        sa.Column("decided_from", sa.Date(), nullable=False),
        sa.Column("rulebook", sa.String(length=60), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("activated_by", sa.String(length=120), nullable=False),
        sa.Column("activated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "number", "governs_from", name=op.f("pk_policy_activation")),
    )
    op.create_table(
        "known_award",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("nominee_key", sa.String(length=32), nullable=False),
        sa.Column("nominee_name", sa.String(length=200), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("award", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_award")),
    )
    op.create_index(op.f("ix_known_award_case_id"), "known_award", ["case_id"], unique=False)
    op.create_index(op.f("ix_known_award_nominee_key"), "known_award", ["nominee_key"], unique=False)
    op.create_table(
        "known_report",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("report", sa.String(length=80), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_report")),
    )
    op.create_index(op.f("ix_known_report_unit"), "known_report", ["unit"], unique=False)
    op.create_table(
        "nomination_list",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("successor_id", sa.String(length=60), nullable=True),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("meeting", sa.JSON(), nullable=True),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_list")),
        sa.UniqueConstraint("unit_id", "plan", "file_sha256", name=op.f("uq_nomination_list_unit_id_plan_file_sha256")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("block", sa.String(length=30), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_folded"), "unit", ["folded"], unique=False)
    op.create_table(
        "nomination",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("successor_id", sa.String(length=60), nullable=True),
        sa.Column("drafted_at", sa.String(length=60), nullable=True),
        sa.Column("list_id", sa.String(length=36), nullable=True),
        sa.Column("list_row", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("award", sa.String(length=60), nullable=False),
        sa.Column("award_type", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("nominee_key", sa.String(length=32), nullable=False),
        sa.Column("nominee_name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("name_order", sa.String(length=800), nullable=False),
        sa.Column("birth", sa.String(length=10), nullable=True),
        sa.Column("achievement_key", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=True),
        sa.Column("submitted_by", sa.String(length=120), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=True),
        sa.Column("road", sa.JSON(), nullable=True),
        sa.Column("dossier_version", sa.Integer(), nullable=False),
        sa.Column("must_hold", sa.Boolean(), nullable=False),
        sa.Column("stage_index", sa.Integer(), nullable=True),
        sa.Column("stage_kind", sa.String(length=20), nullable=True),
        sa.Column("holder", sa.String(length=60), nullable=True),
        sa.Column("holder_name", sa.String(length=200), nullable=True),
        sa.Column("held_since", Instant(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("return_items", sa.JSON(), nullable=True),
        sa.Column("withdrawal_asked_at", Instant(), nullable=True),
        sa.Column("decision_number", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["nomination_list.id"], name=op.f("fk_nomination_list_id_nomination_list")
        ),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_nomination_successor_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_nomination_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("receipt", name=op.f("uq_nomination_receipt")),
    )
    op.create_index("ix_nomination_award_year_birth", "nomination", ["award", "year", "birth"], unique=False)
    op.create_index("ix_nomination_award_year_name_key", "nomination", ["award", "year", "name_key"], unique=False)
    op.create_index(op.f("ix_nomination_list_id"), "nomination", ["list_id"], unique=False)
    op.create_index(op.f("ix_nomination_nominee_key"), "nomination", ["nominee_key"], unique=False)
    op.create_index(op.f("ix_nomination_state"), "nomination", ["state"], unique=False)
    op.create_index("ix_nomination_successor_id_id", "nomination", ["successor_id", "id"], unique=False)
    op.create_index("ix_nomination_unit_id_id", "nomination", ["unit_id", "id"], unique=False)
    op.create_table(
        "unit_succession",
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("successor_id", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("unit_valid_to", sa.Date(), nullable=True),
        sa.Column("ordered_by", sa.String(length=120), nullable=False),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_unit_succession_successor_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_succession_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "number", "successor_id", name=op.f("pk_unit_succession")),
    )
    op.create_index(op.f("ix_unit_succession_successor_id"), "unit_succession", ["successor_id"], unique=False)
    op.create_table(
        "succession_taken_back",
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("ordered_by", sa.String(length=120), nullable=False),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_succession_taken_back_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "number", name=op.f("pk_succession_taken_back")),
    )
    op.create_table(
        "unit_parent",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("parent_id", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_parent_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_parent_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_parent")),
    )
    op.create_index(op.f("ix_unit_parent_unit_id"), "unit_parent", ["unit_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("nominee_key", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=160), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["nomination.id"], name=op.f("fk_claim_case_id_nomination")),
        sa.PrimaryKeyConstraint("nominee_key", "what", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_case_id"), "claim", ["case_id"], unique=False)
    op.create_table(
        "quota_account",
        sa.Column("id", sa.String(length=250), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_account")),
    )
    op.create_table(
        "quota_place",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=250), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["quota_account.id"], name=op.f("fk_quota_place_account_id_quota_account")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["nomination.id"], name=op.f("fk_quota_place_case_id_nomination")),
        sa.PrimaryKeyConstraint("case_id", "account_id", name=op.f("pk_quota_place")),
    )
    op.create_index(op.f("ix_quota_place_account_id"), "quota_place", ["account_id"], unique=False)
    op.create_table(
        "identity_ruling",
        sa.Column("one", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("are_same", sa.Boolean(), nullable=False),
        sa.Column("is_from_above", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ruled_by", sa.String(length=120), nullable=False),
        sa.Column("ruled_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_identity_ruling")),
    )
    op.create_table(
        "dossier_version",
        sa.Column("nomination_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("sent_by", sa.String(length=120), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("dossier_sha256", sa.String(length=64), nullable=False),
        sa.Column("dossier", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_dossier_version_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("nomination_id", "number", name=op.f("pk_dossier_version")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("nomination_id", sa.String(length=36), nullable=True),
        sa.Column("list_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_readable", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["nomination_list.id"], name=op.f("fk_paper_list_id_nomination_list")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_paper_nomination_id_nomination")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_list_id"), "paper", ["list_id"], unique=False)
    op.create_index(op.f("ix_paper_nomination_id"), "paper", ["nomination_id"], unique=False)
    _lay_launch_tables()


def _lay_launch_tables() -> None:
    op.create_table(
        "launch",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.String(length=60), nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("is_pilot", sa.Boolean(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.Column("launched_by", sa.String(length=120), nullable=False),
        sa.Column("launched_at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("end_document", sa.String(length=200), nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["unit.id"], name=op.f("fk_launch_owner_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_launch_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch")),
    )
    op.create_index("ix_launch_plan_movement_unit_id", "launch", ["plan", "movement", "unit_id"], unique=False)
    op.create_index("ix_launch_unit_id_id", "launch", ["unit_id", "id"], unique=False)
    op.create_table(
        "registered_plan",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.String(length=60), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("registered_with", sa.JSON(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.Column("registered_by", sa.String(length=120), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_registered_plan_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_plan")),
        sa.UniqueConstraint("plan", "unit_id", "number", name=op.f("uq_registered_plan_plan_unit_id_number")),
    )


def _lay_council_tables() -> None:
    op.create_table(
        "council_seat",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "member", name=op.f("pk_council_seat")),
    )
    op.create_table(
        "council_case",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "case_id", name=op.f("pk_council_case")),
    )
    op.create_index(op.f("ix_council_case_case_id"), "council_case", ["case_id"], unique=False)
    op.create_table(
        "council_kept_out",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=120), nullable=False),
        sa.Column("decided", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "case_id", "member", name=op.f("pk_council_kept_out")),
    )
    op.create_index(op.f("ix_council_kept_out_case_id"), "council_kept_out", ["case_id"], unique=False)
