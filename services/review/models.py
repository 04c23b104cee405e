"""The rows of a case: where it stands, the stages of its road, every step it took, every rule it was asked.

Owns: cases, stage runs, transitions, evaluations, comments. Promises: transitions are only ever added (X01); a case's
`version` is the number of its last transition. Leaves to others: councils, sessions and decisions (`council_models`).
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, MetaData, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.events.terms import CaseState
from shared.tables import NAMING, Instant, RowNumber


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


def searchable(name: str) -> str:
    """A name as people type it in a hurry: no marks, no capitals, single spaces; đ counts as d."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return " ".join(bare.replace("Đ", "D").replace("đ", "d").casefold().split())


def _the_submitter(context: Any) -> str:
    submitter: str = context.get_current_parameters()["submitted_by"]
    return submitter


class Case(Base):
    """One nomination on its road. The id is the nomination's; words are those of `shared.events.terms`.

    `road` is the plain form of `dossier.Road`, frozen at submission; `dossier` that of the latest version.
    `body` is the unit that holds the case now; `resume_state` what it goes back to after a hold.
    `sent_up_by` passed the stage below (at the first stage: the submitter). `due_on` is None where the stage has no
    clock; while `clock_stopped_on` is set the clock stands still, and `due_on` moves when it goes on (`stage_clock`).
    `session_id` and `decision_id` are set by the council's half. `submission_id` is the letter it was sent up with,
    while it lies with a body beyond the chain: `body` is then that office (`rules.beyond.holder_of`), no unit.
    `unit` proposed it, under the name it then had; `successor_id` answers for it since that union merged.
    `subject_unit` is the union body that a collective nominee itself is, by the latest version.
    """

    __tablename__ = "case_file"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(60), unique=True)
    plan: Mapped[str] = mapped_column(String(60))
    policy: Mapped[str] = mapped_column(String(64))
    list_id: Mapped[str | None] = mapped_column(String(36))
    award: Mapped[str] = mapped_column(String(60))
    award_type: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    is_simplified: Mapped[bool] = mapped_column(Boolean)
    unit: Mapped[str] = mapped_column(String(60))
    unit_name: Mapped[str] = mapped_column(String(300))
    unit_block: Mapped[str] = mapped_column(String(30))
    successor_id: Mapped[str | None] = mapped_column(String(60))
    successor_name: Mapped[str | None] = mapped_column(String(300))

    nominee_key: Mapped[str] = mapped_column(String(200))
    nominee_name: Mapped[str] = mapped_column(String(300))
    nominee_folded: Mapped[str] = mapped_column(String(300))
    nominee_kind: Mapped[str] = mapped_column(String(20))
    nominee_birth: Mapped[str | None] = mapped_column(String(10))
    is_direct_worker: Mapped[bool | None] = mapped_column(Boolean)
    is_leader: Mapped[bool | None] = mapped_column(Boolean)
    subject_unit: Mapped[str | None] = mapped_column(String(60))

    state: Mapped[str] = mapped_column(String(20))
    stage_index: Mapped[int] = mapped_column(Integer)
    stage_kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(60))
    body_name: Mapped[str] = mapped_column(String(300))
    road: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Only what decides on papers reads the dossier: lists of cases must not carry it along.
    dossier: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, deferred_raiseload=True)
    dossier_version: Mapped[int] = mapped_column(Integer)
    dossier_sha256: Mapped[str] = mapped_column(String(64))

    sent_at: Mapped[datetime] = mapped_column(Instant)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by: Mapped[str] = mapped_column(String(120))
    sent_up_by: Mapped[str] = mapped_column(String(120), default=_the_submitter)
    stage_since: Mapped[datetime] = mapped_column(Instant)
    received_by: Mapped[str | None] = mapped_column(String(120))
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    due_on: Mapped[date | None] = mapped_column(Date)
    clock_stopped_on: Mapped[date | None] = mapped_column(Date)

    hold_kind: Mapped[str | None] = mapped_column(String(20))
    hold_document: Mapped[str | None] = mapped_column(String(300))
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    resume_state: Mapped[str | None] = mapped_column(String(20))
    return_reason: Mapped[str | None] = mapped_column(Text)
    return_items: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    return_due_on: Mapped[date | None] = mapped_column(Date)
    refusal_reason: Mapped[str | None] = mapped_column(Text)

    session_id: Mapped[str | None] = mapped_column(String(36))
    decision_id: Mapped[str | None] = mapped_column(String(36))
    submission_id: Mapped[str | None] = mapped_column(String(36))

    version: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))

    __table_args__ = (
        Index("ix_case_file_body_state", "body", "state"),
        Index("ix_case_file_plan", "plan"),
        Index("ix_case_file_nominee_key_year", "nominee_key", "year"),
        Index("ix_case_file_unit", "unit"),
        Index("ix_case_file_successor_id", "successor_id"),
        Index("ix_case_file_session_id", "session_id"),
        Index("ix_case_file_decision_id", "decision_id"),
        Index("ix_case_file_submission_id", "submission_id"),
        Index("ix_case_file_due_on", "due_on"),
        Index("ix_case_file_return_due_on", "return_due_on"),
    )

    @property
    def is_in(self) -> CaseState:
        return CaseState(self.state)

    @property
    def answering(self) -> str:
        """The union that answers for the case now."""
        return self.successor_id or self.unit

    @property
    def goes_on_in(self) -> CaseState:
        """The state the case is in apart from a hold."""
        return CaseState(self.resume_state or self.state) if self.is_in is CaseState.ON_HOLD else self.is_in


class StageRun(Base):
    """One stage of a case's road, laid out when the case opens; `opened_at` is None while it lies ahead.

    `outcome` is `passed`, `refused` or `withdrawn`; None while the stage is open or ahead. `missed_due_on` and
    `missed_return_on`: the last day of the body and of the unit of which was said that it went by; `near_due_on`: the
    one of which was said last that it comes near, within `near_days` working days (`sweep`).
    """

    __tablename__ = "stage_run"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    stage_index: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(60))
    body_name: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    received_by: Mapped[str | None] = mapped_column(String(120))
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    passed_by: Mapped[str | None] = mapped_column(String(120))
    passed_at: Mapped[datetime | None] = mapped_column(Instant)
    opinion: Mapped[str | None] = mapped_column(Text)
    minutes: Mapped[str | None] = mapped_column(String(300))
    warning_reason: Mapped[str | None] = mapped_column(Text)
    missed_due_on: Mapped[date | None] = mapped_column(Date)
    missed_return_on: Mapped[date | None] = mapped_column(Date)
    near_due_on: Mapped[date | None] = mapped_column(Date)
    near_days: Mapped[int | None] = mapped_column(Integer)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (Index("ix_stage_run_body_case_id", "body", "case_id"),)


class Transition(Base):
    """One step of a case: who did what when, for whom, from where to where, why, on which document (X01).

    `number` counts a case's transitions from 1 without gap. Rows are never changed or removed.
    """

    __tablename__ = "transition"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(60))
    on_behalf_of: Mapped[str | None] = mapped_column(String(120))
    via: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    stage_index: Mapped[int] = mapped_column(Integer)
    stage_kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(String(300))
    document_sha256: Mapped[str] = mapped_column(String(64))


class EvaluationRow(Base):
    """One rule asked about a case, with its facts and the policy it was asked under (X03).

    `since` is set where the answer was carried over: the time of the row of the same case and rule that gave it.
    """

    __tablename__ = "evaluation"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    stage_index: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(10))
    verdict: Mapped[str] = mapped_column(String(10))
    consequence: Mapped[str] = mapped_column(String(10))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    words_vi: Mapped[str] = mapped_column(Text)
    words_en: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(String(300))
    unverified: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    policy: Mapped[str] = mapped_column(String(64))
    dossier_version: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("ix_evaluation_case_id_id", "case_id", "id"), Index("ix_evaluation_rule", "rule"))


class HeardVersion(Base):
    """A dossier's version as it arrived, with what the proposing side's rules said of it. Rows are never changed.

    `evaluations` are plain `Evaluation`s; the rules stand in nomination, which can ask them again. Of a supplement:
    the fix list it answers (`items`), how (`answers`), and the plain `Change`s from the version before. `former_key`
    is the nominee's key until then, where this version named another: what was declared about it holds on.
    """

    __tablename__ = "heard_version"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by: Mapped[str] = mapped_column(String(120))
    dossier_sha256: Mapped[str] = mapped_column(String(64))
    policy: Mapped[str] = mapped_column(String(64))
    evaluations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    former_key: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (Index("ix_heard_version_former_key", "former_key"),)


class Comment(Base):
    """An area officer's word on a case: help, never a decision."""

    __tablename__ = "case_comment"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    author: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(60))
    stage_index: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
