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
    _lay_register()
    _lay_what_comes_after()
    _lay_progress()


def _lay_register() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("body_name", sa.Text(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amends", sa.String(length=80), nullable=True),
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["amends"], ["decisions.id"], name=op.f("fk_decisions_amends_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_number"), "decisions", ["number"], unique=False)
    op.create_table(
        "figures",
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=False),
        sa.Column("snapshot_on", sa.Date(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("initiatives_recognised", sa.Integer(), nullable=True),
        sa.Column("persons_with_initiative", sa.Integer(), nullable=True),
        sa.Column("persons_registered", sa.Integer(), nullable=True),
        sa.Column("officers", sa.Integer(), nullable=True),
        sa.Column("officers_trained", sa.Integer(), nullable=True),
        sa.Column("movements", sa.Integer(), nullable=True),
        sa.Column("movements_reviewed", sa.Integer(), nullable=True),
        sa.Column("clusters", sa.Integer(), nullable=True),
        sa.Column("clusters_reviewing", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("plan", "unit", "counted_from", name=op.f("pk_figures")),
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
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("replaces", sa.String(length=80), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("complaints_open", sa.Integer(), nullable=False),
        sa.Column("paused_because", sa.Text(), nullable=True),
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
        sa.Column("successor_id", sa.String(length=80), nullable=True),
        sa.Column("successor_name", sa.Text(), nullable=True),
        sa.Column("award_code", sa.String(length=80), nullable=False),
        sa.Column("award_name_vi", sa.Text(), nullable=False),
        sa.Column("award_name_en", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("bonus", sa.Integer(), nullable=True),
        sa.Column("bonus_working", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("certificate", sa.String(length=40), nullable=True),
        sa.Column("presented_on", sa.Date(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_awards_decision_id_decisions")),
        sa.ForeignKeyConstraint(["ended_by"], ["decisions.id"], name=op.f("fk_awards_ended_by_decisions")),
        sa.ForeignKeyConstraint(["replaces"], ["awards.id"], name=op.f("fk_awards_replaces_awards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("case_id", "entry", name=op.f("uq_awards_case_id_entry")),
    )
    op.create_index(op.f("ix_awards_decision_id"), "awards", ["decision_id"], unique=False)
    op.create_index(op.f("ix_awards_nominee_key"), "awards", ["nominee_key"], unique=False)
    op.create_index(op.f("ix_awards_plan"), "awards", ["plan"], unique=False)
    op.create_index("ix_awards_sort_key_id", "awards", ["sort_key", "id"], unique=False)
    op.create_index(op.f("ix_awards_unit_id"), "awards", ["unit_id"], unique=False)


def _lay_what_comes_after() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("earlier_id", sa.String(length=80), nullable=True),
        sa.Column("decision_id", sa.String(length=80), nullable=False),
        sa.Column("award_id", sa.String(length=80), nullable=True),
        sa.Column("case_id", sa.String(length=80), nullable=True),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.Column("complainant_kind", sa.String(length=20), nullable=False),
        sa.Column("complainant", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("learned_on", sa.Date(), nullable=True),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("is_unverified", sa.Boolean(), nullable=False),
        sa.Column("lodged_by", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("waits_until", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("is_complex", sa.Boolean(), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("settle_by", sa.Date(), nullable=True),
        sa.Column("settle_basis", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=True),
        sa.Column("overdue_said", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_complaints_award_id_awards")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_complaints_decision_id_decisions")),
        sa.ForeignKeyConstraint(["earlier_id"], ["complaints.id"], name=op.f("fk_complaints_earlier_id_complaints")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_index(op.f("ix_complaints_award_id"), "complaints", ["award_id"], unique=False)
    op.create_index(op.f("ix_complaints_body"), "complaints", ["body"], unique=False)
    op.create_index(op.f("ix_complaints_decision_id"), "complaints", ["decision_id"], unique=False)
    op.create_index(op.f("ix_complaints_state"), "complaints", ["state"], unique=False)
    op.create_table(
        "recoveries",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("award_id", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("decision_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("money", sa.Integer(), nullable=False),
        sa.Column("money_returned", sa.Integer(), nullable=False),
        sa.Column("certificate_owed", sa.Boolean(), nullable=False),
        sa.Column("certificate_returned", sa.Boolean(), nullable=False),
        sa.Column("certificate_lost", sa.Boolean(), nullable=False),
        sa.Column("loss_document", sa.String(length=200), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("is_unverified", sa.Boolean(), nullable=False),
        sa.Column("overdue_said_at", Instant(), nullable=True),
        sa.Column("recovered_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_recoveries_award_id_awards")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_recoveries_decision_id_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
        sa.UniqueConstraint("award_id", name=op.f("uq_recoveries_award_id")),
    )
    op.create_index(op.f("ix_recoveries_body"), "recoveries", ["body"], unique=False)
    op.create_index(op.f("ix_recoveries_state"), "recoveries", ["state"], unique=False)
    op.create_table(
        "prize_returns",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("recovery_id", sa.String(length=80), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("certificate", sa.Boolean(), nullable=False),
        sa.Column("money", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recovery_id"], ["recoveries.id"], name=op.f("fk_prize_returns_recovery_id_recoveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_returns")),
    )
    op.create_index(op.f("ix_prize_returns_recovery_id"), "prize_returns", ["recovery_id"], unique=False)
    op.create_table(
        "remedies",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("award_id", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=80), nullable=False),
        sa.Column("ground_vi", sa.Text(), nullable=False),
        sa.Column("ground_en", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("is_unverified", sa.Boolean(), nullable=False),
        sa.Column("needs_hearing", sa.Boolean(), nullable=False),
        sa.Column("letter", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("complaint_id", sa.String(length=80), nullable=True),
        sa.Column("proposed_by", sa.String(length=120), nullable=False),
        sa.Column("proposed_unit", sa.String(length=80), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(length=120), nullable=True),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.Column("decision_id", sa.String(length=80), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_remedies_award_id_awards")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_remedies_complaint_id_complaints")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_remedies_decision_id")),
    )
    op.create_index(op.f("ix_remedies_award_id"), "remedies", ["award_id"], unique=False)
    op.create_index(op.f("ix_remedies_body"), "remedies", ["body"], unique=False)
    op.create_index(
        "uq_remedies_open",
        "remedies",
        ["award_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('hearing', 'ready', 'signed')"),
        sqlite_where=sa.text("state IN ('hearing', 'ready', 'signed')"),
    )


def _lay_progress() -> None:
    op.create_table(
        "initiatives",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=False),
        sa.Column("recognised_by", sa.Text(), nullable=False),
        sa.Column("external_registry", sa.String(length=80), nullable=True),
        sa.Column("external_number", sa.String(length=80), nullable=True),
        sa.Column("external_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
    )
    op.create_index(op.f("ix_initiatives_plan"), "initiatives", ["plan"], unique=False)
    op.create_index(op.f("ix_initiatives_unit"), "initiatives", ["unit"], unique=False)
    op.create_table(
        "initiative_authors",
        sa.Column("initiative", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative"], ["initiatives.id"], name=op.f("fk_initiative_authors_initiative_initiatives")
        ),
        sa.PrimaryKeyConstraint("initiative", "place", name=op.f("pk_initiative_authors")),
    )
    op.create_index(op.f("ix_initiative_authors_key"), "initiative_authors", ["key"], unique=False)
    op.create_table(
        "reports_received",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("report", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("received_by", sa.String(length=120), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_received")),
        sa.UniqueConstraint(
            "plan", "report", "unit", "period", name=op.f("uq_reports_received_plan_report_unit_period")
        ),
    )
    op.create_index(op.f("ix_reports_received_unit"), "reports_received", ["unit"], unique=False)
    _lay_tables_of_unions()


def _lay_tables_of_unions() -> None:
    op.create_table(
        "known_unions",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_unions")),
    )
    op.create_table(
        "union_places",
        sa.Column("union", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("parent", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("union", "valid_from", name=op.f("pk_union_places")),
    )
    op.create_table(
        "known_successions",
        sa.Column("union", sa.String(length=80), nullable=False),
        sa.Column("successor", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("union", "successor", name=op.f("pk_known_successions")),
    )
    op.create_table(
        "known_launches",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.String(length=80), nullable=False),
        sa.Column("union", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_launches")),
    )
    op.create_index(op.f("ix_known_launches_plan"), "known_launches", ["plan"], unique=False)
