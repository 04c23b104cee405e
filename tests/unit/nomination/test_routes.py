"""Where a road ends: at the first level competent to decide, or at the top for who decides beyond it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.nomination.rules.routes import Body, find_level, find_road
from shared.events.terms import Level, StageKind, UnitKind
from shared.policy import Policy, load_policy_set

DAY = date(2024, 5, 14)
BASE = Body(unit="cdcs-may", name="CĐCS May", kind=UnitKind.GRASSROOTS)
SECTOR = Body(unit="cd-nganh", name="Công đoàn ngành", kind=UnitKind.SECTOR)
TOP = Body(unit="ldld", name="LĐLĐ tỉnh", kind=UnitKind.PROVINCIAL)
G, S, P = StageKind.GRASSROOTS, StageKind.SECTOR, StageKind.PROVINCIAL


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy_set().bundle("khanh_hoa_2024", DAY)


def decided_at(policy: Policy, level: Level) -> Policy:
    """The policy with the union's commendation decided at this level."""
    awards = tuple(
        replace(award, decided_at=level) if award.code == "commendation_cert_union" else award
        for award in policy.rulebook.awards
    )
    return replace(policy, rulebook=replace(policy.rulebook, awards=awards))


@pytest.mark.parametrize(
    ("level", "path", "kinds", "decides"),
    [
        (Level.GRASSROOTS, (BASE, SECTOR, TOP), [G], True),
        (Level.INTERMEDIATE, (BASE, SECTOR, TOP), [G, S], True),
        (Level.INTERMEDIATE, (BASE, TOP), [G, P], True),
        (Level.PROVINCIAL, (BASE, SECTOR, TOP), [G, S, P], True),
        (Level.CONFEDERATION, (BASE, SECTOR, TOP), [G, S, P], False),
    ],
)
def test_road_is_cut_at_the_first_competent_level(
    policy: Policy, level: Level, path: tuple[Body, ...], kinds: list[StageKind], *, decides: bool
) -> None:
    road = find_road(decided_at(policy, level), path, "commendation_cert_union", DAY)
    assert road is not None
    assert [stage.kind for stage in road.stages] == kinds
    assert [stage.may_decide for stage in road.stages] == [False] * (len(kinds) - 1) + [decides]


@pytest.mark.parametrize(
    ("path", "wanted", "kinds"),
    [
        ((BASE, SECTOR, TOP), None, [G]),
        ((BASE, SECTOR, TOP), Level.GRASSROOTS, [G]),
        ((BASE, SECTOR, TOP), Level.INTERMEDIATE, [G, S]),
        ((BASE, TOP), Level.GRASSROOTS, [G]),
    ],
)
def test_the_proposal_says_which_competent_level_decides(
    policy: Policy, path: tuple[Body, ...], wanted: Level | None, kinds: list[StageKind]
) -> None:
    road = find_road(policy, path, "commendation_cert_union", DAY, wanted)
    assert road is not None
    assert ([stage.kind for stage in road.stages], road.decided_at) == (kinds, wanted or Level.GRASSROOTS)
    assert [stage.may_decide for stage in road.stages] == [False] * (len(kinds) - 1) + [True]


@pytest.mark.parametrize(
    ("path", "award", "wanted"),
    [
        ((BASE, TOP), "commendation_cert_union", Level.INTERMEDIATE),  # no body in between (C3)
        ((BASE, SECTOR, TOP), "commendation_cert_union", Level.PROVINCIAL),  # not competent
        ((BASE, SECTOR, TOP), "plaque_work", Level.INTERMEDIATE),  # the plan leaves them to the province
    ],
)
def test_no_road_leads_to_a_level_that_is_not_there(
    policy: Policy, path: tuple[Body, ...], award: str, wanted: Level
) -> None:
    assert find_road(policy, path, award, DAY, wanted) is None


def test_where_nobody_is_in_between_the_province_puts_up_the_plaque() -> None:
    ninh_binh = load_policy_set().bundle("ninh_binh_2017", date(2017, 5, 15))
    district = replace(SECTOR, kind=UnitKind.DISTRICT)
    for path, level in (((BASE, district, TOP), Level.INTERMEDIATE), ((BASE, SECTOR, TOP), Level.INTERMEDIATE)):
        road = find_road(ninh_binh, path, "plaque_work", date(2017, 5, 15))
        assert road is not None
        assert (road.decided_at, len(road.stages)) == (level, 2)
    chain = load_policy_set().chains["C3"]
    assert find_level(ninh_binh, chain, "plaque_work", None) is Level.PROVINCIAL


@pytest.mark.parametrize(
    ("award", "length"), [("title_advanced_worker", 1), ("merit_cert_province", 3), ("title_fighter_national", 3)]
)
def test_no_body_of_the_chain_decides_a_state_award(policy: Policy, award: str, length: int) -> None:
    """The employer, the people's committee and the Prime Minister do (E1, S1, S2)."""
    road = find_road(policy, (BASE, SECTOR, TOP), award, DAY)
    assert road is not None
    assert (len(road.stages), any(stage.may_decide for stage in road.stages)) == (length, False)
