"""What is asked to be erased, and which files are to leave the disk.

Owns: these rows. Promises: a request is settled once. Leaves to others: asking and confirming (`actions_erasure`),
what goes (`erasing`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.nomination.models import Base


class ErasedFile(Base):
    """A stored file that is to leave the disk; `removed_at` None until it has."""

    __tablename__ = "erased_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    removed_at: Mapped[datetime | None]


class ErasureRequest(Base):
    """Somebody asked that a person be erased; somebody else confirms or declines. `outcome` None: still open."""

    __tablename__ = "erasure_request"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    nominee_key: Mapped[str] = mapped_column(String(32), index=True)
    basis: Mapped[str] = mapped_column(String(60))
    document: Mapped[str] = mapped_column(String(200))
    asked_by: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(10))
    settled_by: Mapped[str | None] = mapped_column(String(120))
    settled_at: Mapped[datetime | None]
