"""What is asked to be erased, by what an erased person is known again, and which files are to leave the disk.

Owns: these rows. Promises: a request is settled once. Leaves to others: asking and confirming (`actions_erasure`),
what goes (`erasing`), who is refused later (`queries_erasure`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from services.nomination.models import Base


class ErasedFile(Base):
    """A stored file that is to leave the disk; `removed_at` None until it has, or somebody else has its content."""

    __tablename__ = "erased_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    removed_at: Mapped[datetime | None]


class ErasureRequest(Base):
    """Somebody asked that a person be erased; somebody else confirms or declines. `outcome` None: still open.

    `cases`, `holds`: ids of what goes; `standing`: of what was seen under the same key and stays. None: asked of a
    release that took all there is under the key.
    """

    __tablename__ = "erasure_request"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    nominee_key: Mapped[str] = mapped_column(String(32), index=True)
    basis: Mapped[str] = mapped_column(String(60))
    document: Mapped[str] = mapped_column(String(200))
    asked_by: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    cases: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    holds: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    standing: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    outcome: Mapped[str | None] = mapped_column(String(10))
    settled_by: Mapped[str | None] = mapped_column(String(120))
    settled_at: Mapped[datetime | None]


class ErasedName(Base):
    """A name an erased person is known again by (`shared.events.erasure.ErasedName`); `unit` empty: in every union.

    An erasure without any was said by a release that meant everybody of its key.
    """

    __tablename__ = "erased_name"

    erasure: Mapped[str] = mapped_column(String(36), primary_key=True)
    spoken: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    unit: Mapped[str] = mapped_column(String(60), primary_key=True)
    is_shared: Mapped[bool]
