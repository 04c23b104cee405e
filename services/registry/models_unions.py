"""The rows behind targets that ask for unions: the tree as it was told, and who launched a movement under a plan.

Owns: their shape. Promises: a unit's places are added, never changed; who follows whom is as the tree has it now.
Leaves to others: writing (`actions_unions`), counting (`queries_unions`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base


class KnownUnion(Base):
    """A union body of the tree. `valid_to` is its last day; None while it exists.

    `block` is told of grassroots unions. `name` and `block` are None where an earlier release heard of it.
    """

    __tablename__ = "known_unions"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None] = mapped_column(Text)
    block: Mapped[str | None] = mapped_column(String(40))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnionPlace(Base):
    """Under whom a union stands from a day on, until the next place."""

    __tablename__ = "union_places"

    union: Mapped[str] = mapped_column(String(80), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    parent: Mapped[str | None] = mapped_column(String(80))


class KnownSuccession(Base):
    """`successor` follows a union that merged or split, from `valid_from` on; gone where that was entered in error."""

    __tablename__ = "known_successions"

    union: Mapped[str] = mapped_column(String(80), primary_key=True)
    successor: Mapped[str] = mapped_column(String(80), primary_key=True)
    valid_from: Mapped[date]


class KnownLaunch(Base):
    """A movement launched under a plan by a union; `owner` is the body whose plan it is."""

    __tablename__ = "known_launches"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    plan: Mapped[str] = mapped_column(String(80), index=True)
    union: Mapped[str] = mapped_column(String(80))
    owner: Mapped[str] = mapped_column(String(80))
    launched_on: Mapped[date]
    is_withdrawn: Mapped[bool]
