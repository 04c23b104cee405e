"""The rows of migrations: who moved open cases by which paper, and how each stood before.

Owns: their shape. Promises: rows are only ever added; a migration is taken back once at most, by a key of the database.
Leaves to others: moving and taking back (`migrating`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.tables import Instant


class Migration(Base):
    """One act of moving; `wanted` is the plain form of `migrating.Wanted`, `reverts` the migration it takes back."""

    __tablename__ = "migration"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    author: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(60))
    via: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(300))
    plan: Mapped[str] = mapped_column(String(60))
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    reverts: Mapped[str | None] = mapped_column(ForeignKey("migration.id"), unique=True)


class MigratedCase(Base):
    """A case as it stood before: `before` is the plain form of `former_road.Former`; `version` the one it got."""

    __tablename__ = "migrated_case"
    __table_args__ = (Index("ix_migrated_case_case_id", "case_id"),)

    migration_id: Mapped[str] = mapped_column(ForeignKey("migration.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
