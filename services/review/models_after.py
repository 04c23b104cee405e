"""What review keeps of the time after a decision: which awards no longer stand.

Owns: its shape. Promises: one row for a decision that cancelled an award, by whichever authority; the case itself stays
as it was decided. Leaves to others: the award, its entry and its cancellation (registry), writing (`numbering`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base


class CancelledAward(Base):
    """`decision`, of the day `dated`, cancelled what the case had been given."""

    __tablename__ = "cancelled_award"

    decision: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(36), index=True)
    dated: Mapped[date] = mapped_column(Date)
