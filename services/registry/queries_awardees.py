"""Which awards of the register are one awardee's.

Owns: these selects. Promises: a correction makes no second person, whichever of its entries others are like; who is
known by a year of birth alone is one person at one union, and two at two. Leaves to others: what is paid of several
awards (`rules.bonuses`), who was erased (`queries_erasure`).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from services.registry.models import Award
from services.registry.queries_heirs import going_on_with
from shared.names import is_told_by_year


def cases_of_awardee(tx: Session, award: Award) -> frozenset[str]:
    """The case of the award and those of the same awardee."""
    found, frontier = {award.case_id}, {award.case_id}
    while frontier:
        frontier = _alike(tx, frontier, found)
        found |= frontier
    return frozenset(found)


def _alike(tx: Session, cases: Collection[str], found: Collection[str]) -> set[str]:
    """Other cases that have, or had before a correction, a key one of these has or had."""
    own, other = aliased(Award), aliased(Award)
    wanted = select(other.case_id, other.nominee_key, other.nominee_name, other.unit_id, own.unit_id).join(
        other, other.nominee_key == own.nominee_key
    )
    pairs = tx.execute(wanted.where(own.case_id.in_(cases), other.case_id.not_in(found)).distinct())
    return {case for case, key, name, *units in pairs if not is_told_by_year(key, name) or _are_one_union(tx, *units)}


def _are_one_union(tx: Session, one: str, other: str) -> bool:
    return one == other or not going_on_with(tx, one).isdisjoint(going_on_with(tx, other))
