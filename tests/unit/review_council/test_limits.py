"""How limits are counted before the vote: by whom, in which year and theme, and shares of what is counted here."""

from __future__ import annotations

from typing import Any

import pytest

from services.review.rules.limits import Place, QuotaStanding, standings_of_caps
from shared.events.terms import AwardType
from shared.policy.marks import Mark
from shared.policy.rulebook_items import Cap, CapBase, CapPeriod, CapScope
from shared.verdicts import Consequence
from shared.words import Words

FIGHTER, WORKER = "title_fighter_base", "title_advanced_worker"


def cap(**more: Any) -> Cap:
    given: dict[str, Any] = {
        "id": "c", "award": FIGHTER, "scope": CapScope.UNIT, "period": CapPeriod.YEAR, "consequence": Consequence.WARN,
        "words": Words("tối đa", "at most"), "basis": "Điều 9", "mark": Mark.DESIGN,
    }  # fmt: skip
    return Cap(**given | more)


def place(award: str = FIGHTER, **more: Any) -> Place:
    given: dict[str, Any] = {"award": award, "award_type": "merit", "unit": "a", "year": 2026, "theme": ""}
    return Place(**given | more)


def counted(one: Cap, taken: list[Place], listed: list[Place]) -> list[QuotaStanding]:
    return list(standings_of_caps([one], taken, listed))


def test_each_unit_and_each_year_is_counted_apart() -> None:
    found = counted(
        cap(most=2), [place(), place(year=2025), place(unit="b")], [place(), place(unit="b"), place(unit="b")]
    )
    assert [(one.unit, one.year, one.now, one.then, one.remains) for one in found] == [
        ("a", 2026, 1, 2, 0), ("b", 2026, 1, 3, -1),
    ]  # fmt: skip


@pytest.mark.parametrize(("workers", "most"), [(0, None), (6, 0), (7, 1), (13, 1), (14, 2)])
def test_a_share_is_rounded_down_and_unknown_while_its_base_is(workers: int, most: int | None) -> None:
    taken = [place(WORKER)] * workers + [place(WORKER, unit="b")] * 9
    (found,) = counted(cap(percent=15, of=CapBase.ADVANCED_WORKERS), taken, [place()])
    assert found.most == most


def test_a_share_of_what_nobody_here_counts_is_not_known() -> None:
    (found,) = counted(cap(percent=20, of=CapBase.QUALIFIED_CLUSTER_LEADERS, scope=CapScope.PROVINCE), [], [place()])
    assert (found.most, found.remains, found.then) == (None, None, 1)


def test_a_cap_of_the_nation_is_not_counted_in_one_province() -> None:
    assert counted(cap(most=1, scope=CapScope.NATION), [], [place()]) == []


def test_another_type_of_award_does_not_count() -> None:
    thematic = cap(most=4, award_type=AwardType.THEMATIC, period=CapPeriod.THEME_AND_YEAR, scope=CapScope.PROVINCE)
    listed = [place(award_type="thematic", theme="x"), place(), place(award_type="thematic", theme="y", unit="b")]
    assert [(one.theme, one.then) for one in counted(thematic, [], listed)] == [("x", 1), ("y", 1)]
