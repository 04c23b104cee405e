"""One hash for equal content, another for any change; documents come back whole."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from shared.canonical import content_hash
from shared.policy import Policy, PolicyInvalid, PolicySet, load_policy_set
from tests.unit.policy.editing import Edit

SENT = date(2026, 11, 2)


def test_the_document_comes_back_exactly(policy_set: PolicySet) -> None:
    for plan, sent_on in [(plan, plan_of.window.first) for plan, plan_of in policy_set.plans.items()]:
        policy = policy_set.bundle(plan, sent_on)
        stored = json.loads(json.dumps(policy.document(), ensure_ascii=False))

        assert Policy.from_document(stored) == policy
        assert Policy.from_document(stored).document() == policy.document()


def test_the_hash_is_that_of_the_document(policy_set: PolicySet) -> None:
    policy = policy_set.bundle("hung_yen_2026", SENT)

    assert policy.hash == content_hash(policy.document())
    assert Policy.from_document(policy.document()).hash == policy.hash


def test_a_stored_document_that_does_not_fit_is_refused(policy_set: PolicySet) -> None:
    policy = policy_set.bundle("hung_yen_2026", SENT)
    changed = json.loads(json.dumps(policy.document()))
    changed["rulebook"]["valid_to"] = "one day"

    with pytest.raises(PolicyInvalid) as refused:
        Policy.from_document(changed)

    assert [place.at for place in refused.value.places] == ["document rulebook.valid_to"]


def test_plan_and_day_make_different_bundles(policy_set: PolicySet) -> None:
    hashes = {
        policy_set.bundle(plan, sent_on).hash
        for plan in policy_set.plans
        for sent_on in (date(2024, 11, 1), date(2026, 11, 1))
    }

    assert len(hashes) == 2 * len(policy_set.plans)


def test_two_loads_have_one_hash(copied: Path, policy_set: PolicySet) -> None:
    again = load_policy_set(copied)

    assert again == policy_set
    assert again.hash == policy_set.hash


def test_order_of_keys_and_of_chains_is_immaterial(copied: Path, edit: Edit, policy_set: PolicySet) -> None:
    edit("plans/hung_yen_2026.yaml", "  number: 28/KH-LĐLĐ\n  dated: 2026-06-24\n", "  dated: 2026-06-24\n  number: 28/KH-LĐLĐ\n")  # fmt: skip # noqa: E501 (two lines of the file, as they stand)
    chains = (copied / "chains.yaml").read_text(encoding="utf-8")
    head, first, rest = chains.partition("  - id: C1\n")
    c1, second, rest = (first + rest).partition("  - id: C1d\n")
    rest, third, extensions = rest.partition("\n# Roads beyond the chain")
    (copied / "chains.yaml").write_text(head + second + rest + "\n" + c1 + third + extensions, encoding="utf-8")

    assert load_policy_set(copied).hash == policy_set.hash


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("plans/hung_yen_2026.yaml", "value: 5000", "value: 5001"),
        ("plans/hung_yen_2026.yaml", "due: 2026-12-15", "due: 2026-12-16"),
        ("rulebooks/law2022_nd152.yaml", "name: characters, value: 10,", "name: characters, value: 9,"),
        ("chains.yaml", "    area_officer: true\n", ""),
        ("calendars/vietnam.yaml", "worked: 2026-08-22", "worked: 2026-08-29"),
        ("salaries.yaml", "amount: 2530000", "amount: 2530001"),
    ],
)  # fmt: skip
def test_any_changed_value_changes_the_hash(
    copied: Path, edit: Edit, policy_set: PolicySet, file: str, old: str, new: str
) -> None:
    edit(file, old, new)

    assert load_policy_set(copied).bundle("hung_yen_2026", SENT).hash != policy_set.bundle("hung_yen_2026", SENT).hash


def test_a_changed_day_in_a_stored_document_changes_the_hash(policy_set: PolicySet) -> None:
    policy = policy_set.bundle("khanh_hoa_2024", date(2024, 11, 1))
    document = policy.document()
    document["plan"]["phases"][1]["last"] = "2024-12-30"

    assert Policy.from_document(document).hash != policy.hash
