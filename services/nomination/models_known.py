"""What the register has told of: awards, and reports of units.

Owns: these rows. Promises: written by its events alone. Leaves to others: hearing them (`consumers`), asking
(`queries_known`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.nomination.models import Base


class KnownAward(Base):
    """An award the register has told of."""

    __tablename__ = "known_award"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(36), index=True)
    nominee_key: Mapped[str] = mapped_column(String(32), index=True)
    nominee_name: Mapped[str] = mapped_column(String(200))
    unit_name: Mapped[str] = mapped_column(String(200))
    award: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    decision_number: Mapped[str] = mapped_column(String(60))
    dated: Mapped[date]


class KnownReport(Base):
    """A report of a unit that the register has told of."""

    __tablename__ = "known_report"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    unit: Mapped[str] = mapped_column(String(80), index=True)
    plan: Mapped[str] = mapped_column(String(80))
    report: Mapped[str] = mapped_column(String(80))
    received_on: Mapped[date]
