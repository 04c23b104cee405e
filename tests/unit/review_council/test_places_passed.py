"""A union that ended leaves its awards where they are; what they count passes to who follows, case by case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.review.migrating import migrate, revert
from services.review.migration_record import Grounds
from services.review.rerouting import Named, Wanted
from services.review.rules.migration import Successor
from shared.events.envelope import Actor
from shared.events.terms import Role, StageKind
from tests.unit.review_council.stage import Stage

ADMINISTRATOR = Actor("quan-tri", Role.ADMINISTRATOR, "ldld-tinh")
GROUNDS = Grounds(reason="Hai công ty hợp nhất.", document="QĐ 15/QĐ-LĐLĐ")
HEIR = Successor(unit="cdcs-det-may", name="CĐCS Dệt may số 2", kind=StageKind.GRASSROOTS)
THIRD = Successor(unit="cdcs-ba", name="CĐCS số 3", kind=StageKind.GRASSROOTS)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def passed(stage: Stage) -> list[tuple[Any, ...]]:
    def answering(unit: Any) -> Any:
        return (unit["successor"] or unit)["id"]

    said = stage.said("review.places_passed")
    return [(one["case"], answering(one["from_unit"]), answering(one["unit"]), one["is_back"]) for one in said]


def test_each_award_says_with_whom_it_counts_and_comes_back(stage: Stage) -> None:
    """Named ones with whom they name; of what is awarded after the merger nothing comes back with it."""
    session, (first, second) = stage.ready_to_sign(2)
    stage.sign(session, [first, second])
    union, plan = stage.case(first).unit, stage.case(first).plan
    wanted = Wanted(plan=plan, bodies={union: HEIR}, named={second: Named(unit=union, successor=THIRD)})
    with stage.acting(ADMINISTRATOR) as work:
        done = migrate(stage.desk, work, wanted, GROUNDS)

    there = {(first, union, HEIR.unit, False), (second, union, THIRD.unit, False)}
    assert done.moved == ()
    assert set(passed(stage)) == there
    assert stage.case(first).answering == union

    stage.clock.advance(days=1)
    later_session, (later,) = stage.ready_to_sign()
    stage.sign(later_session, [later])
    with stage.acting(ADMINISTRATOR) as work:
        revert(work, done.migration, GROUNDS)
    assert set(passed(stage)) == there | {(first, HEIR.unit, union, True), (second, THIRD.unit, union, True)}
    assert stage.violations() == []


def test_of_a_reform_of_levels_no_award_says_anything(stage: Stage) -> None:
    session, (case,) = stage.ready_to_sign()
    stage.sign(session, [case])
    district = Successor(unit="ldld-moi", name="LĐLĐ mới", kind=StageKind.PROVINCIAL)
    with stage.acting(ADMINISTRATOR) as work:
        migrate(stage.desk, work, Wanted(plan=stage.case(case).plan, bodies={"ldld-cu": district}), GROUNDS)

    assert passed(stage) == []
