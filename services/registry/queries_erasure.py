"""Whom an erasure means among authors and entries of the register, and who is refused since.

Owns: the selects, and what author and erasure hold. Promises: read-only; in doubt a living namesake keeps the name.
Leaves to others: what goes (`erasing`), who is known by which name (nomination, by its event).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from services.registry.models import Award
from services.registry.models_erasure import ErasedName
from services.registry.models_progress import Initiative, InitiativeAuthor
from services.registry.queries_heirs import answered_for_by
from shared.erasure import ERASED, Meaning
from shared.events import erasure as events
from shared.holding import hold_names
from shared.names import spoken_key
from shared.tables import erased_record, erasure
from shared.tombstones import erased_records

Sounds = Mapping[str, set[tuple[str, str | None]]]
"""By key how a person's name sounds, and in which union only; None: wherever."""

_NAMES_TOLD = exists().where(ErasedName.erasure == erasure.c.id)


@dataclass(frozen=True, slots=True)
class Obeyed:
    """Whom an erasure meant that was obeyed before, and which of the cases asked about it took."""

    nominee_key: str
    names: Sequence[events.ErasedName] | None
    cases: Sequence[str]


def erasures_of(tx: Session, cases: Collection[str]) -> list[Obeyed]:
    """Those that took these cases."""
    wanted = select(erasure.c.id, erasure.c.nominee_key, erased_record.c.record).join(
        erased_record, erased_record.c.erasure == erasure.c.id
    )
    taken: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id, key, case in tx.execute(wanted.where(erased_record.c.record.in_(cases))):
        taken[id, key].append(case)
    told: dict[str, list[events.ErasedName]] = defaultdict(list)
    for one in tx.scalars(select(ErasedName).where(ErasedName.erasure.in_({id for id, _ in taken}))):
        name = events.ErasedName(spoken=one.spoken, unit=one.unit or None, is_shared=one.is_shared)
        told[one.erasure].append(name)
    return [Obeyed(key, told.get(id), theirs) for (id, key), theirs in taken.items()]


def sounds_beside(tx: Session, erased: Meaning, own: ColumnElement[bool]) -> Sounds:
    """How entries sound that are theirs under a key or name the erasure does not tell of: nomination had not heard of
    the correction. Whom it knows at their unions only is known by these there only."""
    named = {one.spoken for one in erased.names or ()}
    is_bound = any(one.unit is not None for one in erased.names or ())
    found: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for key, name, *units in tx.execute(
        select(Award.nominee_key, Award.nominee_name, Award.unit_id, Award.successor_id).where(own)
    ):
        sound = spoken_key(key, name)
        if erased.names is None or (key != erased.nominee_key and sound not in named):
            found[key] |= {(sound, unit) for unit in units if unit is not None} if is_bound else {(sound, None)}
    return found


def hold_authors(tx: Session, keys: Collection[str]) -> None:
    """Until the transaction ends nobody of these keys is entered as an author elsewhere, and none of them erased. Held
    after the entries of a case."""
    hold_names(tx, (f"registry.author.{key}" for key in keys))


def is_erased(tx: Session, nominee_key: str, name: str, unit: str) -> bool:
    """Whether somebody a unit names was erased: by the sound of a name they went by, at the unions it is bound to and
    those that follow them; by the key alone where a release erased that meant everybody who has it."""
    if _is_key_erased(tx, nominee_key):
        return True
    sound, unions = spoken_key(nominee_key, name), {unit, *answered_for_by(tx, unit)}
    told = select(ErasedName.unit).where(ErasedName.spoken == sound, ErasedName.is_shared.is_(False))
    bound_to = {where or None for where in tx.scalars(told)} | _bound_by_entries(tx, nominee_key, sound)
    return None in bound_to or (bool(bound_to & unions) and not _is_others(tx, nominee_key, sound, unions))


def is_awardee_erased(tx: Session, award: Award) -> bool:
    """Whether the award is that of somebody erased: what its entry no longer says was there once."""
    return bool(erased_records(tx, [award.case_id])) or _is_key_erased(tx, award.nominee_key)


def _is_key_erased(tx: Session, nominee_key: str) -> bool:
    """Whether a release erased that meant everybody who has it."""
    whole = select(erasure.c.id).where(erasure.c.nominee_key == nominee_key, ~_NAMES_TOLD).limit(1)
    return tx.scalar(whole) is not None


def _bound_by_entries(tx: Session, key: str, sound: str) -> set[str | None]:
    """The same by entries of the erased that a correction gave this key; empty where none sounds like this."""
    cases = erased_records(tx, set(tx.scalars(select(Award.case_id).where(Award.nominee_key == key))))
    obeyed = erasures_of(tx, cases)
    found = (sounds_beside(tx, one, Award.case_id.in_(one.cases)).get(key, set()) for one in obeyed)
    return {where for told in found for heard, where in told if heard == sound}


def _is_others(tx: Session, key: str, sound: str, unions: Collection[str]) -> bool:
    """Whether somebody not erased has this name at one of these unions: a merger brought namesakes together."""
    entered = select(Award.case_id, Award.nominee_name).where(Award.nominee_key == key, Award.unit_id.in_(unions))
    held = tx.execute(entered).all()
    erased = erased_records(tx, {case for case, _ in held})
    author = select(InitiativeAuthor.name).join(Initiative, Initiative.id == InitiativeAuthor.initiative)
    authors = tx.scalars(author.where(InitiativeAuthor.key == key, Initiative.unit.in_(unions)))
    names = [*(name for case, name in held if case not in erased), *(name for name in authors if name != ERASED)]
    return any(spoken_key(key, name) == sound for name in names)
