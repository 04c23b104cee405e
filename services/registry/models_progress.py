"""The rows of a plan's progress: initiatives with their authors, and reports that came in.

Owns: their shape. Promises: births tell namesakes apart and leave this service in no answer.
Leaves to others: writing (`actions_progress`), counting (`rules.progress`, `rules.targets`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.registry.models import Base
from shared.tables import Instant


class Initiative(Base):
    """A recognised initiative of a unit. `external_*`: its entry in a register of somebody else, where it has one."""

    __tablename__ = "initiatives"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    plan: Mapped[str] = mapped_column(String(80), index=True)
    unit: Mapped[str] = mapped_column(String(80), index=True)
    unit_name: Mapped[str] = mapped_column(Text)
    block: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(String(40))
    recognised_on: Mapped[date]
    recognised_by: Mapped[str] = mapped_column(Text)
    external_registry: Mapped[str | None] = mapped_column(String(80))
    external_number: Mapped[str | None] = mapped_column(String(80))
    external_on: Mapped[date | None]
    version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))
    authors: Mapped[list[InitiativeAuthor]] = relationship(order_by="InitiativeAuthor.place")


class InitiativeAuthor(Base):
    """One who made it; `key` is the same for the same person whatever unit names them.

    The event binds `key` by a hash with `key_salt`, name and birth by one with `salt`, which goes with them.
    """

    __tablename__ = "initiative_authors"

    initiative: Mapped[str] = mapped_column(ForeignKey("initiatives.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(Text)
    birth: Mapped[str] = mapped_column(String(10))
    key_salt: Mapped[str | None] = mapped_column(String(22))
    salt: Mapped[str | None] = mapped_column(String(22))


class ReportReceived(Base):
    """A report a unit owed and sent: `document` names the paper, `received_on` decides whether it is late."""

    __tablename__ = "reports_received"
    __table_args__ = (UniqueConstraint("plan", "report", "unit", "period"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    plan: Mapped[str] = mapped_column(String(80))
    report: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(80), index=True)
    unit_name: Mapped[str] = mapped_column(Text)
    period: Mapped[str] = mapped_column(String(40))
    received_on: Mapped[date]
    document: Mapped[str] = mapped_column(Text)
    received_by: Mapped[str] = mapped_column(String(120))
    is_late: Mapped[bool]


class PlanReminder(Base):
    """What was said to an owner of a plan by the calendar, once: of the report `about` that its last `day` is within
    `step` days, the same of a day of the rulebook (`@` before its id), or (`TARGETS`) how targets stand when `step`
    percent of the period that began on `day` are over. Never changed."""

    __tablename__ = "plan_reminders"

    plan: Mapped[str] = mapped_column(String(80), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80), primary_key=True)
    about: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    said_at: Mapped[datetime] = mapped_column(Instant)


TARGETS = "@targets"
"""No report is called that."""
