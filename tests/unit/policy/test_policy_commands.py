"""What the commands of `vinhdanh policy` print, on the packaged policy."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.commands import policy, policy_rules, policy_showing
from deploy.commands.policy_rules import NOT_YET, places_by_rule, row_of
from deploy.policy_parts import find_part
from shared.policy import PolicySet, UnknownPart
from tests.unit.policy.editing import Edit


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables in full, as on a wide terminal."""
    for module in (policy, policy_rules, policy_showing):
        monkeypatch.setattr(module.console, "width", 400)


def run(*arguments: str) -> str:
    outcome = CliRunner().invoke(policy.policy, list(arguments), catch_exceptions=False)
    assert outcome.exit_code == 0
    return outcome.output


def test_list_shows_plans_rulebooks_and_what_is_missing() -> None:
    told = run("list")

    assert all(plan in told for plan in ("gia_lam_2023", "ninh_binh_2017", "dien_bien_2020"))
    assert "paperwork.number, paperwork.dated" in told
    assert "draft" in told


def test_validate_warns_of_the_lapse() -> None:
    told = run("validate")

    assert "From 2027-03-01 nothing follows" in told
    assert "is valid" in told


def test_rules_say_where_each_check_is_enforced(policy_set: PolicySet) -> None:
    row = row_of(policy_set.rules["P05"], policy_set.rulebooks["law2022_nd152"], places_by_rule())

    assert row[:3] == ("P05", "provincial", "block decision")
    assert "services.review.rules.provincial_council:yes_votes_suffice" in row[5]


def test_rules_own_up_to_what_nothing_enforces(policy_set: PolicySet) -> None:
    row = row_of(policy_set.rules["G14"], policy_set.rulebooks["law2022_nd152"], {})

    assert row[4].splitlines()[0] == "single_solution_vnd=80000000 vnd ?"
    assert row[5] == NOT_YET


def test_rules_are_counted() -> None:
    assert f"of {52} checks are enforced" in run("rules")
    assert "P05" not in run("rules", "--missing")


def test_show_flags_what_is_unverified() -> None:
    told = run("show", "law2022_nd152")

    assert "rules[P01.working_days].value: 20  (NĐ 152/2025 Điều 35 (vận dụng) ?)" in told
    assert "rules[P02.working_days].value: 10  (NĐ 152/2025 Điều 34 khoản 6)" in told


def test_diff_of_a_plan_with_its_edited_copy(copied: Path, edit: Edit) -> None:
    edit("plans/hung_yen_2026.yaml", "due: 2026-12-15", "due: 2026-12-20")

    told = run("diff", "hung_yen_2026", f"{copied}:hung_yen_2026", "--english")
    assert "changed reports[final].due: 2026-12-15 → 2026-12-20 (KH 28/KH-LĐLĐ, chế độ báo cáo)" in told
    assert "1 khác nhau" in told


def test_diff_of_whole_directories(copied: Path, edit: Edit, policy_set: PolicySet) -> None:
    edit("salaries.yaml", "amount: 2530000", "amount: 2600000")

    assert "salaries.base[2026-07-01].amount: 2530000 → 2600000" in run("diff", str(Path(policy_dir())), str(copied))


def test_diff_takes_a_saved_document(tmp_path: Path, policy_set: PolicySet) -> None:
    saved = tmp_path / "pinned.json"
    saved.write_text(json.dumps(policy_set.bundle("hung_yen_2026", date(2026, 11, 2)).document()), encoding="utf-8")

    assert "0 khác nhau" in run("diff", str(saved), str(saved))


def test_what_is_not_there_or_not_alike_is_refused(policy_set: PolicySet) -> None:
    with pytest.raises(UnknownPart) as unknown:
        find_part("hung_yen_2027", policy_set)
    with pytest.raises(policy_showing.NotComparable):
        run("diff", "hung_yen_2026", "law2026")

    assert "hung_yen_2026" in unknown.value.said.en


def policy_dir() -> str:
    import policy as packaged

    return str(Path(packaged.__file__).parent)
