"""The first tables of review: those every service has, cases and stages, councils and decisions.

Forward only. Generated from the models; from now on the models follow the migrations.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.migrations.house_0001 import lay_house_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    lay_house_tables()
    op.create_table(
        "cancelled_award",
        sa.Column("decision", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("decision", name=op.f("pk_cancelled_award")),
    )
    op.create_index(op.f("ix_cancelled_award_case_id"), "cancelled_award", ["case_id"], unique=False)
    op.create_table(
        "ended_union",
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_ended_union")),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("receipt", sa.String(length=60), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=True),
        sa.Column("award", sa.String(length=60), nullable=False),
        sa.Column("award_type", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_simplified", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("unit_name", sa.String(length=300), nullable=False),
        sa.Column("unit_block", sa.String(length=30), nullable=False),
        sa.Column("successor_id", sa.String(length=60), nullable=True),
        sa.Column("successor_name", sa.String(length=300), nullable=True),
        sa.Column("nominee_key", sa.String(length=200), nullable=False),
        sa.Column("nominee_name", sa.String(length=300), nullable=False),
        sa.Column("nominee_folded", sa.String(length=300), nullable=False),
        sa.Column("nominee_kind", sa.String(length=20), nullable=False),
        sa.Column("nominee_birth", sa.String(length=10), nullable=True),
        sa.Column("is_direct_worker", sa.Boolean(), nullable=True),
        sa.Column("is_leader", sa.Boolean(), nullable=True),
        sa.Column("subject_unit", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stage_index", sa.Integer(), nullable=False),
        sa.Column("stage_kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=False),
        sa.Column("body_name", sa.String(length=300), nullable=False),
        sa.Column("road", sa.JSON(), nullable=False),
        sa.Column("dossier", sa.JSON(), nullable=False),
        sa.Column("dossier_version", sa.Integer(), nullable=False),
        sa.Column("dossier_sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=120), nullable=False),
        sa.Column("sent_up_by", sa.String(length=120), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=120), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("clock_stopped_on", sa.Date(), nullable=True),
        sa.Column("hold_kind", sa.String(length=20), nullable=True),
        sa.Column("hold_document", sa.String(length=300), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resume_state", sa.String(length=20), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("return_items", sa.JSON(), nullable=True),
        sa.Column("return_due_on", sa.Date(), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=True),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("decision_id", sa.String(length=36), nullable=True),
        sa.Column("submission_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("receipt", name=op.f("uq_case_file_receipt")),
    )
    op.create_index("ix_case_file_body_state", "case_file", ["body", "state"], unique=False)
    op.create_index("ix_case_file_decision_id", "case_file", ["decision_id"], unique=False)
    op.create_index("ix_case_file_submission_id", "case_file", ["submission_id"], unique=False)
    op.create_index("ix_case_file_due_on", "case_file", ["due_on"], unique=False)
    op.create_index("ix_case_file_plan_award", "case_file", ["plan", "award"], unique=False)
    op.create_index("ix_case_file_return_due_on", "case_file", ["return_due_on"], unique=False)
    op.create_index("ix_case_file_session_id", "case_file", ["session_id"], unique=False)
    op.create_index("ix_case_file_successor_id", "case_file", ["successor_id"], unique=False)
    op.create_index("ix_case_file_unit", "case_file", ["unit"], unique=False)
    op.create_table(
        "council",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("chair", sa.String(length=120), nullable=False),
        sa.Column("secretary", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
    )
    op.create_index(op.f("ix_council_body"), "council", ["body"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("body_name", sa.String(length=300), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("printed", sa.String(length=60), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("body", "type", "year", "number", name=op.f("uq_decision_body_type_year_number")),
    )
    op.create_table(
        "number_register",
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("body", "type", "year", name=op.f("pk_number_register")),
    )
    op.create_table(
        "case_comment",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("stage_index", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_comment_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_comment")),
    )
    op.create_table(
        "consultation",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("consulted", sa.String(length=300), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("answer_document", sa.String(length=300), nullable=True),
        sa.Column("recorded_by", sa.String(length=120), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_said_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consultation_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_consultation")),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("lodged_by", sa.String(length=120), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("settled_by", sa.String(length=120), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("is_said_late", sa.Boolean(), nullable=False),
        sa.Column("is_founded", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_objection_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_case_id"), "objection", ["case_id"], unique=False)
    op.create_table(
        "deadline_extension",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage_index", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("was_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_deadline_extension_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_deadline_extension")),
    )
    op.create_table(
        "heard_version",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=120), nullable=False),
        sa.Column("dossier_sha256", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_heard_version_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_heard_version")),
    )
    op.create_table(
        "council_member",
        sa.Column("council_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_member_council_id_council")),
        sa.PrimaryKeyConstraint("council_id", "member", name=op.f("pk_council_member")),
    )
    op.create_table(
        "council_session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("council_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voting_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=True),
        sa.Column("adjourned_for", sa.Text(), nullable=True),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_session_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_session")),
    )
    op.create_index(op.f("ix_council_session_body"), "council_session", ["body"], unique=False)
    op.create_index(op.f("ix_council_session_council_id"), "council_session", ["council_id"], unique=False)
    op.create_table(
        "decision_item",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("bonus", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_decision_item_case_id_case_file")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_item_decision_id_decision")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_decision_item")),
    )
    op.create_index(op.f("ix_decision_item_decision_id"), "decision_item", ["decision_id"], unique=False)
    op.create_table(
        "evaluation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_index", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("consequence", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("words_vi", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("unverified", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("dossier_version", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_evaluation_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    op.create_index("ix_evaluation_case_id_id", "evaluation", ["case_id", "id"], unique=False)
    op.create_index("ix_evaluation_rule", "evaluation", ["rule"], unique=False)
    op.create_table(
        "public_notice",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("runs_from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_public_notice_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_public_notice")),
    )
    op.create_table(
        "stage_run",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("stage_index", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=False),
        sa.Column("body_name", sa.String(length=300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.String(length=120), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_by", sa.String(length=120), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("minutes", sa.String(length=300), nullable=True),
        sa.Column("warning_reason", sa.Text(), nullable=True),
        sa.Column("missed_due_on", sa.Date(), nullable=True),
        sa.Column("missed_return_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_stage_run_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "stage_index", name=op.f("pk_stage_run")),
    )
    op.create_index("ix_stage_run_body_case_id", "stage_run", ["body", "case_id"], unique=False)
    op.create_table(
        "transition",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=120), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("stage_index", sa.Integer(), nullable=False),
        sa.Column("stage_kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=True),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_transition_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_transition")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("law", sa.JSON(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("pooled_in", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_agenda_item_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_agenda_item_session_id_council_session")
        ),
        sa.ForeignKeyConstraint(
            ["pooled_in"], ["council_session.id"], name=op.f("fk_agenda_item_pooled_in_council_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "case_id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_agenda_item_session_id_number")),
    )
    op.create_index("ix_agenda_item_case_id", "agenda_item", ["case_id"], unique=False)
    op.create_table(
        "ballot_paper",
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("receipt", name=op.f("pk_ballot_paper")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballot_paper_session_id", "ballot_paper", ["session_id"], unique=False)
    op.create_table(
        "pooled_split",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_pooled_split_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_pooled_split")),
    )
    op.create_table(
        "decision_session",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_session_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_decision_session_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("decision_id", "session_id", name=op.f("pk_decision_session")),
    )
    op.create_index(op.f("ix_decision_session_session_id"), "decision_session", ["session_id"], unique=False)
    op.create_table(
        "recusal",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=120), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_recusal_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_recusal_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "case_id", "member", name=op.f("pk_recusal")),
    )
    op.create_index("ix_recusal_member_case_id", "recusal", ["member", "case_id"], unique=False)
    op.create_table(
        "session_member",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_session_member_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "member", name=op.f("pk_session_member")),
    )
    op.create_table(
        "session_minutes",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_session_minutes_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_minutes")),
    )
    op.create_table(
        "voter",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=120), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_writing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_voter_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "member", name=op.f("pk_voter")),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("declared_by", sa.String(length=120), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
    )
    op.create_index(op.f("ix_declaration_person"), "declaration", ["person"], unique=False)
    op.create_index("ix_declaration_about", "declaration", ["about"], unique=False)
    op.create_table(
        "mandate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("giver", sa.String(length=120), nullable=False),
        sa.Column("delegate", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("awards", sa.JSON(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=120), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    for column in ("giver", "delegate", "unit"):
        op.create_index(op.f(f"ix_mandate_{column}"), "mandate", [column], unique=False)
    op.create_table(
        "migration",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("reverts", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["reverts"], ["migration.id"], name=op.f("fk_migration_reverts_migration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration")),
        sa.UniqueConstraint("reverts", name=op.f("uq_migration_reverts")),
    )
    op.create_table(
        "migrated_case",
        sa.Column("migration_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_migrated_case_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["migration_id"], ["migration.id"], name=op.f("fk_migrated_case_migration_id_migration")
        ),
        sa.PrimaryKeyConstraint("migration_id", "case_id", name=op.f("pk_migrated_case")),
    )
    op.create_index("ix_migrated_case_case_id", "migrated_case", ["case_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("body_name", sa.String(length=300), nullable=False),
        sa.Column("stage_kind", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("printed", sa.String(length=60), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("road", sa.String(length=20), nullable=False),
        sa.Column("ahead", sa.JSON(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("body", "type", "year", "number", name=op.f("uq_submission_body_type_year_number")),
    )
    op.create_table(
        "submission_item",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_submission_item_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_item_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", "case_id", name=op.f("pk_submission_item")),
    )
    op.create_index("ix_submission_item_case_id", "submission_item", ["case_id"], unique=False)
    op.create_table(
        "outside_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("office_name_vi", sa.String(length=300), nullable=False),
        sa.Column("office_name_en", sa.String(length=300), nullable=False),
        sa.Column("printed", sa.String(length=60), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("signatory", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evaluations", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_outside_decision_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_decision")),
    )
    op.create_index(op.f("ix_outside_decision_body"), "outside_decision", ["body"], unique=False)
    op.create_index(op.f("ix_outside_decision_submission_id"), "outside_decision", ["submission_id"], unique=False)
    op.create_table(
        "outside_answer",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.String(length=36), nullable=True),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_outside_answer_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["outside_decision.id"], name=op.f("fk_outside_answer_decision_id_outside_decision")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_outside_answer_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", "case_id", "office", name=op.f("pk_outside_answer")),
    )
    op.create_index("ix_outside_answer_case_id", "outside_answer", ["case_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("forward only")
