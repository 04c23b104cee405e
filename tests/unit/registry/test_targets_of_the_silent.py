"""A union the plan is for that states nothing is missed by name, and no target is met over its head."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.registry.models import Figures
from services.registry.queries_targets import standing_of
from services.registry.rules.targets import Reached
from services.registry.service import DEFINITION
from shared.desk import Desk
from shared.events.nomination import UnitClosed, UnitRegistered
from shared.events.terms import Block, UnitKind
from tests.support.desks import STANDARD_NOW, make_desk
from tests.unit.audit.said import Speakers, hear

TODAY = date(2026, 8, 3)
SINCE = date(2010, 1, 1)


class Register:
    """Province with a district, a school, a clinic and a factory; another province with a school."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.speakers = desk, Speakers()
        self.stands("tinh", UnitKind.PROVINCIAL, None)
        self.stands("huyen", UnitKind.DISTRICT, "tinh")
        for name, block in (
            ("truong", Block.PUBLIC_SERVICE), ("tram-xa", Block.PUBLIC_SERVICE), ("may", Block.ENTERPRISE),
        ):  # fmt: skip
            self.stands(name, UnitKind.GRASSROOTS, "huyen", block)
        self.stands("tinh-khac", UnitKind.PROVINCIAL, None)
        self.stands("truong-khac", UnitKind.GRASSROOTS, "tinh-khac", Block.PUBLIC_SERVICE)

    def stands(self, unit: str, kind: UnitKind, parent: str | None, block: Block | None = None) -> None:
        told = UnitRegistered(
            unit=unit, name=f"CĐCS {unit}", kind=kind, block=block, parent=parent, valid_from=SINCE
        )  # fmt: skip
        self.hears(unit, told)

    def hears(self, subject: str, fact: object) -> None:
        hear(self.desk, [self.speakers.say(subject, fact)])

    def states(self, plan: str, unit: str, block: Block | None = None, **figures: int) -> None:
        counted = self.desk.policies.policies.plan(plan).period_of(TODAY).first
        with self.desk.database.transaction() as tx:
            tx.add(Figures(
                plan=plan, unit=unit, counted_from=counted, unit_name=f"CĐCS {unit}", snapshot_on=TODAY,
                block=block.value if block else "", version=1, changed_by="x", changed_at=STANDARD_NOW, change="x",
                **figures,
            ))  # fmt: skip

    def reached(self, plan: str, target: str, on: date = TODAY) -> Reached:
        with self.desk.database.reading() as tx:
            standing = standing_of(tx, self.desk.policies.policies.plan(plan), on)
        return next(one.reached for one in standing.targets if one.target.id == target)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(make_desk(DEFINITION, tmp_path))


SERVICE: dict[str, Any] = {"block": Block.PUBLIC_SERVICE, "headcount": 100, "initiatives_recognised": 9}


def test_a_silent_union_of_the_block_is_named_and_the_share_is_not_judged(register: Register) -> None:
    """Hưng Yên: 5 % of the public-service block. The school says 9 of 100; the clinic says nothing."""
    plan, target = "hung_yen_2026", "public_service_initiatives"
    register.states(plan, "truong", persons_with_initiative=9, **SERVICE)
    first = register.reached(plan, target)
    assert (first.outcome.value, first.missing_units) == ("not_computable", ("CĐCS tram-xa",))
    assert (first.numerator, first.denominator) == (9, 100)

    register.states(plan, "tram-xa", persons_with_initiative=0, **SERVICE)
    assert register.reached(plan, target).outcome.value == "not_met"


def test_a_count_over_every_block_waits_for_all_unions_of_the_base(register: Register) -> None:
    plan, target = "hung_yen_2026", "initiatives"
    register.states(plan, "truong", persons_with_initiative=9, **SERVICE)
    found = register.reached(plan, target)
    assert (found.outcome.value, found.missing_units) == ("not_computable", ("CĐCS may", "CĐCS tram-xa"))

    register.states(plan, "may", Block.ENTERPRISE, headcount=9000, initiatives_recognised=5000)
    found = register.reached(plan, target)
    assert (found.outcome.value, found.numerator, found.missing_units) == ("met", 5009, ("CĐCS tram-xa",))


def test_who_was_closed_is_missed_as_long_as_it_stood(register: Register) -> None:
    plan, target = "hung_yen_2026", "public_service_initiatives"
    register.states(plan, "truong", persons_with_initiative=9, **SERVICE)
    register.hears("tram-xa", UnitClosed(unit="tram-xa", last_day=date(2026, 8, 31), document="QĐ 1"))

    assert [register.reached(plan, target, date(2026, month, 15)).outcome.value for month in (8, 9)] == [
        "not_computable", "met",
    ]  # fmt: skip


def test_clusters_are_asked_of_bodies_above_the_base_and_officers_of_everybody(register: Register) -> None:
    plan = "dien_bien_2020"
    register.states(plan, "tinh", clusters=2, clusters_reviewing=2, officers=1, officers_trained=1)

    assert register.reached(plan, "clusters_review").missing_units == ("CĐCS huyen",)
    assert register.reached(plan, "officers_trained").missing_units == (
        "CĐCS huyen", "CĐCS may", "CĐCS tram-xa", "CĐCS truong",
    )  # fmt: skip
