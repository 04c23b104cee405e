"""Every decision explains itself: over HTTP and on the command line, as of any day, and the same when asked again."""

from __future__ import annotations

import json

from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import Season, Union
from tests.support.roles import SESSIONS

REVIEW, NOMINATION = "/api/review/v1", "/api/nomination/v1"


def test_a_decision_is_explained_and_comes_out_again(home: House, season: Season, union: Union) -> None:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)
    union.officer.sees(case, "published")

    found = season.auditor.get(f"{REVIEW}/cases/{case.id}/explanation")
    asked = {(one["asked_by"], one["said"]["rule"]) for one in found["asked"]}

    assert {("nomination", "G01"), ("nomination", "G12"), ("review", "G16"), ("review", "M02")} <= asked
    assert {("review", rule) for rule in ("P03", "P04", "P05", "P06", "P07", "P08", "P09")} <= asked
    assert {one["again"] for one in found["asked"] if one["asked_by"] == "review"} == {"identical"}
    assert found["is_reproduced"] is True
    assert found["decision"]["number"]
    assert found["votes"][0]["tally"]["passed"] is True
    assert all(one["said"]["basis"] and one["said"]["words"]["vi"] for one in found["asked"])
    assert all(one["policies"] for one in found["asked"])

    doubted = {one["said"]["rule"]: [doubt["path"] for doubt in one["doubts"]] for one in found["asked"]}
    assert doubted["P05"] == ["awards[merit_cert_federation].vote"]
    [tally] = season.secretary.get(f"{SESSIONS}/{session}/tallies")["items"]
    assert [doubt["path"] for doubt in tally["doubts"]] == doubted["P05"]
    story = season.auditor.get(f"{REVIEW}/cases/{case.id}")["evaluations"]
    assert [doubt["path"] for one in story if one["rule"] == "P05" for doubt in one["doubts"]] == doubted["P05"]

    theirs = season.auditor.get(f"{NOMINATION}/nominations/{case.id}/explanation")
    assert {one["said"]["rule"]: [doubt["path"] for doubt in one["doubts"]] for one in theirs} == {
        one["said"]["rule"]: doubted[one["said"]["rule"]] for one in theirs
    }
    assert {one["again"] for one in theirs} == {"identical"}
    kept = [one["said"] for one in found["asked"] if one["asked_by"] == "nomination"]
    assert [one["said"] for one in theirs] == kept


def test_the_command_line_tells_it_in_both_languages(home: House, season: Season, union: Union) -> None:
    case = union.officer.prepares()
    receipt = union.officer.submits(case)["receipt"]
    season.days_pass(1)
    union.head.takes_and_passes(case)
    home.settle()

    told = home.vinhdanh("review", "explain", receipt)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Xét lại từ dữ kiện đã lưu: mọi kết quả như cũ." in told.stdout
    assert "thông qua, trình cấp trên" in told.stdout
    assert "Đề nghị: Bằng khen của LĐLĐ tỉnh (merit_cert_federation), năm 2026" in told.stdout
    catalogue = "rulebooks/law2022_nd152.yaml, awards[merit_cert_federation] (QĐ 999/QĐ-TLĐ 2024"
    assert f"Chưa kiểm chứng: {catalogue}" in " ".join(told.stdout.split())
    english = home.vinhdanh("review", "explain", case.id, "--language", "en").stdout
    assert "Under:" in english
    assert f"Not verified: {catalogue}" in " ".join(english.split())

    plain = json.loads(home.vinhdanh("review", "explain", case.id, "--json").stdout)
    assert {one["again"] for one in plain["asked"]} == {"identical"}
    assert {"nomination", "review"} == {one["asked_by"] for one in plain["asked"]}

    earlier = json.loads(
        home.vinhdanh("review", "explain", case.id, "--json", "--as-of", plain["asked"][0]["at"]).stdout
    )
    assert {one["action"] for one in earlier["asked"]} == {"submit"}
    assert home.vinhdanh("review", "explain", case.id, "--as-of", "hôm qua").returncode == 2
    assert home.vinhdanh("review", "explain", "khong-co").returncode == 1


def test_an_explanation_is_for_those_on_the_road(home: House, season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.receives(case)
    stranger = season.union("CĐCS Trường THPT Phù Cừ").officer
    path = f"{REVIEW}/cases/{case.id}/explanation"

    assert union.officer.get(path)["asked"]
    with refused(403):
        stranger.get(path)
    with refused(403):
        stranger.get(f"{NOMINATION}/nominations/{case.id}/explanation")
    with refused(422, "input.invalid"):
        season.auditor.get(path, as_of="31/02/2026")
    with refused(404, "case.nothing_yet"):
        season.auditor.get(path, as_of="2001-01-01")
