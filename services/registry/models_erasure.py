"""By what an erased person is known again in the register.

Owns: these rows. Promises: added with the erasure they come with, never changed. Leaves to others: what goes
(`erasing`), who is refused later (`queries_erasure`).
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base


class ErasedName(Base):
    """A name an erased person is known again by (`shared.events.erasure.ErasedName`); `unit` empty: in every union.

    An erasure without any was said by a release that meant everybody of its key.
    """

    __tablename__ = "erased_names"

    erasure: Mapped[str] = mapped_column(String(36), primary_key=True)
    spoken: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    unit: Mapped[str] = mapped_column(String(80), primary_key=True)
    is_shared: Mapped[bool]
