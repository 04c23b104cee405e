"""Rows of what goes beyond a chain: submission letters, what the bodies ahead answered, decisions made there.

Owns: their shape. Promises: rows are only ever added; a body answers once for a case of a letter, a letter has one
number – by keys of the database. Leaves to others: cases (`models`), our own decisions (`council_models`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.tables import Instant


class Submission(Base):
    """A signed submission letter. `road` is an extension of the policy, `ahead` plain `BodyAhead`s as they were then.

    `stage_kind` is that of the submitting body; `sessions` are the votes its list rests on.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("body", "type", "year", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    body: Mapped[str] = mapped_column(String(80))
    body_name: Mapped[str] = mapped_column(String(300))
    stage_kind: Mapped[str] = mapped_column(String(20))
    type: Mapped[str] = mapped_column(String(10))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    printed: Mapped[str] = mapped_column(String(60))
    dated: Mapped[date] = mapped_column(Date)
    plan: Mapped[str] = mapped_column(String(60))
    road: Mapped[str] = mapped_column(String(20))
    ahead: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sessions: Mapped[list[str]] = mapped_column(JSON)
    signed_at: Mapped[datetime] = mapped_column(Instant)
    signed_by: Mapped[str] = mapped_column(String(120))
    list_sha256: Mapped[str] = mapped_column(String(64))
    # What the rules said of the list; what they said of a case stands with the case.
    evaluations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class SubmissionItem(Base):
    """One case on a letter's list. A case sent back may stand on a later letter again."""

    __tablename__ = "submission_item"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_submission_item_case_id", "case_id"),)


class OutsideAnswer(Base):
    """What a body ahead (`office`) answered of a case, as its `document` of the day `dated` says, and who entered it.

    `place` is the body's among those ahead; `answer` a word of `terms.Answer`.
    """

    __tablename__ = "outside_answer"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    office: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(String(300))
    dated: Mapped[date] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(Text)
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("outside_decision.id"))
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("ix_outside_answer_case_id", "case_id"),)


class OutsideDecision(Base):
    """A decision of somebody beyond the chain as it was entered: `printed` and `signatory` as they stand there."""

    __tablename__ = "outside_decision"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    office: Mapped[str] = mapped_column(String(40))
    office_name_vi: Mapped[str] = mapped_column(String(300))
    office_name_en: Mapped[str] = mapped_column(String(300))
    printed: Mapped[str] = mapped_column(String(60))
    dated: Mapped[date] = mapped_column(Date)
    signatory: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(String(80), index=True)
    plan: Mapped[str] = mapped_column(String(60))
    list_sha256: Mapped[str] = mapped_column(String(64))
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    evaluations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
