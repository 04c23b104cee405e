"""Reading the register.

Owns: the statements of look-ups. Promises: public answers are made from public columns only: no birth, no key, no
bonus is even selected for them; lists are in Vietnamese order. Leaves to others: targets (`queries_targets`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from services.registry.errors import NoSuchAward, NoSuchDecision
from services.registry.metrics import AWARDS, DECISIONS
from services.registry.models import Award, Decision
from services.registry.rules.register import fold_as_written, fold_number
from shared.events.terms import Standing
from shared.holding import held
from shared.names import fold
from shared.web.paging import Page, page_of, read_cursor
from shared.words import Words


@dataclass(frozen=True, slots=True)
class PublicAward:
    """What anybody may see of an award: domain.md §7.4."""

    id: str
    nominee_name: str
    unit_name: str
    award_name: Words
    year: int
    decision_number: str
    decision_dated: date
    sort_key: str
    standing: Standing
    ended_by_number: str | None
    ended_by_dated: date | None
    replaces: str | None


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """`kind` is award, or what it does to the decision with the number `amends_number`; then its awards are those it
    corrected or cancelled."""

    number: str
    dated: date
    body_name: str
    kind: str
    amends_number: str | None
    awards: tuple[PublicAward, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a look-up asks for; None asks nothing. Names and numbers are compared without marks and case."""

    name: str | None = None
    unit: str | None = None
    award: str | None = None
    year: int | None = None
    decision: str | None = None


# The later decision about an award, where there is one.
_ENDING = aliased(Decision, name="ending")
_PUBLIC = (
    Award.id, Award.nominee_name, Award.unit_name, Award.award_name_vi, Award.award_name_en, Award.year, Award.number,
    Award.dated, Award.sort_key, Award.standing, _ENDING.number, _ENDING.dated, Award.replaces,
)  # fmt: skip


def _public_awards() -> Any:
    return select(*_PUBLIC).outerjoin(_ENDING, _ENDING.id == Award.ended_by)


def look_up_public(tx: Session, sought: Sought, *, cursor: str | None, limit: int) -> Page[PublicAward]:
    """A page of what the public may see, in Vietnamese order of names: entries in whose place another stands are left
    out here and stay readable by their id and decision."""
    current = _public_awards().where(Award.standing != Standing.CORRECTED.value)
    found = tx.execute(_page(_sought(current, sought), cursor, limit))
    return page_of([_public(row) for row in found], limit, lambda award: (award.sort_key, award.id))


def get_public_award(tx: Session, award_id: str) -> PublicAward:
    row = tx.execute(_public_awards().where(Award.id == award_id)).first()
    if row is None:
        raise NoSuchAward()
    return _public(row)


def find_public_decisions(tx: Session, number: str) -> list[PublicDecision]:
    """The decisions with this number, newest first: every body and year counts from 1."""
    amended = aliased(Decision, name="amended")
    decisions = tx.execute(
        select(Decision.id, Decision.number, Decision.dated, Decision.body_name, Decision.kind, amended.number)
        .outerjoin(amended, amended.id == Decision.amends)
        .where(_is_numbered(number))
        .order_by(Decision.dated.desc())
    ).all()
    if not decisions:
        raise NoSuchDecision()
    return [PublicDecision(*row[1:], _awards_of(tx, row[0], is_later=row[4] != "award")) for row in decisions]


def look_up(tx: Session, sought: Sought, *, cursor: str | None, limit: int) -> Page[Award]:
    """A page of awards for officers."""
    found = tx.scalars(_page(_sought(select(Award), sought), cursor, limit)).all()
    return page_of(found, limit, lambda award: (award.sort_key, award.id))


def get_award(tx: Session, award_id: str, *, lock: bool = False) -> Award:
    """The award, its row held until the transaction ends when `lock`."""
    wanted = select(Award).where(Award.id == award_id)
    award = tx.scalar(held(wanted) if lock else wanted)
    if award is None:
        raise NoSuchAward()
    return award


def _awards_of(tx: Session, decision_id: str, *, is_later: bool) -> tuple[PublicAward, ...]:
    listed = Award.ended_by == decision_id if is_later else Award.decision_id == decision_id
    found = tx.execute(_public_awards().where(listed).order_by(Award.sort_key, Award.id))
    return tuple(_public(row) for row in found)


def _public(row: Any) -> PublicAward:
    award_id, name, unit, award_vi, award_en, year, number, dated, sort_key, standing, by, on, replaces = row
    words = Words(award_vi, award_en)
    return PublicAward(
        award_id, name, unit, words, year, number, dated, sort_key, Standing(standing), by, on, replaces
    )


def _sought(wanted: Any, sought: Sought) -> Any:
    if sought.name:
        wanted = wanted.where(Award.folded_name.contains(fold(sought.name), autoescape=True))
    if sought.unit:
        wanted = wanted.where(Award.folded_unit.contains(fold(sought.unit), autoescape=True))
    if sought.award:
        wanted = wanted.where(Award.award_code == sought.award)
    if sought.year is not None:
        wanted = wanted.where(Award.year == sought.year)
    if sought.decision:
        wanted = wanted.where(Award.decision_id.in_(select(Decision.id).where(_is_numbered(sought.decision))))
    return wanted


def _is_numbered(number: str) -> ColumnElement[bool]:
    """However it is typed; with its noughts, or as it is written, where a release before entered the decision."""
    folded = Decision.folded_number.in_((fold_number(number), fold_as_written(number)))
    return folded | (Decision.number == number)


def _page(wanted: Select[Any], cursor: str | None, limit: int) -> Select[Any]:
    after = read_cursor(cursor, (str, str))
    if after is not None:
        wanted = wanted.where(tuple_(Award.sort_key, Award.id) > tuple_(*after))
    return wanted.order_by(Award.sort_key, Award.id).limit(limit + 1)


def show_gauges(tx: Session) -> None:
    """Refresh the gauges before a scrape."""
    counted = (
        select(Award.plan, Award.presented_on.is_not(None), func.count())
        .where(Award.standing == Standing.IN_FORCE.value)
        .group_by(Award.plan, Award.presented_on.is_not(None))
    )
    AWARDS.clear()
    for plan, is_presented, count in tx.execute(counted):
        AWARDS.labels(plan, "yes" if is_presented else "no").set(count)
    DECISIONS.set(tx.scalar(select(func.count()).select_from(Decision)) or 0)
