"""Each invariant finds the violation planted for it, and says nothing of sound rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import delete, update

from services.review import invariants, queries
from services.review.models import Case, EvaluationRow, StageRun, Transition
from services.review.service import DEFINITION
from shared.desk import Desk
from shared.desk import Invariant as Check
from tests.support.desks import make_desk
from tests.unit.review.cases import HEAD, IN_2026, open_case, pass_on, receive


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[Desk]:
    """A desk with one case at the province, for tests to damage."""
    desk = make_desk(DEFINITION, tmp_path)
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    yield desk
    desk.database.close()


def violations(desk: Desk) -> dict[str, int]:
    checks: tuple[Check, ...] = invariants.INVARIANTS
    with desk.database.reading() as tx:
        return {check.name: len(check.violations(tx)) for check in checks}


NONE = dict.fromkeys((check.name for check in invariants.INVARIANTS), 0)


def test_sound_rows_are_sound(damaged: Desk) -> None:
    """Nothing is said of a case that came by the actions."""
    assert violations(damaged) == NONE


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda: update(StageRun).values(closed_at=None), {"review.stages_open": 1}),
        (lambda: update(StageRun).where(StageRun.stage_index == 1).values(opened_at=None), {"review.stages_open": 1}),
        (lambda: update(Case).values(state="received"), {"review.transitions_replay": 1}),
        (lambda: update(Case).values(clock_stopped_on=date(2026, 8, 3)), {"review.clocks_run_at_stages": 1}),
        (lambda: update(Case).values(version=9), {"review.transitions_replay": 1}),
        (lambda: delete(Transition).where(Transition.number == 3), {"review.transitions_replay": 1}),
        (
            lambda: update(EvaluationRow).where(EvaluationRow.rule == "G17").values(since=IN_2026),
            {"review.carried_checks_were_made": 1},
        ),
        (
            lambda: update(Transition).where(Transition.number == 2).values(role="auditor"),
            {"review.transitions_permitted": 1},
        ),
        (
            lambda: update(Transition).where(Transition.number == 2).values(action="slip_through"),
            {"review.transitions_permitted": 1},
        ),
    ],
)
def test_damage_is_found(damaged: Desk, damage: Callable[[], Any], found: dict[str, int]) -> None:
    """Rows changed behind the actions' back show in the one check made for it."""
    with damaged.database.transaction() as tx:
        tx.execute(damage().execution_options(synchronize_session=False))

    assert violations(damaged) == NONE | found


def test_gauges_show_where_cases_stand(damaged: Desk) -> None:
    """Cases by stage and state; a stage without cases shows none."""
    open_case(damaged, "case-2")
    with damaged.database.reading() as tx:
        queries.show_gauges(tx)
    shown = {
        (labels["stage"], labels["state"]): REGISTRY.get_sample_value("vinhdanh_review_cases", labels)
        for labels in (
            {"stage": "grassroots", "state": "submitted"},
            {"stage": "provincial", "state": "submitted"},
            {"stage": "provincial", "state": "received"},
        )
    }

    assert shown == {
        ("grassroots", "submitted"): 1.0, ("provincial", "submitted"): 1.0, ("provincial", "received"): None,
    }  # fmt: skip
