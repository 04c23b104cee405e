"""Holds that may mean subjects, and whom each names; the sheets a hold may mean.

Owns: the part of a statement that asks for holds, and reading its facts; finding those sheets. Promises: a hold that
was lifted is not among them; both ways find the same pairs. Leaves to others: the whole statement (`queries_known`),
whom a hold means (`rules.namesakes`), entering and lifting (`actions_holds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from services.nomination.models import Hold, Nomination
from services.nomination.rules.namesakes import Bearer, Subject, subject_of
from services.nomination.rules.spelling import compared_name
from shared.events.terms import FINAL_STATES, CaseState, HoldKind, SubjectKind
from shared.names import fold
from shared.rows import among, as_object

_LENGTH_OF_YEAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A hold that stands. It names nobody's unit."""

    id: str
    nominee_key: str
    year_key: str
    name: str
    kind: HoldKind
    document: str

    @property
    def bearer(self) -> Bearer:
        return Bearer(key=self.nominee_key, year_key=self.year_key, name=self.name, unit=self.id)


def held_of(hold: Hold) -> Held:
    return Held(
        id=hold.id, nominee_key=hold.nominee_key, year_key=hold.year_key or hold.nominee_key, name=hold.nominee_name,
        kind=HoldKind(hold.kind), document=hold.document,
    )  # fmt: skip


def holds_read(nominee: Subject, facts: Iterable[Mapping[str, Any]]) -> tuple[Held, ...]:
    """Those that may mean the nominee."""
    told = (Held(**{**fact, "kind": HoldKind(fact["kind"])}) for fact in facts)
    return tuple(sorted((one for one in told if nominee.is_met_by(one.bearer)), key=lambda one: one.id))


def holds_of_years() -> Select[Any]:
    """Of subjects asked about by name and year of birth (`key_of_year`) as `years`: (`hold`, that key, fact). One that
    has no such key is found by its own, of subjects asked about as `keys`.
    """
    found_by = func.coalesce(Hold.year_key, Hold.nominee_key)
    fact = as_object(
        id=Hold.id, nominee_key=Hold.nominee_key, year_key=found_by, name=Hold.nominee_name, kind=Hold.kind,
        document=Hold.document,
    )  # fmt: skip
    told = select(literal_column("'hold'").label("kind"), found_by.label("of"), fact.label("fact"))
    by_key = and_(Hold.year_key.is_(None), among(Hold.nominee_key, "keys"))
    return told.where(or_(among(Hold.year_key, "years"), by_key), Hold.lifted_at.is_(None))


def may_be_meant(key: str, name: str, birth: str | None) -> ColumnElement[bool]:
    """Sheets under the key, and of a person (who has a `birth`) those of the name and year."""
    own = Nomination.nominee_key == key
    if birth is None:
        return own
    name_key = compared_name(SubjectKind.INDIVIDUAL, name)
    year = birth[:_LENGTH_OF_YEAR]
    born = func.substr(Nomination.birth, 1, _LENGTH_OF_YEAR) == year
    return or_(own, and_(Nomination.name_key == name_key, Nomination.folded == fold(name), born))


@dataclass(frozen=True, slots=True)
class Met:
    """A case under way that a hold may mean. `is_perhaps_a_namesakes`: nobody has said yet that it does."""

    case: Nomination
    is_perhaps_a_namesakes: bool


def under_way(tx: Session, hold: Hold, birth: str | None) -> Sequence[Met]:
    """The cases that were sent and have not ended; `birth` of a person."""
    not_open = [state.value for state in (*sorted(FINAL_STATES), CaseState.DRAFT)]
    meant = may_be_meant(hold.nominee_key, hold.nominee_name, birth)
    wanted = select(Nomination).where(meant, Nomination.state.not_in(not_open)).order_by(Nomination.id)
    bearer = held_of(hold).bearer
    found = [(_nominee_of(row), row) for row in tx.scalars(wanted)]
    return [
        Met(row, is_perhaps_a_namesakes=not nominee.is_surely(bearer))
        for nominee, row in found
        if nominee.is_met_by(bearer)
    ]


def _nominee_of(row: Nomination) -> Subject:
    """Without their union, which no hold names."""
    bearer = Bearer(key=row.nominee_key, name=row.nominee_name)
    return subject_of(SubjectKind(row.draft["nominee"]["kind"]), row.birth, bearer)
