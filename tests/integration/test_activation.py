"""`vinhdanh policy activate` on a running house: refused for a day that has passed, otherwise in force from its day."""

from __future__ import annotations

import shutil
from pathlib import Path

import policy
from tests.support.homes import House
from tests.support.road import Season, Union

NOMINATION, REVIEW = "/api/nomination/v1", "/api/review/v1"
BY = ("--by", "quan-tri", "--document", "QĐ 41/QĐ-LĐLĐ")


def test_a_changed_plan_governs_from_its_day_on(home: House, season: Season, union: Union, tmp_path: Path) -> None:
    changed = tmp_path / "policy"
    shutil.copytree(Path(policy.__file__).parent, changed, ignore=shutil.ignore_patterns("__pycache__"))
    plan = changed / "plans" / "hung_yen_2026.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("signer: Phạm Thị Thắng", "signer: Vũ Thị Ngọc Ánh"))
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
