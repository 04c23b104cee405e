"""A draft of the law is run over past cases from the command line: what flips, for whom, and nothing is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import policy
from tests.support.footprint import leaves_nothing
from tests.support.road import Season, Union

CAP = """\
  - {id: two_alike, award: merit_cert_federation, most: 1, scope: unit, period: year, consequence: warn,
     words: {vi: mỗi đơn vị một, en: one a unit}, basis: "dự thảo, Điều 1", mark: design}
"""
OF_THE_NATION = CAP.replace("two_alike", "all_alike").replace("scope: unit", "scope: nation")
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
    limited = (text[:at] + stricter).replace("\ncaps:\n", f"\ncaps:\n{CAP}{OF_THE_NATION}", 1)
    book.write_text(limited, encoding="utf-8")

    with leaves_nothing(season.house):
        ran = season.house.vinhdanh("policy", "rehearse", str(draft), "--plan", season.plan, "--json")
        shown = season.house.vinhdanh("policy", "rehearse", str(draft), "--plan", season.plan)
        coming = season.house.vinhdanh("policy", "rehearse", "law2026", "--json")

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    mine = [one for one in told["flips"] if one["case"] in (narrow.id, clear.id)]
    assert {(one["case"], one["rule"]) for one in mine} == {
        (narrow.id, "VOTE"), (narrow.id, "P05"), (clear.id, "M05"),
    }  # fmt: skip
    receipt, second = (union.officer.reads(one)["receipt"] for one in (narrow, clear))
    assert {one["receipt"] for one in mine if one["case"] == narrow.id} == {receipt}
    assert all(one["now"]["verdict"] == "fails" for one in mine)

    # Chỉ tiêu mới: đếm lại từ các hồ sơ đã gửi; chỉ tiêu toàn quốc: nêu từng hồ sơ, không đoán
    (limit,) = (one for one in mine if one["rule"] == "M05")
    assert limit["was"] is None
    assert limit["about"]["vi"] == "mỗi đơn vị một (dự thảo, Điều 1)"
    left = [one for one in told["not_replayable"] if one["case"] in (narrow.id, clear.id)]
    assert {(one["case"], one["rule"], one["obstacle"]) for one in left} == {
        (narrow.id, "M05", "not_judged"), (clear.id, "M05", "not_judged"),
    }  # fmt: skip

    # Bằng lời, có số hồ sơ, không có họ tên
    assert shown.returncode == 0, shown.stderr
    assert receipt in shown.stdout
    assert "88,9 % < 90 %" in shown.stdout
    assert f"{second}  " in shown.stdout
    assert "M05 “mỗi đơn vị một: 1 (dự thảo, Điều 1)”: chưa được xét ở đây" in shown.stdout
    assert narrow.nominee.name not in shown.stdout + ran.stdout
    assert coming.returncode == 0, coming.stderr
    assert {one["service"] for one in json.loads(coming.stdout)["rules"]} == {"nomination", "review"}
