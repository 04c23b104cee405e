"""Chains: their levels, and from when to when they may be entered."""

from __future__ import annotations

from datetime import date

import pytest

from shared.events.terms import CouncilKind, StageKind
from shared.policy import PolicySet

G, D, S, C, P = (
    StageKind.GRASSROOTS,
    StageKind.DISTRICT,
    StageKind.SECTOR,
    StageKind.COMMUNE,
    StageKind.PROVINCIAL,
)


@pytest.mark.parametrize(
    ("chain", "kinds"),
    [("C1", [G, D, P]), ("C1d", [G, D, P]), ("C2", [G, S, P]), ("C3", [G, P]), ("C4", [G, P]), ("C5", [G, C, P])],
)
def test_levels(policy_set: PolicySet, chain: str, kinds: list[StageKind]) -> None:
    assert [stage.kind for stage in policy_set.chains[chain].stages] == kinds


def test_each_level_advises_the_next_and_the_last_has_the_federations_council(policy_set: PolicySet) -> None:
    for chain in policy_set.chains.values():
        above = [stage.kind for stage in chain.stages[1:]]
        assert [stage.advises_to for stage in chain.stages] == [*above, None]
        assert [stage.council for stage in chain.stages] == [*(None for _ in above), CouncilKind.FEDERATION]


@pytest.mark.parametrize("chain", ["C1", "C1d"])
def test_a_chain_through_the_district_ends_with_june_2025(policy_set: PolicySet, chain: str) -> None:
    found = policy_set.chains[chain]

    assert [found.is_open_on(date(2025, 6, 30)), found.is_open_on(date(2025, 7, 1))] == [True, False]
    assert "30/6/2025" in found.basis


def test_the_refusal_of_a_late_district_chain_cites_its_basis(policy_set: PolicySet) -> None:
    words = policy_set.chains["C1"].find_refusal(date(2025, 7, 2))

    assert words is not None
    assert "chỉ nhận hồ sơ đến 30/06/2025; hồ sơ gửi ngày 02/07/2025" in words.vi
    assert "takes dossiers until 2025-06-30 only; this one was sent on 2025-07-02" in words.en
    assert "Luật 97/2025/QH15" in words.en
    assert policy_set.chains["C1"].find_refusal(date(2025, 6, 30)) is None


def test_two_level_chains_begin_with_july_2025(policy_set: PolicySet) -> None:
    found = policy_set.chains["C4"]

    assert [found.is_open_on(date(2025, 6, 30)), found.is_open_on(date(2025, 7, 1))] == [False, True]


@pytest.mark.parametrize("day", [date(2017, 2, 23), date(2026, 1, 1)])
@pytest.mark.parametrize("chain", ["C2", "C3"])
def test_chains_without_a_district_are_not_bound(policy_set: PolicySet, chain: str, day: date) -> None:
    assert policy_set.chains[chain].is_open_on(day)


def test_every_chain_of_the_plans_goes_on_to_the_confederation(policy_set: PolicySet) -> None:
    """domain.md §1.2–1.5, §3.3."""
    assert [chain.id for chain in policy_set.chains.values() if not chain.goes_on_to_confederation] == []


def test_only_c4_has_an_area_officer(policy_set: PolicySet) -> None:
    assert [chain.id for chain in policy_set.chains.values() if chain.area_officer] == ["C4"]


def test_a_civil_service_union_may_stand_where_the_chain_says_sector(policy_set: PolicySet) -> None:
    stage = policy_set.chains["C2"].find_stage(StageKind.CIVIL_SERVICE)

    assert stage is not None
    assert stage.kind is StageKind.SECTOR
    assert policy_set.chains["C2"].find_stage(StageKind.DISTRICT) is None


def test_a_bundle_holds_the_plans_chains_only(policy_set: PolicySet) -> None:
    assert list(policy_set.bundle("khanh_hoa_2024", date(2024, 11, 1)).chains) == ["C1", "C2", "C3"]
