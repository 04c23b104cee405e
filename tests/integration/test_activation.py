"""`vinhdanh policy activate` on a running house: refused for a day that has passed or for what contradicts itself,
otherwise in force from its day; and moving cases to what was activated, where an invariant stands against it.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import policy
from shared.policy import load_policy_set
from tests.support.footprint import leaves_nothing, leaves_only_a_refusal
from tests.support.homes import House
from tests.support.road import Season, Union

NOMINATION, REVIEW = "/api/nomination/v1", "/api/review/v1"
BY = ("--by", "quan-tri", "--document", "QĐ 41/QĐ-LĐLĐ")


def changed_policy(directory: Path, old: str, new: str) -> Path:
    """A folder of the policy in which the plan says something else."""
    changed = directory / "policy"
    shutil.copytree(Path(policy.__file__).parent, changed, ignore=shutil.ignore_patterns("__pycache__"))
    plan = changed / "plans" / "hung_yen_2026.yaml"
    text = plan.read_text(encoding="utf-8")
    assert text.count(old) == 1
    plan.write_text(text.replace(old, new), encoding="utf-8")
    return changed


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("  - id: C4\n", "  - id: C9\n", "chains[0].id"),
        ("    source: KH 28/KH-LĐLĐ, chế độ báo cáo\n", "", "reports[0].source"),
    ],
)
def test_a_policy_that_contradicts_itself_is_not_activated(
    season: Season, tmp_path: Path, old: str, new: str, place: str
) -> None:
    changed = changed_policy(tmp_path, old, new)
    with leaves_nothing(season.house):
        ran = season.house.vinhdanh("policy", "activate", str(changed), "--from", "2026-12-31", *BY)
    assert ran.returncode == 1
    assert re.search(rf"plans/hung_yen_2026\.yaml:\d+.*{re.escape(place)}", ran.stderr), ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_migration_that_would_make_a_case_late_moves_nothing(season: Season, union: Union, tmp_path: Path) -> None:
    """The new content wants the province's lists before the case came there: an invariant, found by the rows."""
    case = union.officer.prepares()
    receipt = union.officer.submits(case)["receipt"]
    union.head.waits_until(case, "submitted")
    union.head.receives(case)
    union.head.passes(case)
    season.secretary.waits_until(case, "submitted")
    sooner = changed_policy(tmp_path, "limit: by, due: 2026-11-30", "limit: by, due: 2026-07-31")
    # Nothing of this season is sent on that day or later: it is known to review, and governs nobody.
    done = season.house.vinhdanh("policy", "activate", str(sooner), "--from", "2026-12-31", *BY)
    assert done.returncode == 0, done.stdout + done.stderr
    content = load_policy_set(sooner).bundle("hung_yen_2026", date(2026, 12, 31)).hash
    wanted = ("--plan", "hung_yen_2026", "--to-policy", content, "--reason", "Đổi hạn nhận danh sách.")
    with leaves_only_a_refusal(season.house, "review"):
        ran = season.house.vinhdanh("review", "migrate", *wanted, *BY)
    assert ran.returncode == 1
    assert "migration.refused" in ran.stderr
    assert receipt in ran.stderr
    assert "31/07/2026" in ran.stderr


def test_a_changed_plan_governs_from_its_day_on(home: House, season: Season, union: Union, tmp_path: Path) -> None:
    changed = changed_policy(tmp_path, "signer: Phạm Thị Thắng", "signer: Vũ Thị Ngọc Ánh")
    before, after = union.officer.prepares(), union.officer.prepares(season.somebody())
    union.officer.submits(before)

    past = home.vinhdanh("policy", "activate", str(changed), "--from", "2026-08-02", *BY)
    assert past.returncode == 1
    assert "[policy.activation_past]" in past.stderr
    assert "governs_from: Ngày bắt đầu áp dụng đã qua." in past.stderr

    done = home.vinhdanh("policy", "activate", str(changed), "--from", "2026-08-04", *BY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hung_yen_2026 · law2022_nd152" in done.stdout
    again = home.vinhdanh("policy", "activate", str(changed), "--from", "2026-08-04", *BY)
    assert (again.returncode, "[policy.nothing_to_activate]" in again.stderr) == (1, True)

    season.days_pass(1)
    union.officer.submits(after)
    old, new = (season.auditor.waits_until(one, "submitted")["policy"] for one in (before, after))
    assert old != new
    assert new[:12] in done.stdout
