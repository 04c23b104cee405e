"""The rows of the ledger: leaves, the cases they concern and the marks they are found by, the tree's tip and heads.

Owns: their shape. Promises: rows are added, never changed, except the one tip, and in a migration or at a start the
cases of leaves of which a release learns to read more. Leaves to others: writing (`actions`), checking
(`queries_verification`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, MetaData, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.tables import NAMING, Instant, RowNumber

THE_TIP = 1

# Said literally wherever an index is to be used: a bound parameter would not show that it covers the question.
TELLS_PEOPLE = text("leaves.source = 'notification'")
NOT_OF_ITS_SUBJECT = text("(leaves.case_id IS NULL OR leaves.case_id <> leaves.subject)")
_READ_SINCE = "('review.splits_pooled', 'nomination.erasure_asked', 'nomination.person_erased')"
MAY_BE_UNLISTED = text(f"(leaves.case_id IS NULL AND leaves.type IN {_READ_SINCE})")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


def _index_of_some(column: str, condition: str, *then: str) -> Index:
    where = text(condition)
    return Index(f"ix_leaves_{column}", column, *then, postgresql_where=where, sqlite_where=where)


class Leaf(Base):
    """One event as heard. `index` runs from 0 without gap.

    `body` is its text as it came, but for personal parts under their keys (`shared.keys`); `body_hash` is that of both.

    The leaf hash covers the entry (`rules.leaf.entry_of`), which has the hash and not the body.
    """

    __tablename__ = "leaves"
    __table_args__ = (
        # Only notices are asked for by their cause, and by subject only what is not an event of its own case.
        _index_of_some("causation", "source = 'notification'"),
        _index_of_some("subject", "case_id IS NULL OR case_id <> subject"),
        # The ways an auditor pages by; `index` at the end makes the order of a page a total one.
        Index("ix_leaves_actor", "actor", "time", "index"),
        Index("ix_leaves_unit", "unit", "time", "index"),
        Index("ix_leaves_time", "time", "index"),
        _index_of_some("on_behalf_of", "on_behalf_of IS NOT NULL", "time", "index"),
        _index_of_some("session", "session IS NOT NULL", "time", "index"),
        # What an older process may have appended without its cases (`actions_listing`).
        _index_of_some("type", f"case_id IS NULL AND type IN {_READ_SINCE}"),
        # A source's log in its own order: verification and packs read it so.
        Index("ix_leaves_source", "source", "position", "index"),
    )

    # On SQLite the place of the row itself, so that to read the tree in order is to read the file in order.
    index: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(80), unique=True)
    source: Mapped[str] = mapped_column(String(40))
    position: Mapped[int | None] = mapped_column(BigInteger)
    chain: Mapped[str | None] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    case_id: Mapped[str | None] = mapped_column(String(80))
    time: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(80))
    on_behalf_of: Mapped[str | None] = mapped_column(String(120))
    session: Mapped[str | None] = mapped_column(String(120))
    via: Mapped[str] = mapped_column(String(20))
    correlation: Mapped[str] = mapped_column(String(80))
    causation: Mapped[str | None] = mapped_column(String(80))
    policy: Mapped[str | None] = mapped_column(String(64))
    body_hash: Mapped[str] = mapped_column(String(64))
    leaf_hash: Mapped[str] = mapped_column(String(64))
    heard_at: Mapped[datetime] = mapped_column(Instant)
    # Last, so that whoever asks for the columns alone does not read past it.
    body: Mapped[str] = mapped_column(Text)


class LeafCase(Base):
    """A leaf concerns a case: its own events, and sessions, decisions and refusals that name it."""

    __tablename__ = "leaf_cases"

    case_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    leaf: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class LeafMark(Base):
    """What a leaf is found by beside its columns (`rules.marks`); `time` is the leaf's, so that a page is one stretch.

    A person's rows may go with the person: they can be read off the bodies, and without those they prove nothing.
    """

    __tablename__ = "leaf_marks"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    mark: Mapped[str] = mapped_column(String(80), primary_key=True)
    time: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    leaf: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


# Where a leaf's cases and marks are looked up the other way round: checking everything, exporting, erasing somebody.
Index("ix_leaf_cases_leaf", LeafCase.leaf)
Index("ix_leaf_marks_leaf", LeafMark.leaf)


class TileHash(Base):
    """The hash over 256 ** `level` leaves, `index` counting such stretches from 0; written when the stretch is full.

    256 of them in a row are a tile of this level (C2SP tlog-tiles); the tiles of level 0 are the leaves' own hashes.
    """

    __tablename__ = "tile_hashes"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))


class Tip(Base):
    """The tree as it stands; one row, whose lock makes one appender at a time. `peaks`: hex, joined.

    `heard`, by source: how many leaves, the last position (fewer leaves than that means some are missing), and how many
    came late.
    """

    __tablename__ = "tree_tip"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    peaks: Mapped[str] = mapped_column(Text)
    root: Mapped[str] = mapped_column(String(64))
    heard: Mapped[dict[str, list[int]]] = mapped_column(JSON)


class Checkpoint(Base):
    """A head this ledger signed, as the note that was signed: all of the row is under the signature."""

    __tablename__ = "checkpoints"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)


class Cosignature(Base):
    """The signature line of a witness under a checkpoint; its time stands inside, under the signature."""

    __tablename__ = "cosignatures"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(String(255), primary_key=True)
    line: Mapped[str] = mapped_column(Text)


class TreeHead(Base):
    """A head the tree had after a batch."""

    __tablename__ = "tree_heads"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
