"""The rows of the register: decisions, awards, running numbers, figures of units.

Owns: their shape. Promises: an award keeps the words of its decision as signed; births are kept to tell namesakes
apart and leave this service in no answer but the proposal to correct one, to who decides on it and auditors.
Leaves to others: writing (`actions`), reading (`queries*`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.tables import NAMING, Instant


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class Decision(Base):
    """A signed decision, as it came. `kind` is award, or what it does to the decision it `amends`.

    `body` keeps its awards in the book and presents them; it decided too unless `authority` names an office above.
    `folded_number` is what it is found by; None: entered by a release that did not know it.
    """

    __tablename__ = "decisions"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[str] = mapped_column(String(80), index=True)
    folded_number: Mapped[str | None] = mapped_column(Text, index=True)
    dated: Mapped[date]
    signed_at: Mapped[datetime] = mapped_column(Instant)
    signed_by: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(String(80))
    body_name: Mapped[str] = mapped_column(Text)
    authority: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    amends: Mapped[str | None] = mapped_column(ForeignKey("decisions.id"))
    plan: Mapped[str] = mapped_column(String(80))
    awards: Mapped[int]
    list_sha256: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Award(Base):
    """One line of a decision's list. `sort_key` gives the Vietnamese order, `folded_name` the search without marks.

    `certificate` is None where somebody above decided and keeps the book. A later decision never edits the words of an
    entry: it sets its `standing` and `ended_by`; a correction enters another one (`entry` counts those of a case) that
    `replaces` it, whose birth the event binds by a hash with `salt`. `paused_because`: why handing it over waits;
    `late_said_at`: when it was said to be late.
    """

    __tablename__ = "awards"
    __table_args__ = (
        Index("ix_awards_sort_key_id", "sort_key", "id"),
        # Looked at every few seconds: those that wait to be handed over are few, however long the book.
        Index(
            "ix_awards_waiting", "decision_id",
            postgresql_where=text("presented_on IS NULL AND late_said_at IS NULL"),
            sqlite_where=text("presented_on IS NULL AND late_said_at IS NULL"),
        ),
        UniqueConstraint("case_id", "entry"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(80))
    entry: Mapped[int]
    standing: Mapped[str] = mapped_column(String(20))
    replaces: Mapped[str | None] = mapped_column(ForeignKey("awards.id"))
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("decisions.id"))
    complaints_open: Mapped[int]
    paused_because: Mapped[str | None] = mapped_column(Text)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    number: Mapped[str] = mapped_column(String(80))
    dated: Mapped[date]
    body: Mapped[str] = mapped_column(String(80))
    plan: Mapped[str] = mapped_column(String(80), index=True)
    nominee_key: Mapped[str] = mapped_column(String(80), index=True)
    nominee_kind: Mapped[str] = mapped_column(String(20))
    nominee_name: Mapped[str] = mapped_column(Text)
    nominee_birth: Mapped[str | None] = mapped_column(String(10))
    salt: Mapped[str | None] = mapped_column(String(22))
    folded_name: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(Text)
    is_direct_worker: Mapped[bool | None]
    is_leader: Mapped[bool | None]
    unit_id: Mapped[str] = mapped_column(String(80), index=True)
    unit_name: Mapped[str] = mapped_column(Text)
    folded_unit: Mapped[str] = mapped_column(Text)
    unit_block: Mapped[str] = mapped_column(String(40))
    successor_id: Mapped[str | None] = mapped_column(String(80))
    successor_name: Mapped[str | None] = mapped_column(Text)
    award_code: Mapped[str] = mapped_column(String(80))
    award_name_vi: Mapped[str] = mapped_column(Text)
    award_name_en: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    bonus: Mapped[int | None]
    bonus_working: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    certificate: Mapped[str | None] = mapped_column(String(40))
    presented_on: Mapped[date | None]
    occasion: Mapped[str | None] = mapped_column(Text)
    late_said_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))


    @property
    def answering(self) -> str:
        """The union that answered for the case when it was awarded; who goes on with it since, the tree says."""
        return self.successor_id or self.unit_id


class GoldenBook(Base):
    """The last certificate number a body gave in a year."""

    __tablename__ = "golden_books"

    body: Mapped[str] = mapped_column(String(80), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Figures(Base):
    """What a unit states for a plan, for its targets; None is not stated. `snapshot_on`: the day heads were counted.

    `counted_from` is the first day of the plan's period that day falls into: a standing plan has figures for each year.
    `id` names them in events; None: stated before there was such an event.
    """

    __tablename__ = "figures"
    plan: Mapped[str] = mapped_column(String(80), primary_key=True)
    unit: Mapped[str] = mapped_column(String(80), primary_key=True)
    counted_from: Mapped[date] = mapped_column(primary_key=True)
    id: Mapped[str | None] = mapped_column(String(80))
    unit_name: Mapped[str] = mapped_column(Text)
    block: Mapped[str] = mapped_column(String(40))
    snapshot_on: Mapped[date]
    headcount: Mapped[int | None]
    initiatives_recognised: Mapped[int | None]
    persons_with_initiative: Mapped[int | None]
    persons_registered: Mapped[int | None]
    officers: Mapped[int | None]
    officers_trained: Mapped[int | None]
    movements: Mapped[int | None]
    movements_reviewed: Mapped[int | None]
    clusters: Mapped[int | None]
    clusters_reviewing: Mapped[int | None]
    version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))
