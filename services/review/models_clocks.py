"""The rows of what moves a case's time besides its stages: extensions.

Owns: their shape. Promises: rows are only ever added; each names its author and reason.
Leaves to others: the running clock itself (`models.Case`), the public notice (`council_models`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text
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
