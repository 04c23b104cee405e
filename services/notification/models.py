"""The rows of notification: contacts, what is known of cases, sessions and the tree, one row per message and recipient.

Owns: their shape. Promises: one message per recipient, channel and occasion; an address stands in `contacts` and
`nominee_contacts` only.
Leaves to others: writing (`actions*`), reading (`queries`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.tables import NAMING, Instant


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class Contact(Base):
    """Somebody who is told by name. Without `email` they are told in the application only. The event binds it by a hash
    with `salt`; None: kept before there was such an event."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_unit", "unit"),)

    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    role: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254))
    salt: Mapped[str | None] = mapped_column(String(22))
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))


class NomineeContact(Base):
    """Where the nominee of a case is written to after the decision, as stated with the newest version that was sent.

    `email` is None once it was taken back or erased.
    """

    __tablename__ = "nominee_contacts"

    case_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int]
    email: Mapped[str | None] = mapped_column(String(254))


class CaseCard(Base):
    """What messages about a case need: `award` is what it is judged for by its latest version. `area_body` is None
    where no area officer helps.
    """

    __tablename__ = "case_cards"

    case_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(80))
    award: Mapped[str] = mapped_column(String(80))
    area_body: Mapped[str | None] = mapped_column(String(80))


class SessionCard(Base):
    """What messages about a council session need."""

    __tablename__ = "session_cards"

    session_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    body: Mapped[str] = mapped_column(String(80))
    cases: Mapped[int]
    members: Mapped[list[Any]] = mapped_column(JSON)


class KnownSuccession(Base):
    """`successor` goes on with a union that merged or split; gone where that was entered in error."""

    __tablename__ = "known_successions"

    union: Mapped[str] = mapped_column(String(80), primary_key=True)
    successor: Mapped[str] = mapped_column(String(80), primary_key=True, index=True)
    valid_from: Mapped[date]


class Notice(Base):
    """One message to one recipient over one channel. `recipient` is a subject, or `role@unit` where nobody is known.

    `occasion` is the id of the event told of, or the name of what groups several events into one message. The event
    that tells of it binds its words by a hash with `salt`; None: erased, or written before events did.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("recipient", "channel", "occasion"),
        Index("ix_notices_recipient_channel_id", "recipient", "channel", "id"),
        Index(
            "ix_notices_unsent",
            "next_attempt_at",
            postgresql_where=text("status IN ('waiting', 'sending')"),
            sqlite_where=text("status IN ('waiting', 'sending')"),
        ),
    )

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(160))
    channel: Mapped[str] = mapped_column(String(10))
    occasion: Mapped[str] = mapped_column(String(120))
    cause: Mapped[str] = mapped_column(String(80))
    correlation: Mapped[str] = mapped_column(String(80))
    circle: Mapped[str] = mapped_column(String(20))
    template: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[str | None] = mapped_column(String(80), index=True)
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(22))
    created_at: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(200))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    read_by: Mapped[str | None] = mapped_column(String(120))
