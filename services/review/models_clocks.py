"""The rows of what moves a case's time besides its stages: extensions, objections, consultations.

Owns: their shape. Promises: rows are never removed; each names its author and what it rests on.
Leaves to others: the running clock itself (`models.Case`), the public notice (`council_models`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.tables import Instant


class DeadlineExtension(Base):
    """A stage got `working_days` more. `number` is that of the case's transition. Rows are never changed."""

    __tablename__ = "deadline_extension"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    stage_index: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant)
    author: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    was_due_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    working_days: Mapped[int] = mapped_column(Integer)


class Objection(Base):
    """Somebody's objection to a published name, and the finding on it; both stay as they were written.

    `document` names the letter of somebody without an account; `answer_by` is the last day for the finding, and
    `is_said_late` that it was said to have gone by, `near_days` within how many working days of it who settles was
    reminded last (of a consultation alike).
    """

    __tablename__ = "objection"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), index=True)
    lodged_by: Mapped[str] = mapped_column(String(120))
    lodged_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(String(300))
    answer_by: Mapped[date] = mapped_column(Date)
    settled_by: Mapped[str | None] = mapped_column(String(120))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    finding: Mapped[str | None] = mapped_column(Text)
    is_said_late: Mapped[bool] = mapped_column(Boolean, default=False)
    near_days: Mapped[int | None] = mapped_column(Integer)
    is_founded: Mapped[bool | None] = mapped_column(Boolean)


class Consultation(Base):
    """A body asked for its opinion by letter, and its answer. `number` is that of the transition that asked.

    `consulted` is the body's name: those asked have no account here.
    """

    __tablename__ = "consultation"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    consulted: Mapped[str] = mapped_column(String(300))
    document: Mapped[str] = mapped_column(String(300))
    asked_by: Mapped[str] = mapped_column(String(120))
    asked_on: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    answered_on: Mapped[date | None] = mapped_column(Date)
    opinion: Mapped[str | None] = mapped_column(Text)
    answer_document: Mapped[str | None] = mapped_column(String(300))
    recorded_by: Mapped[str | None] = mapped_column(String(120))
    recorded_at: Mapped[datetime | None] = mapped_column(Instant)
    is_said_late: Mapped[bool] = mapped_column(Boolean, default=False)
    near_days: Mapped[int | None] = mapped_column(Integer)
