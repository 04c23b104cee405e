"""Reports that awards may rest on: of a unit, and of the unions it follows.

Owns: the part of a statement that asks for them, and reading its facts. Promises: a union's own report and that of
one it follows are told apart. Leaves to others: the whole statement (`queries_known`), which of them count (G10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select

from services.nomination.models import Unit
from services.nomination.models_known import KnownReport
from services.nomination.queries_heirs import unions_before
from shared.rows import as_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A report that our register received; of a union the unit follows, which was no more from `ended_from` on, or of
    the unit itself."""

    plan: str
    report: str
    received_on: date
    union_name: str
    ended_from: date | None


def reports_read(facts: Iterable[Mapping[str, Any]]) -> Iterator[Reported]:
    for fact in facts:
        days = {name: fact[name] and date.fromisoformat(fact[name]) for name in ("received_on", "ended_from")}
        yield Reported(**{**fact, **days})


def reports_up(asked: ColumnElement[bool]) -> Select[Any]:
    """Of units asked about: (`report`, the unit asked about, fact)."""
    unions = unions_before(asked)
    fact = as_object(
        plan=KnownReport.plan, report=KnownReport.report, received_on=KnownReport.received_on, union_name=Unit.name,
        ended_from=unions.c.ended_from,
    )  # fmt: skip
    told = select(literal_column("'report'").label("kind"), unions.c.start.label("of"), fact.label("fact"))
    return told.join_from(unions, Unit, Unit.id == unions.c.union).join(KnownReport, KnownReport.unit == Unit.id)
