"""Which council members read which dossiers: what review told of its sessions.

Owns: the rows' shape. Promises: who sits, what is on the agenda, who is kept out – and no ground for it.
Leaves to others: finding who is concerned (review), asking (`queries_council`).
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.nomination.models import Base


class CouncilSeat(Base):
    """A member called to a session."""

    __tablename__ = "council_seat"

    session_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    member: Mapped[str] = mapped_column(String(120), primary_key=True)


class CouncilCase(Base):
    """A case on the agenda of a session."""

    __tablename__ = "council_case"

    session_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)


class KeptOut(Base):
    """A member recused from a case; `decided` lifted lets them back in (words of review's recusals)."""

    __tablename__ = "council_kept_out"

    session_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)
    member: Mapped[str] = mapped_column(String(120), primary_key=True)
    decided: Mapped[str] = mapped_column(String(20))
