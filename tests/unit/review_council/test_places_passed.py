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
from tests.unit.review_council.stage import BODY, Stage

ADMINISTRATOR = Actor("quan-tri", Role.ADMINISTRATOR, "ldld-tinh")
GROUNDS = Grounds(reason="Hai công ty hợp nhất.", document="QĐ 15/QĐ-LĐLĐ")
HEIR = Successor(unit="cdcs-det-may", name="CĐCS Dệt may số 2", kind=StageKind.GRASSROOTS)
THIRD = Successor(unit="cdcs-ba", name="CĐCS số 3", kind=StageKind.GRASSROOTS)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def orders(stage: Stage, wanted: Wanted) -> str:
    """Some days after whatever was before."""
    stage.clock.advance(days=1)
    with stage.acting(ADMINISTRATOR) as work:
        return migrate(stage.desk, work, wanted, GROUNDS).migration


def takes_back(stage: Stage, migration: str) -> None:
    stage.clock.advance(days=1)
    with stage.acting(ADMINISTRATOR) as work:
        revert(work, migration, GROUNDS)


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


def test_what_counts_with_a_successor_follows_its_own_merger_and_comes_back_step_by_step(stage: Stage) -> None:
    session, (case,) = stage.ready_to_sign()
    stage.sign(session, [case])
    union, plan = stage.case(case).unit, stage.case(case).plan
    first = orders(stage, Wanted(plan=plan, bodies={union: HEIR}))
    second = orders(stage, Wanted(plan=plan, bodies={HEIR.unit: THIRD}))
    takes_back(stage, second)
    takes_back(stage, first)

    assert passed(stage) == [
        (case, union, HEIR.unit, False),
        (case, HEIR.unit, THIRD.unit, False),
        (case, THIRD.unit, HEIR.unit, True),
        (case, HEIR.unit, union, True),
    ]
    assert stage.violations() == []


def test_a_first_merger_taken_back_brings_home_what_a_second_took_on(stage: Stage) -> None:
    """If the first was an error, the second was never about this award, and its being taken back changes nothing."""
    session, (case,) = stage.ready_to_sign()
    stage.sign(session, [case])
    union, plan = stage.case(case).unit, stage.case(case).plan
    first = orders(stage, Wanted(plan=plan, bodies={union: HEIR}))
    second = orders(stage, Wanted(plan=plan, bodies={HEIR.unit: THIRD}))
    takes_back(stage, first)
    takes_back(stage, second)

    assert passed(stage)[2:] == [(case, THIRD.unit, union, True)]


def test_of_an_award_made_between_two_mergers_only_the_second_speaks(stage: Stage) -> None:
    """While it was open the first passed it to its successor, which answers for it."""
    road = {"chain": "C4", "decided_at": "provincial", "stages": [
        {"kind": "grassroots", "unit": "cdcs-may", "unit_name": "CĐCS May Minh Anh", "may_decide": False},
        {"kind": "provincial", "unit": BODY, "unit_name": "LĐLĐ tỉnh", "may_decide": True},
    ]}  # fmt: skip
    early_session, (early,) = stage.ready_to_sign()
    session, (case,) = stage.ready_to_sign(road=road)
    stage.sign(early_session, [early])
    union, plan = stage.case(case).unit, stage.case(case).plan
    first = orders(stage, Wanted(plan=plan, bodies={union: HEIR}))
    stage.sign(session, [case])
    orders(stage, Wanted(plan=plan, bodies={HEIR.unit: THIRD}))
    takes_back(stage, first)

    assert stage.case(case).answering == HEIR.unit
    assert [one for one in passed(stage) if one[0] == case] == [(case, HEIR.unit, THIRD.unit, False)]
    assert [one[1:3] for one in passed(stage) if one[0] == early] == [
        (union, HEIR.unit), (HEIR.unit, THIRD.unit), (THIRD.unit, union),
    ]  # fmt: skip


def test_of_a_reform_of_levels_no_award_says_anything(stage: Stage) -> None:
    session, (case,) = stage.ready_to_sign()
    stage.sign(session, [case])
    district = Successor(unit="ldld-moi", name="LĐLĐ mới", kind=StageKind.PROVINCIAL)
    with stage.acting(ADMINISTRATOR) as work:
        migrate(stage.desk, work, Wanted(plan=stage.case(case).plan, bodies={"ldld-cu": district}), GROUNDS)

    assert passed(stage) == []
