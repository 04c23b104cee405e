"""Writing many cases and their stages at once.

Owns: the statements of the acts that are done on lists. Promises: as many statements for fifty cases as for one.
Leaves to others: which cases (they must be locked, `cases.lock_found`), what is written, transitions and evaluations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import case as chosen
from sqlalchemy import inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from services.review.models import Case, StageRun
from shared.rows import is_one_of

_cases: Any = Case.__table__
_runs: Any = StageRun.__table__


def save_cases(tx: Session, cases: Iterable[Case]) -> None:
    """Write what changed in these cases: one statement for all that changed alike, where a flush takes one for each.

    JSON columns (dossier, road, list of a return) do not change in acts on lists and are left to the flush.
    """
    alike: dict[tuple[int, tuple[tuple[str, Any], ...]], list[Case]] = {}
    for case in cases:
        alike.setdefault(_changes(case), []).append(case)
    for (steps, changed), same in alike.items():
        these = is_one_of(tx, _cases.c.id, sorted(case.id for case in same))
        values = dict(changed) | {"version": _cases.c.version + steps}
        # On the connection: the session would flush the cases one by one before it let an UPDATE through.
        tx.connection().execute(update(_cases).where(these).values(values))
        for case in same:
            for name in (*dict(changed), "version"):
                set_committed_value(case, name, getattr(case, name))


def _changes(case: Case) -> tuple[int, tuple[tuple[str, Any], ...]]:
    """By how many steps the version rose, and every other column with its new value."""
    before: dict[str, Any] = inspect(case).committed_state
    changed = tuple(
        (name, getattr(case, name))
        for name in sorted(before)
        if name not in ("version", "dossier", "road", "return_items") and getattr(case, name) != before[name]
    )
    return case.version - before.get("version", case.version), changed


def mark_received(tx: Session, cases: Iterable[Case], **columns: Any) -> None:
    """Write who took the cases in hand into the stages where they stand."""
    for index, ids in _by_stage((case.id, case.stage_index) for case in cases).items():
        here = (_runs.c.stage_index == index, is_one_of(tx, _runs.c.case_id, ids))
        tx.connection().execute(update(_runs).where(*here).values(columns))


def mark_passed(tx: Session, places: Iterable[tuple[str, int]], **columns: Any) -> None:
    """End the stages given by case and index as `columns` say; in the same statement the next ones open."""
    for index, ids in _by_stage(places).items():
        here = _runs.c.stage_index == index
        ends = {name: chosen((here, value), else_=_runs.c[name]) for name, value in columns.items()}
        opens = chosen((here, _runs.c.opened_at), else_=columns["closed_at"])
        both = (_runs.c.stage_index.in_((index, index + 1)), is_one_of(tx, _runs.c.case_id, ids))
        tx.connection().execute(update(_runs).where(*both).values({**ends, "opened_at": opens}))


def _by_stage(places: Iterable[tuple[str, int]]) -> dict[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for case_id, index in places:
        found.setdefault(index, []).append(case_id)
    return {index: sorted(ids) for index, ids in found.items()}
