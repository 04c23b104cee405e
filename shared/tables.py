"""The tables every service has beside its own: outbox, inbox, answered commands, published policies, leases.

Owns: their shape. Promises: the same in every service's database. Leaves to others: what is written there
(`outbox`, `relay`, `inbox`, `web.commands`, `policy`), migrations (`shared.migrate`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

HOUSE = MetaData(naming_convention=NAMING)

# SQLite counts rows only on a column that is exactly INTEGER PRIMARY KEY.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; naive ones are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in a row")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


outbox = Table(
    "outbox",
    HOUSE,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("type", String(80), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("position", BigInteger, unique=True),
    Column("chain", String(64)),
    UniqueConstraint("subject", "sequence"),
)
Index(
    "ix_outbox_unplaced", outbox.c.id, postgresql_where=text("position IS NULL"), sqlite_where=text("position IS NULL")
)

# How far the log has been published: one row. Kept apart, so that publishing never rewrites the log.
outbox_mark = Table(
    "outbox_mark",
    HOUSE,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
)

# Positions up to the mark that are to be published (again): refused by the broker, or asked for by an operator.
outbox_again = Table(
    "outbox_again",
    HOUSE,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("due_at", Instant, nullable=False),
)

inbox = Table(
    "inbox",
    HOUSE,
    Column("event_id", String(80), primary_key=True),
    Column("source", String(40), nullable=False),
    Column("type", String(80), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("status", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("next_attempt_at", Instant),
    Column("error_code", String(80)),
    Column("error", Text),
    # Kept while the event waits, is dead or was settled; an applied event stands in its emitter's outbox.
    Column("body", LargeBinary),
)
Index(
    "ix_inbox_unsettled",
    inbox.c.status,
    inbox.c.next_attempt_at,
    postgresql_where=text("status <> 'done'"),
    sqlite_where=text("status <> 'done'"),
)
Index("ix_inbox_source_position", inbox.c.source, inbox.c.position)

inbox_cursor = Table(
    "inbox_cursor",
    HOUSE,
    Column("source", String(40), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("sequence", Integer, nullable=False),
)

# Who was shown what of people and has not been said yet; a row lives a few minutes.
looked = Table(
    "looked",
    HOUSE,
    Column("key", String(64), primary_key=True),
    Column("actor", String(120), nullable=False),
    Column("role", String(40), nullable=False),
    Column("unit", String(120), nullable=False),
    Column("on_behalf_of", String(120)),
    Column("session", String(120)),
    Column("via", String(20), nullable=False),
    Column("view", String(80), nullable=False),
    Column("shown", String(20), nullable=False),
    Column("record", String(80)),
    Column("at", Instant, nullable=False),
    Column("due", Instant, nullable=False, index=True),
)

answered = Table(
    "answered",
    HOUSE,
    Column("actor", String(120), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("etag", String(20)),
    Column("body", Text, nullable=False),
    Column("answered_at", Instant, nullable=False),
)

# Whose personal data is gone from this service, and on what basis. Rows stay: what comes later asks here.
erasure = Table(
    "erasure",
    HOUSE,
    Column("id", String(36), primary_key=True),
    Column("nominee_key", String(32), nullable=False, index=True),
    Column("basis", String(60), nullable=False),
    Column("asked_by", String(120), nullable=False),
    Column("confirmed_by", String(120), nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("obeyed_at", Instant, nullable=False),
)

# The records of an erased person: owners of personal parts of events.
erased_record = Table(
    "erased_record",
    HOUSE,
    Column("record", String(80), primary_key=True),
    Column("erasure", String(36), nullable=False),
)

# The key of each record's personal parts, None once it was destroyed. A copy of the database that is to outlive an
# erasure is made without this table (runbook).
personal_key = Table(
    "personal_key",
    HOUSE,
    Column("record", String(80), primary_key=True),
    Column("key", LargeBinary),
)

policy_version = Table(
    "policy_version",
    HOUSE,
    Column("hash", String(64), primary_key=True),
    Column("plan", String(60), nullable=False),
    Column("rulebook", String(60), nullable=False),
    Column("document", Text, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("published", Boolean, nullable=False, server_default=text("false")),
)

lease = Table(
    "lease",
    HOUSE,
    Column("name", String(60), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("until", Instant, nullable=False),
)
