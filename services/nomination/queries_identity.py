"""Reading what persons ruled on alike subjects.

Owns: the selects. Promises: one statement for any number of subjects. Leaves to others: ruling (`actions_identity`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Subquery, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from services.nomination.models import IdentityRuling
from services.nomination.queries_heirs import followed_by
from services.nomination.rules.namesakes import Bearer, Subject
from shared.rows import among


@dataclass(slots=True)
class Ruled:
    """What persons said about a subject: `same` are this subject, `different` ones are not, each a key; or, where two
    have one key, the mark of who is meant (`rules.namesakes`).
    """

    same: set[str] = field(default_factory=set)
    different: set[str] = field(default_factory=set)


def rulings_on(tx: Session, keys: Collection[str]) -> dict[str, Ruled]:
    """By nominee key; a subject nobody ruled on has an empty entry when asked for."""
    found: dict[str, Ruled] = defaultdict(Ruled)
    if keys:
        wanted = sorted(keys)
        about = or_(IdentityRuling.one.in_(wanted), IdentityRuling.other.in_(wanted))
        told = select(IdentityRuling.one, IdentityRuling.other, IdentityRuling.are_same)
        for one, other, are_same in tx.execute(told.where(about)):
            for here, there in ((one, other), (other, one)):
                (found[here].same if are_same else found[here].different).add(there)
    return found


Beside = Mapping[str, Sequence[Bearer]]
"""By nomination, who has something beside it: a case, an award, a hold, a claim."""


def with_forerunners(tx: Session, nominees: Mapping[str, Subject], beside: Beside) -> dict[str, Subject]:
    """Subjects, by nomination, with the unions theirs follows: asked only where somebody may be a namesake."""
    asked = {id: one.bearer.unit for id, one in nominees.items() if one.bearer.unit and one.is_unsettled(beside[id])}
    before = followed_by(tx, set(asked.values())) if asked else {}
    follows = {id: before[unit] for id, unit in asked.items()}
    return {
        id: replace(one, bearer=replace(one.bearer, follows=follows[id])) if id in follows else one
        for id, one in nominees.items()
    }


def rulings_among(tx: Session, nominees: Mapping[str, Subject], beside: Beside) -> dict[str, Ruled]:
    """By nomination; asked only where somebody else may be near: mostly there is nobody."""
    keys: set[str] = set()
    for id, nominee in nominees.items():
        near = [named for one in beside[id] for named in (one, one.as_filed) if named is not None]
        if any(one.key != nominee.bearer.key for one in near):
            keys.add(nominee.bearer.key)
        if any(one.key == nominee.bearer.key and nominee.mark_of(one) != nominee.mark for one in near):
            keys.add(nominee.mark)
        if any(one.is_hold for one in beside[id]):
            keys.add(nominee.mark)
    ruled = rulings_on(tx, keys)
    return {
        id: Ruled(mine.same | marked.same, mine.different | marked.different)
        for id, nominee in nominees.items()
        for mine, marked in [(ruled[nominee.bearer.key], ruled[nominee.mark])]
    }


def ruled_same() -> Subquery:
    """(key, other): whom a person ruled to be the same as the subjects named as `keys`; to be joined in statements made
    once. Narrowed here, since joined first it would be read whole for each of them."""
    one, other = aliased(IdentityRuling), aliased(IdentityRuling)
    return union_all(
        select(one.one.label("key"), one.other.label("other")).where(one.are_same, among(one.one, "keys")),
        select(other.other.label("key"), other.one.label("other")).where(other.are_same, among(other.other, "keys")),
    ).subquery()


def find_ruling(tx: Session, one: str, other: str, *, lock: bool = False) -> IdentityRuling | None:
    """The ruling on two subjects, whichever is named first."""
    key = (min(one, other), max(one, other))
    return tx.get(IdentityRuling, key, with_for_update=lock, populate_existing=lock)
