"""Union bodies that ended: kept as nomination tells of them, and asked for where the subject of a case is one.

Owns: these rows. Promises: a succession taken back gives the union its former last day again; cases whose subject is no
union cost no statement. Leaves to others: the tree (nomination), what follows (`rules.subject`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Case
from services.review.models_unions import EndedUnion
from services.review.rules.facts import Subject
from shared.events.envelope import Envelope
from shared.events.nomination import SuccessionTakenBack, UnitClosed, UnitSucceeded
from shared.work import Work


def on_unit_closed(work: Work, event: UnitClosed, envelope: Envelope) -> None:
    _ends(work.tx, event.unit, event.last_day)


def on_unit_succeeded(work: Work, event: UnitSucceeded, envelope: Envelope) -> None:
    _ends(work.tx, event.unit, event.valid_from - timedelta(days=1))


def on_succession_taken_back(work: Work, event: SuccessionTakenBack, envelope: Envelope) -> None:
    row = work.tx.get_one(EndedUnion, event.unit)
    if event.valid_to is None:
        work.tx.delete(row)
    else:
        row.last_day = event.valid_to


def _ends(tx: Session, unit: str, last_day: date) -> None:
    """One that was closed before keeps its last day."""
    row = tx.get(EndedUnion, unit)
    if row is None:
        tx.add(EndedUnion(unit=unit, last_day=last_day))
    else:
        row.last_day = min(row.last_day, last_day)


def subjects_of(tx: Session, cases: Iterable[Case], on: date) -> Mapping[str, Subject]:
    """By case the union it is about, as G02 asks of it on a day; only cases about a union."""
    about = {case.id: case.subject_unit for case in cases if case.subject_unit is not None}
    if not about:
        return {}
    wanted = select(EndedUnion.unit, EndedUnion.last_day).where(EndedUnion.unit.in_(sorted(set(about.values()))))
    ended = {unit: last_day for unit, last_day in tx.execute(wanted)}
    return {case: Subject(unit=unit, last_day=ended.get(unit), asked_on=on) for case, unit in about.items()}
