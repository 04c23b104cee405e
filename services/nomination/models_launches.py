"""The rows of launched movements and of what units registered.

Owns: their shape. Promises: a row is written once; only the end of a launch is written into it later, by its own act.
Leaves to others: writing (`actions_launches`), reading (`queries_launches`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.nomination.models import Base
from shared.events.terms import RegistrationKind


class Launch(Base):
    """A movement launched by a union. `movement` is the plan's id of it, or this row's own where it is not the plan's.

    `owner_id` is the body whose plan it is. `outcome` None: it stands as launched; `ended` or `withdrawn` since.
    """

    __tablename__ = "launch"
    __table_args__ = (
        Index("ix_launch_plan_movement_unit_id", "plan", "movement", "unit_id"),
        Index("ix_launch_unit_id_id", "unit_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    movement: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str] = mapped_column(String(40))
    settled: Mapped[dict[str, Any]]
    is_pilot: Mapped[bool]
    launched_on: Mapped[date]
    first: Mapped[date]
    last: Mapped[date]
    document: Mapped[str] = mapped_column(String(200))
    policy: Mapped[str] = mapped_column(String(64))
    evaluations: Mapped[list[Any]]
    launched_by: Mapped[str] = mapped_column(String(120))
    launched_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(10))
    last_day: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(Text)
    end_document: Mapped[str | None] = mapped_column(String(200))
    ended_by: Mapped[str | None] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]


class Registration(Base):
    """A union's plan with its characteristic contents, or its pledge, as registered with the bodies above. `number`
    counts both; the highest of a `kind` stands."""

    __tablename__ = "registered_plan"
    __table_args__ = (UniqueConstraint("plan", "unit_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10), server_default=RegistrationKind.PLAN.value)
    contents: Mapped[list[Any]]
    document: Mapped[str] = mapped_column(String(200))
    registered_with: Mapped[list[Any]]
    policy: Mapped[str] = mapped_column(String(64))
    evaluations: Mapped[list[Any]]
    registered_by: Mapped[str] = mapped_column(String(120))
    registered_at: Mapped[datetime]
