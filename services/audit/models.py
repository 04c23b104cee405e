"""The rows of the witness: leaves, which cases they concern, the tree's tip and every head it ever had.

Owns: their shape. Promises: rows are added, never changed, except the one tip and the counts per source.
Leaves to others: writing (`leaves`), checking (`verification`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.tables import NAMING, Instant

THE_TIP = 1


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class Leaf(Base):
    """One event as heard. `index` runs from 0 without gap; `body` is the canonical text the leaf hash covers."""

    __tablename__ = "leaves"

    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(80), unique=True)
    source: Mapped[str] = mapped_column(String(40))
    position: Mapped[int | None] = mapped_column(BigInteger)
    chain: Mapped[str | None] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    case_id: Mapped[str | None] = mapped_column(String(80))
    time: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(80))
    on_behalf_of: Mapped[str | None] = mapped_column(String(120))
    via: Mapped[str] = mapped_column(String(20))
    correlation: Mapped[str] = mapped_column(String(80))
    causation: Mapped[str | None] = mapped_column(String(80), index=True)
    policy: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    leaf_hash: Mapped[str] = mapped_column(String(64))
    heard_at: Mapped[datetime] = mapped_column(Instant)


class LeafCase(Base):
    """A leaf concerns a case: its own events, and sessions, decisions and refusals that name it."""

    __tablename__ = "leaf_cases"

    case_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    leaf: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Tip(Base):
    """The tree as it stands; one row, whose lock makes one appender at a time. `peaks`: hex, joined."""

    __tablename__ = "tree_tip"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    peaks: Mapped[str] = mapped_column(Text)
    root: Mapped[str] = mapped_column(String(64))


class TreeHead(Base):
    """A head the tree had after a batch."""

    __tablename__ = "tree_heads"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Heard(Base):
    """How much of one source has arrived: fewer leaves than the last position means some are still missing."""

    __tablename__ = "heard"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    leaves: Mapped[int] = mapped_column(BigInteger)
    last_position: Mapped[int] = mapped_column(BigInteger)
