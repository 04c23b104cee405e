"""What review keeps of the time after a decision: which awards no longer stand, which files are closed.

Owns: its shape. Promises: one row for a decision that cancelled an award, by whichever authority; the case itself stays
as it was decided. Leaves to others: the award, its entry and its cancellation (registry), writing (`numbering`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, String, Text, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base, Case
from shared.events.terms import CaseState


class CancelledAward(Base):
    """`decision`, of the day `dated`, cancelled what the case had been given."""

    __tablename__ = "cancelled_award"

    decision: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(36), index=True)
    dated: Mapped[date] = mapped_column(Date)


class ArchivedCase(Base):
    """Where the closed file of a case that never became an award is kept, and until when."""

    __tablename__ = "archived_case"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    file: Mapped[str] = mapped_column(String(200))
    archived_on: Mapped[date] = mapped_column(Date)
    keep_until: Mapped[date] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(Text)
    is_unverified: Mapped[bool] = mapped_column(Boolean)


ENDED_WITHOUT_AWARD = (CaseState.NOT_AWARDED, CaseState.WITHDRAWN, CaseState.CANCELLED, CaseState.ARCHIVED)
"""Refused, taken back, or undone, and the closed files of these: on no list, and no place of a limit is theirs."""
WITH_A_PLACE = (
    CaseState.COUNCIL_VOTED, CaseState.PENDING_DECISION, CaseState.AWARDED, CaseState.PUBLISHED, CaseState.PRESENTED,
)  # fmt: skip
"""Passed by the council or on a body's minutes, waiting for a signature here or above, or awarded."""
AWARD_STANDS: ColumnElement[bool] = Case.id.not_in(select(CancelledAward.case_id))
"""Of a case that has an award: no later decision cancelled it."""
KEEPS_ITS_PLACE: ColumnElement[bool] = and_(Case.state.not_in(ENDED_WITHOUT_AWARD), AWARD_STANDS)
"""Of a case that was passed: its place of a limit is not free again (M05)."""
HAS_A_PLACE: ColumnElement[bool] = and_(func.coalesce(Case.resume_state, Case.state).in_(WITH_A_PLACE), AWARD_STANDS)
"""Held or not, it has been decided for it, by its council or on minutes, and nothing undid that: what a limit leaves to
those a council votes on is without it (P13)."""
