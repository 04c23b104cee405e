"""Writing many cases and their stages at once.

Owns: the statements of the acts that are done on lists. Promises: as many statements for fifty cases as for one.
Leaves to others: which cases (they must be locked, `cases.lock_found`), what is written, transitions and evaluations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Update, bindparam, inspect, update
from sqlalchemy import case as chosen
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from services.review.models import Case, StageRun
from shared.rows import among

_cases: Any = Case.__table__
_runs: Any = StageRun.__table__
_STAGE = bindparam("stage", type_=Integer)


def save_cases(tx: Session, cases: Iterable[Case]) -> None:
    """Write what changed in these cases: one statement for all that changed alike, where a flush takes one for each.

    JSON columns (dossier, road, list of a return) do not change in acts on lists and are left to the flush.
    """
    alike: dict[tuple[int, tuple[tuple[str, Any], ...]], list[Case]] = {}
    for case in cases:
        alike.setdefault(_changes(case), []).append(case)
    for (steps, changed), same in alike.items():
        given = {"these": [case.id for case in same], "steps": steps, **_values(dict(changed))}
        # On the connection: the session would flush the cases one by one before it let an UPDATE through.
        tx.connection().execute(_saving(tuple(name for name, _ in changed)), given)
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
        tx.connection().execute(_receiving(tuple(columns)), {"stage": index, "these": ids, **_values(columns)})


def mark_passed(tx: Session, places: Iterable[tuple[str, int]], **columns: Any) -> None:
    """End the stages given by case and index as `columns` say; in the same statement the next ones open."""
    for index, ids in _by_stage(places).items():
        tx.connection().execute(_passing(tuple(columns)), {"stage": index, "these": ids, **_values(columns)})


def _by_stage(places: Iterable[tuple[str, int]]) -> dict[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for case_id, index in places:
        found.setdefault(index, []).append(case_id)
    return {index: sorted(ids) for index, ids in found.items()}


def _values(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {f"to_{name}": value for name, value in columns.items()}


def _given(table: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in columns}


# Few sets of columns ever change together, and putting a statement together takes longer than executing it.


@cache
def _saving(columns: tuple[str, ...]) -> Update:
    version = _cases.c.version + bindparam("steps", type_=Integer)
    return update(_cases).where(among(_cases.c.id, "these")).values({**_given(_cases, columns), "version": version})


@cache
def _receiving(columns: tuple[str, ...]) -> Update:
    here = (_runs.c.stage_index == _STAGE, among(_runs.c.case_id, "these"))
    return update(_runs).where(*here).values(_given(_runs, columns))


@cache
def _passing(columns: tuple[str, ...]) -> Update:
    given, here = _given(_runs, columns), _runs.c.stage_index == _STAGE
    ends = {name: chosen((here, value), else_=_runs.c[name]) for name, value in given.items()}
    opens = chosen((here, _runs.c.opened_at), else_=given["closed_at"])
    both = (_runs.c.stage_index.in_((_STAGE, _STAGE + 1)), among(_runs.c.case_id, "these"))
    return update(_runs).where(*both).values({**ends, "opened_at": opens})
