"""Figures that cannot be true are refused where they stand: a part beyond its whole, a day to come, a strange unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from services.registry.models import Figures
from services.registry.models_progress import Initiative
from shared.events.nomination import UnitRegistered
from shared.events.terms import Block, Role, UnitKind
from tests.support.desks import bearer
from tests.unit.registry.office import API, TODAY, Office
from tests.unit.registry.test_targets_of_the_silent import SINCE

PLAN = "hung_yen_2026"


def states(office: Office, unit: str = "may", *, plan: str = PLAN, **more: Any) -> Any:
    given = {"unit_name": "CĐCS May", "block": "block_enterprise", "snapshot_on": "2026-07-01"} | more
    return office.client.put(f"{API}/plans/{plan}/figures/{unit}", json=given, headers=office.secretary)


def places(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["at"], one["code"]) for one in answer.json["places"]]


def knows(office: Office, unit: str, block: Block | None, kind: UnitKind = UnitKind.GRASSROOTS) -> None:
    told = UnitRegistered(unit=unit, name=unit, kind=kind, block=block, parent=None, valid_from=SINCE)
    office.hears(office.speakers.say(unit, told))


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("persons_with_initiative", "headcount"), ("persons_registered", "headcount"), ("officers_trained", "officers"),
        ("movements_reviewed", "movements"), ("clusters_reviewing", "clusters"),
    ],
)  # fmt: skip
def test_a_part_is_no_larger_than_its_whole(office: Office, part: str, whole: str) -> None:
    assert places(states(office, **{part: 11, whole: 10})) == [(part, "registry.part_exceeds_whole")]
    assert places(states(office, **{part: 1, whole: 0})) == [(part, "registry.part_exceeds_whole")]
    with office.desk.database.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(Figures)) == 0
    assert states(office, "u1", **{part: 10, whole: 10}).status_code == 200
    assert states(office, "u2", **{part: 10}).status_code == 200


def test_somebody_may_have_several_initiatives(office: Office) -> None:
    assert states(office, headcount=96, initiatives_recognised=188).status_code == 200


@pytest.mark.parametrize(
    ("plan", "day"), [(PLAN, "2099-01-01"), (PLAN, "2026-08-04"), ("dien_bien_2020", "2062-01-01")]
)
def test_heads_are_not_counted_on_a_day_to_come(office: Office, plan: str, day: str) -> None:
    assert places(states(office, plan=plan, snapshot_on=day, headcount=1)) == [("snapshot_on", "date.future")]
    assert states(office, plan=plan, snapshot_on=TODAY, headcount=1).status_code == 200


def test_only_units_of_the_tree_and_of_their_block_state_anything(office: Office) -> None:
    knows(office, "may", Block.ENTERPRISE)
    knows(office, "huyen", None, UnitKind.DISTRICT)

    assert places(states(office, "khong-co")) == [("unit", "registry.unit_unknown")]
    assert places(states(office, block="block_public_service")) == [("block", "registry.block_differs")]
    assert states(office).status_code == 200
    assert states(office, "huyen", block="block_public_service").status_code == 200


def test_initiatives_are_of_units_of_the_tree_too(office: Office, tmp_path: Path) -> None:
    knows(office, "may", Block.ENTERPRISE)
    ghost = bearer(tmp_path, "ma", Role.GRASSROOTS_OFFICER, "khong-co")
    made = {
        "unit": "khong-co", "unit_name": "CĐCS Ma", "block": "block_enterprise", "title": "Sổ điểm", "scope": "base",
        "recognised_on": "2026-04-10", "recognised_by": "Hội đồng sáng kiến",
        "authors": [{"full_name": "Nguyễn Thị Hương", "birth": "1984"}],
    }  # fmt: skip
    assert places(office.act(ghost, f"plans/{PLAN}/initiatives", made)) == [("unit", "registry.unit_unknown")]
    other = made | {"unit": "may", "block": "block_public_service"}
    assert places(office.act(office.secretary, f"plans/{PLAN}/initiatives", other)) == [
        ("block", "registry.block_differs"),
    ]  # fmt: skip
    with office.desk.database.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(Initiative)) == 0
