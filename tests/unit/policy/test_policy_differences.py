"""What `vinhdanh policy diff` says: by path, with both clauses, whatever the order of the files."""

from __future__ import annotations

from pathlib import Path

from shared.policy import PolicySet, load_policy_set
from shared.policy.differences import DifferenceKind, differences
from tests.unit.policy.editing import Edit

PLAN = "plans/hung_yen_2026.yaml"


def test_a_policy_does_not_differ_from_itself(policy_set: PolicySet, copied: Path) -> None:
    assert differences(policy_set, load_policy_set(copied)) == ()


def test_a_changed_value_names_path_values_and_clause(policy_set: PolicySet, copied: Path, edit: Edit) -> None:
    edit(PLAN, "value: 5000", "value: 6000")

    (only,) = differences(policy_set.plan("hung_yen_2026"), load_policy_set(copied).plan("hung_yen_2026"))
    assert (only.kind, only.path, only.before, only.after) == (
        DifferenceKind.CHANGED, "targets[initiatives].value", "5000", "6000",
    )  # fmt: skip
    assert (only.clause_before, only.clause_after) == ("KH 28/KH-LĐLĐ, chỉ tiêu", "KH 28/KH-LĐLĐ, chỉ tiêu")
    assert only.words.vi == "đổi targets[initiatives].value: 5000 → 6000 (KH 28/KH-LĐLĐ, chỉ tiêu)"
    assert only.words.en.startswith("changed targets[initiatives].value")


def test_an_added_and_a_removed_item_cite_their_own_clause(policy_set: PolicySet, copied: Path, edit: Edit) -> None:
    edit(
        PLAN,
        "quotas: []",
        "quotas: [{award: merit_cert_federation, most_per_unit: 3, source: CV 7 của LĐLĐ tỉnh, mark: design}]",
    )
    before, after = policy_set.plan("hung_yen_2026"), load_policy_set(copied).plan("hung_yen_2026")

    (added,) = differences(before, after)
    (removed,) = differences(after, before)
    assert (added.kind, added.path, added.clause_after) == (
        DifferenceKind.ADDED, "quotas[merit_cert_federation]", "CV 7 của LĐLĐ tỉnh",
    )  # fmt: skip
    assert (removed.kind, removed.clause_before) == (DifferenceKind.REMOVED, "CV 7 của LĐLĐ tỉnh")


def test_a_changed_citation_is_not_cited_again(policy_set: PolicySet, copied: Path, edit: Edit) -> None:
    edit("salaries.yaml", "Nghị định 161/2026/NĐ-CP", "Nghị định 162/2026/NĐ-CP")

    (only,) = differences(policy_set.salaries, load_policy_set(copied).salaries)
    assert only.words.vi == "đổi base[2026-07-01].basis: Nghị định 161/2026/NĐ-CP → Nghị định 162/2026/NĐ-CP"


def test_the_draft_of_2026_makes_rating_and_initiative_cumulative(policy_set: PolicySet) -> None:
    found = differences(policy_set.rulebooks["law2022_nd152"], policy_set.rulebooks["law2026"])
    changes = {one.path: (one.before, one.after) for one in found}

    assert changes["awards[title_fighter_base].criteria.minimum_task_rating"] == ("good", "excellent")
    assert changes["awards[title_fighter_base].criteria.initiative.unless_rated"] == ("excellent", "–")


def test_two_plans_are_compared_by_the_ids_of_their_items(policy_set: PolicySet) -> None:
    found = differences(policy_set.plan("khanh_hoa_2024"), policy_set.plan("ninh_binh_2017"))
    paths = {one.path: one.kind for one in found}

    assert paths["chains[C3]"] is DifferenceKind.REMOVED
    assert paths["plaque_works[upper_union]"] is DifferenceKind.ADDED
    assert "chains[C1].id" not in paths
