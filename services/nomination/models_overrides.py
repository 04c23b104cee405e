"""What an administrator lets a unit do though a chain has closed (domain.md §3.3).

Owns: these rows. Promises: never changed or removed; each names its document. Leaves to others: giving and taking back
(`actions_overrides`), what follows from one (G02).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.nomination.models import Base


class Override(Base):
    """`chain` stays open to `unit` under `plan` until `last_day`, that day included, by `document`, dated `dated`."""

    __tablename__ = "chain_override"
    __table_args__ = (Index("ix_chain_override_unit_id", "unit_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    chain: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(String(200))
    dated: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date]
    given_by: Mapped[str] = mapped_column(String(120))
    given_at: Mapped[datetime]
    taken_back: Mapped[OverrideTakenBack | None] = relationship(viewonly=True, lazy="joined", innerjoin=False)


class OverrideTakenBack(Base):
    """The override lets nobody go the chain any more, by `document`."""

    __tablename__ = "chain_override_taken_back"

    override_id: Mapped[str] = mapped_column(ForeignKey("chain_override.id"), primary_key=True)
    document: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    taken_back_by: Mapped[str] = mapped_column(String(120))
    taken_back_at: Mapped[datetime]
