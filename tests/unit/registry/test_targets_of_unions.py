"""Targets that count unions: who launched, of those the plan is for on the day asked about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.registry.queries_targets import standing_of
from services.registry.rules.targets import Outcome, Unions, measure
from services.registry.service import DEFINITION
from shared.desk import Desk
from shared.events.launches import LaunchWithdrawn, MovementLaunched, Settled, UnionRef
from shared.events.nomination import SuccessionTakenBack, UnitClosed, UnitMoved, UnitRegistered, UnitSucceeded
from shared.events.terms import Block, MovementScope, StageKind, UnitKind
from tests.support.desks import make_desk
from tests.unit.audit.said import Speakers, hear

PLAN = "dien_bien_2020"
PROVINCE, DISTRICT, ELSEWHERE = "tinh", "huyen", "tinh-khac"
GRASSROOTS, UPPER = "grassroots_unions_launch", "upper_unions_launch"
TODAY = date(2024, 6, 1)


class Register:
    """A register that hears of a tree: a province with a district and three unions, another province with one."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.speakers = desk, Speakers()
        self.stands(PROVINCE, UnitKind.PROVINCIAL, None)
        self.stands(DISTRICT, UnitKind.DISTRICT, PROVINCE)
        for base in ("a", "b", "c"):
            self.stands(base, UnitKind.GRASSROOTS, DISTRICT)
        self.stands(ELSEWHERE, UnitKind.PROVINCIAL, None)
        self.stands("x", UnitKind.GRASSROOTS, ELSEWHERE)

    def stands(self, unit: str, kind: UnitKind, parent: str | None, since: date = date(2010, 1, 1)) -> None:
        block = Block.ENTERPRISE if kind is UnitKind.GRASSROOTS else None
        told = UnitRegistered(unit=unit, name=unit, kind=kind, block=block, parent=parent, valid_from=since)
        self.hears(unit, told)

    def launches(self, unit: str, on: date = TODAY, kind: StageKind = StageKind.GRASSROOTS) -> None:
        self.hears(f"l-{unit}", MovementLaunched(
            launch=f"l-{unit}", plan=PLAN, union=UnionRef(id=unit, name=unit, kind=kind), owner=PROVINCE, told=None,
            movement="m", name="Phong trào", scope=MovementScope.WORKFORCE, settled=Settled(), is_pilot=False,
            launched_on=on, first=on, last=on, document="KH 1", evaluations=(),
        ))  # fmt: skip

    def hears(self, subject: str, fact: object) -> None:
        hear(self.desk, [self.speakers.say(subject, fact)])

    def reached(self, target: str, on: date = TODAY) -> tuple[int | None, int | None, str]:
        with self.desk.database.reading() as tx:
            standing = standing_of(tx, self.desk.policies.policies.plan(PLAN), on)
        one = next(one.reached for one in standing.targets if one.target.id == target)
        return one.numerator, one.denominator, one.outcome.value


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(make_desk(DEFINITION, tmp_path))


def test_nothing_is_computed_before_anybody_launched(register: Register) -> None:
    assert register.reached(GRASSROOTS) == (None, None, "not_computable")


def test_unions_of_the_plan_that_launched_are_counted_by_level(register: Register) -> None:
    register.launches("a")
    register.launches(DISTRICT, kind=StageKind.DISTRICT)

    assert register.reached(GRASSROOTS) == (1, 3, "not_met")
    assert register.reached(UPPER) == (1, 2, "not_met")
    register.launches("b")
    register.launches("c")
    register.launches(PROVINCE, kind=StageKind.PROVINCIAL)
    assert (register.reached(GRASSROOTS), register.reached(UPPER)) == ((3, 3, "met"), (2, 2, "met"))


def test_each_year_counts_its_own_launches_and_a_withdrawn_one_counts_never(register: Register) -> None:
    register.launches("a", date(2023, 12, 31))
    register.launches("b")
    gone = LaunchWithdrawn(
        launch="l-b", plan=PLAN, union=UnionRef(id="b", name="b", kind=StageKind.GRASSROOTS), name="Phong trào",
        told=None, reason="Phát động nhầm", document="CV 1",
    )  # fmt: skip

    assert (register.reached(GRASSROOTS, date(2023, 7, 1)), register.reached(GRASSROOTS)) == (
        (1, 3, "not_met"), (1, 3, "not_met"),
    )  # fmt: skip
    register.hears("l-b", gone)
    assert (register.reached(GRASSROOTS, date(2023, 7, 1))[0], register.reached(GRASSROOTS)[0]) == (1, 0)


def test_who_closed_merged_or_moved_away_counts_on_neither_side(register: Register) -> None:
    for unit in ("a", "b"):
        register.launches(unit)
    register.hears("a", UnitClosed(unit="a", last_day=date(2024, 6, 30), document="QĐ 1"))
    register.hears("b", UnitMoved(unit="b", parent=ELSEWHERE, valid_from=date(2024, 8, 1), document="QĐ 2"))
    register.hears("c", UnitSucceeded(unit="c", successors=("x",), valid_from=date(2024, 9, 1), document="QĐ 3"))

    assert [register.reached(GRASSROOTS, date(2024, month, 15))[:2] for month in (6, 7, 8, 9)] == [
        (2, 3), (1, 2), (0, 1), (0, 0),
    ]  # fmt: skip


def test_a_merger_entered_in_error_takes_nobody_out_of_the_count(register: Register) -> None:
    register.launches("a")
    back = SuccessionTakenBack(unit="b", successors=("a",), valid_to=None, reason="Ghi nhầm đơn vị", document="CV 2")

    register.hears("b", UnitSucceeded(unit="b", successors=("a",), valid_from=date(2024, 5, 1), document="QĐ 1"))
    assert register.reached(GRASSROOTS) == (1, 2, "not_met")
    register.hears("b", back)
    assert register.reached(GRASSROOTS) == (1, 3, "not_met")


def test_a_launch_counts_for_who_follows_its_union_from_that_day_on(register: Register) -> None:
    """A merged into B, which split into C and D: both go on with what A had launched."""
    register.launches("a")
    register.stands("d", UnitKind.GRASSROOTS, DISTRICT)
    register.hears("a", UnitSucceeded(unit="a", successors=("b",), valid_from=date(2024, 7, 1), document="QĐ 1"))
    assert [register.reached(GRASSROOTS, date(2024, month, 15))[:2] for month in (6, 7)] == [(1, 4), (1, 3)]

    register.hears("b", UnitSucceeded(unit="b", successors=("c", "d"), valid_from=date(2024, 9, 1), document="QĐ 2"))
    assert register.reached(GRASSROOTS, date(2024, 9, 15)) == (2, 2, "met")

    back = SuccessionTakenBack(unit="b", successors=("c", "d"), valid_to=None, reason="Ghi nhầm", document="CV 3")
    register.hears("b", back)
    assert register.reached(GRASSROOTS, date(2024, 9, 15))[:2] == (1, 3)


@pytest.mark.parametrize(
    ("unions", "outcome"),
    [
        (Unions(launching=9, there=10), Outcome.MET),
        (Unions(launching=89, there=100), Outcome.NOT_MET),
        (Unions(launching=0, there=0), Outcome.NOT_COMPUTABLE),
        (None, Outcome.NOT_COMPUTABLE),
    ],
)
def test_ninety_percent_of_the_unions(register: Register, unions: Unions | None, outcome: Outcome) -> None:
    plan = register.desk.policies.policies.plan(PLAN)
    target = next(one for one in plan.targets if one.id == GRASSROOTS)

    assert measure(target, (), (), None, unions).outcome is outcome
