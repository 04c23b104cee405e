"""A case's road as rows: read for the record before it is moved, measured for the invariants, put back.

Owns: which columns are the road. Promises: putting back restores every one of them exactly.
Leaves to others: where a case moves (`rules.migration`), who may move it (`migrating`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.review.council_models import PublicNotice
from services.review.models import Case, StageRun
from services.review.rules.migration import Signature, Standing
from shared.clock import office_day
from shared.events.codec import from_plain
from shared.events.dossier import Road
from shared.rows import insert_rows, is_one_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The columns of a stage (`models.StageRun`)."""

    case_id: str
    stage_index: int
    kind: str
    body: str
    body_name: str
    opened_at: datetime | None = None
    received_by: str | None = None
    received_at: datetime | None = None
    passed_by: str | None = None
    passed_at: datetime | None = None
    opinion: str | None = None
    minutes: str | None = None
    warning_reason: str | None = None
    closed_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The columns of a case a move may change (`models.Case`), and its stages."""

    policy: str
    state: str
    stage_index: int
    stage_kind: str
    body: str
    body_name: str
    road: dict[str, Any]
    stage_since: datetime
    received_by: str | None
    received_at: datetime | None
    due_on: date | None
    clock_stopped_on: date | None
    resume_state: str | None
    successor_id: str | None
    successor_name: str | None
    runs: tuple[Run, ...]


_COLUMNS = tuple(item.name for item in fields(Former) if item.name != "runs")


def runs_of(tx: Session, cases: Iterable[str]) -> dict[str, tuple[Run, ...]]:
    """The stages of each case in their order, as the database has them now."""
    wanted = select(StageRun).where(is_one_of(tx, StageRun.__table__.c.case_id, sorted(cases)))
    found: dict[str, list[Run]] = {}
    rows = tx.scalars(wanted.order_by(StageRun.stage_index).execution_options(populate_existing=True))
    for row in rows:
        found.setdefault(row.case_id, []).append(Run(**{item.name: getattr(row, item.name) for item in fields(Run)}))
    return {case_id: tuple(runs) for case_id, runs in found.items()}


def former_of(case: Case, runs: Sequence[Run]) -> Former:
    return Former(**{name: getattr(case, name) for name in _COLUMNS}, runs=tuple(runs))


def road_of(case: Case) -> Road:
    return from_plain(Road, case.road)


def count_passed(runs: Sequence[Run]) -> int:
    return sum(run.outcome == "passed" for run in runs)


def put_back(tx: Session, case: Case, former: Former) -> None:
    """Every column as it was; the state is left to the step that is taken (`cases.move`)."""
    for name in _COLUMNS:
        if name != "state":
            setattr(case, name, getattr(former, name))
    write_runs(tx, case.id, former.runs, after=0)


def write_runs(tx: Session, case_id: str, runs: Sequence[Run], *, after: int) -> None:
    """Replace the stages from index `after` on; those before are left alone."""
    tx.execute(
        delete(StageRun).where(StageRun.case_id == case_id, StageRun.stage_index >= after),
        execution_options={"synchronize_session": False},
    )
    rows = [{item.name: getattr(run, item.name) for item in fields(Run)} for run in runs if run.stage_index >= after]
    if rows:
        insert_rows(tx, StageRun.__table__, rows)


def notices_of(tx: Session, cases: Iterable[str]) -> Mapping[str, date]:
    """The last day of each public notice."""
    wanted = select(PublicNotice.case_id, PublicNotice.until)
    return dict(tx.execute(wanted.where(is_one_of(tx, PublicNotice.__table__.c.case_id, sorted(cases)))).all())


def standing_of(case: Case, runs: Sequence[Run], list_day: date | None, notice_until: date | None) -> Standing:
    """What the invariants of a move are asked with."""
    return Standing(
        road=road_of(case).stages,
        index=case.stage_index,
        state=case.goes_on_in,
        signatures=tuple(
            Signature(
                index=run.stage_index, body=run.body, passed_by=run.passed_by or "",
                passed_at=run.passed_at.isoformat() if run.passed_at else "", minutes=run.minutes,
            )
            for run in runs
            if run.outcome == "passed"
        ),
        reached_on=office_day(case.stage_since),
        due_on=case.due_on,
        return_due_on=case.return_due_on,
        notice_until=notice_until,
        list_day=list_day,
    )  # fmt: skip
