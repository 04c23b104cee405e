"""Union bodies that ended, as far as cases need it: nobody rewards a body that is no more.

Owns: its shape. Promises: a row for each union with a last day, as nomination's tree has it. Leaves to others: hearing
of it (`ended_unions`), what follows for a case (G02).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base


class EndedUnion(Base):
    """It exists until `last_day`, included: closed, merged or split."""

    __tablename__ = "ended_union"

    unit: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_day: Mapped[date] = mapped_column(Date)
