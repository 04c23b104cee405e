"""Collectives that are union bodies themselves: which, and until when they exist.

Owns: telling it from what was stated or, for the proposing union alone, from the name. Promises: a name that is no
union's says nothing; one statement, and only where somebody is one. Leaves to others: what follows (G02).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import Nomination, Unit
from services.nomination.queries_units import PathUp
from services.nomination.rules.lifecycle import SubjectBody
from services.nomination.rules.spelling import names_the_union
from shared.events.terms import SubjectKind


def subjects_of(
    tx: Session, nominations: Iterable[Nomination], paths: Mapping[str, PathUp]
) -> Mapping[str, SubjectBody]:
    """By nomination the union body its collective is: as stated, else the proposing union if the name is its name.

    A draft that passed to a successor may name the union it was drafted at.
    """
    candidates = {row.id: found for row in nominations if (found := _candidates(row, paths))}
    if not candidates:
        return {}
    ids = {unit for found in candidates.values() for unit in found}
    units = {unit.id: unit for unit in tx.scalars(select(Unit).where(Unit.id.in_(sorted(ids))))}
    told = {row.id: _find_subject(row, candidates[row.id], units) for row in nominations if row.id in candidates}
    return {case: subject for case, subject in told.items() if subject is not None}


def _candidates(row: Nomination, paths: Mapping[str, PathUp]) -> tuple[str, ...]:
    nominee = row.draft.get("nominee") or {}
    if nominee.get("kind") != SubjectKind.COLLECTIVE:
        return ()
    if nominee.get("subject_unit") is not None:
        return (nominee["subject_unit"],)
    bodies = paths[row.unit_id].bodies
    own = (row.unit_id,) if bodies and names_the_union(row.nominee_name, bodies[0].name) else ()
    return own or ((row.drafted_at,) if row.drafted_at else ())


def _find_subject(row: Nomination, candidates: tuple[str, ...], units: Mapping[str, Unit]) -> SubjectBody | None:
    unit = units.get(candidates[0])
    if unit is None:
        return SubjectBody(unit=candidates[0], name=None, last_day=None)
    is_stated = row.draft["nominee"].get("subject_unit") is not None
    if not is_stated and not names_the_union(row.nominee_name, unit.name):
        return None
    return SubjectBody(unit=unit.id, name=unit.name, last_day=unit.valid_to)
