"""A draft of the law is run over past cases from the command line: what flips, for whom, and nothing is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import policy
from tests.support.footprint import leaves_nothing
from tests.support.road import Season, Union

EIGHTY = "vote: {threshold_percent: 80, denominator: total_members"


def test_eight_of_nine_votes_under_a_draft_that_asks_ninety_percent(
    season: Season, union: Union, tmp_path: Path
) -> None:
    narrow, clear = union.officer.prepares(), union.officer.prepares()
    season.reaches_council(union, narrow, clear)
    season.notice_runs([narrow, clear])
    season.council_votes([narrow, clear], no={narrow: 1})
    draft = tmp_path / "draft"
    shutil.copytree(Path(policy.__file__).parent, draft, ignore=shutil.ignore_patterns("__pycache__"))
    book = draft / "rulebooks" / "law2022_nd152.yaml"
    text = book.read_text(encoding="utf-8")
    at = text.index("code: merit_cert_federation")
    assert text.index(EIGHTY, at) - at < 800
    stricter = text[at:].replace("threshold_percent: 80", "threshold_percent: 90", 1)
    book.write_text(text[:at] + stricter, encoding="utf-8")

    with leaves_nothing(season.house):
        ran = season.house.vinhdanh("policy", "rehearse", str(draft), "--plan", season.plan, "--json")
        shown = season.house.vinhdanh("policy", "rehearse", str(draft), "--plan", season.plan)
        coming = season.house.vinhdanh("policy", "rehearse", "law2026", "--json")

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    mine = [one for one in told["flips"] if one["case"] in (narrow.id, clear.id)]
    assert {(one["case"], one["rule"]) for one in mine} == {(narrow.id, "VOTE"), (narrow.id, "P05")}
    receipt = union.officer.reads(narrow)["receipt"]
    assert {one["receipt"] for one in mine} == {receipt}
    assert all(one["now"]["verdict"] == "fails" for one in mine)

    # Bằng lời, có số hồ sơ, không có họ tên
    assert shown.returncode == 0, shown.stderr
    assert receipt in shown.stdout
    assert "88,9 % < 90 %" in shown.stdout
    assert narrow.nominee.name not in shown.stdout + ran.stdout
    assert coming.returncode == 0, coming.stderr
    assert {one["service"] for one in json.loads(coming.stdout)["rules"]} == {"nomination", "review"}
