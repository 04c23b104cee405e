"""The return contract from the outside: named places, answers, both sides, and what stays checked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import oracle_of_explanations
from tests.support.dossiers import signed_minutes
from tests.support.footprint import leaves_only_a_refusal
from tests.support.people import refused
from tests.support.road import Season, Union
from tests.support.roles import CASES, NOMINATIONS, Case, Reader

REASON = "Biên bản họp chưa ghi rõ số phiếu."


def at_province(season: Season, union: Union) -> Case:
    """Passed by the union, in the hands of the province's secretary."""
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.area_is_heard(case)
    season.secretary.receives(case)
    return case


def side_by_side(reader: Reader, case: Case, number: int = 2, *, of: str = CASES) -> Any:
    return reader.get(f"{of}/{case.id}/versions/{number}/changes")


def test_a_return_names_places_and_its_own_due_day(season: Season, union: Union) -> None:
    case = at_province(season, union)
    with leaves_only_a_refusal(season.house, "review"), refused(422, "return.place_unknown") as unknown:
        season.secretary.returns(case, REASON, "papers.minutes", "minutes.votes")
    [place] = unknown.problem.body["places"]
    assert (place["at"], "minutes.yes" in place["vi"], "minutes.yes" in place["en"]) == ("items[1].part", True, True)
    with leaves_only_a_refusal(season.house, "review"), refused(422, "return.place_twice"):
        season.secretary.returns(case, REASON, "minutes", "minutes.yes")
    with leaves_only_a_refusal(season.house, "review"), refused(422, "input.invalid"):
        season.secretary.returns(case, REASON, due_on="2020-01-01")

    due_on = f"{season.today:%Y}-12-30"
    season.secretary.returns(case, REASON, due_on=due_on)

    assert union.officer.sees(case, "returned")["due_on"] == due_on


def test_only_what_is_named_unlocks_and_every_item_is_answered(season: Season, union: Union) -> None:
    case = at_province(season, union)
    season.secretary.returns(case, REASON, "minutes", "papers.minutes")
    union.officer.sees(case, "returned")
    seen = union.officer.version_of(case)
    minutes = signed_minutes(season.today, yes=10, no=1)
    season.house.settle()

    with leaves_only_a_refusal(season.house, "nomination"), refused(409, "return.place_locked") as locked:
        union.officer.edits(case, seen=seen, minutes=minutes, achievement="Khác", task_rating="good")
    assert [place["at"] for place in locked.problem.body["places"]] == ["achievement", "task_rating"]
    for words in (locked.problem.body["detail_vi"], locked.problem.body["detail_en"]):
        assert words.endswith((": Số liệu biên bản họp, Biên bản họp.", ": Figures of the minutes, Minutes."))
    with leaves_only_a_refusal(season.house, "nomination"), refused(409, "return.place_locked"):
        union.officer.attaches(case, "achievement_report")
    union.officer.edits(case, seen=seen, minutes=minutes)
    season.house.settle()
    with leaves_only_a_refusal(season.house, "nomination"), refused(422, "return.item_unanswered") as silent:
        union.officer.resubmits(case)
    assert [place["at"] for place in silent.problem.body["places"]] == ["papers.minutes"]

    sent = union.officer.resubmits(case, papers__minutes="Bản chính đã ghi đúng, chỉ số liệu nhập sai.")
    assert [(one["part"], one["is_mended"]) for one in sent["versions"][1]["answers"]] == [
        ("minutes", True), ("papers.minutes", False),
    ]  # fmt: skip


def test_both_sides_see_the_same_difference_and_what_stays_checked(season: Season, union: Union) -> None:
    case = at_province(season, union)
    season.secretary.returns(case, REASON, "minutes", "papers.minutes")
    union.officer.sees(case, "returned")
    union.officer.edits(case, minutes=signed_minutes(season.today, yes=10, no=1))
    union.officer.attaches(case, "minutes")
    union.officer.resubmits(case)
    season.secretary.receives(case)

    shown, proposed = side_by_side(season.secretary, case), side_by_side(union.officer, case, of=NOMINATIONS)

    for name in ("items", "changes", "version", "sent_by"):
        assert shown[name] == proposed[name]
    assert [(one["at"], one["item"]) for one in shown["changes"]] == [
        ("minutes.yes", "minutes"), ("minutes.no", "minutes"), ("papers.minutes", "papers.minutes"),
    ]  # fmt: skip
    votes, _, paper = shown["changes"]
    assert (votes["before"], votes["after"]) == (11, 10)
    assert (len(paper["before"]), len(paper["after"])) == (1, 2)
    by_review = {
        group: [check["said"]["rule"] for check in shown[group] if check["asked_by"] == "review"]
        for group in ("kept", "asked_again")
    }
    assert by_review == {"kept": ["G19", "M03"], "asked_again": ["G16", "G17"]}
    assert {"G03", "G04", "G11"} <= {check["said"]["rule"] for check in proposed["kept"]}
    assert not {check["said"]["rule"] for check in proposed["asked_again"]} & {"G03", "G04", "G11"}
    with refused(404, "version.absent"):
        side_by_side(season.secretary, case, 1)

    # What was carried over explains itself like any other answer.
    assert season.secretary.passes(case)["state"] == "stage_passed"
    explained = season.auditor.get(f"{CASES}/{case.id}/explanation")
    assert explained["is_reproduced"]
    kept = [one for one in explained["asked"] if one["said"]["since"] and one["asked_by"] == "review"]
    assert {one["said"]["rule"] for one in kept} >= {"G19", "M03"}
    season.house.settle()
    assert list(oracle_of_explanations.violations(season.house.databases)) == []


@pytest.mark.parametrize("signed", [True, False])
def test_a_supplement_meets_the_checks_of_the_levels_it_goes_past(
    season: Season, union: Union, *, signed: bool
) -> None:
    """The province asks no papers of its own; what the union vouched for is asked again where it changed."""
    case = at_province(season, union)
    season.secretary.returns(case, REASON, "minutes")
    union.officer.sees(case, "returned")
    union.officer.edits(case, minutes=signed_minutes(season.today, yes=10, no=1, is_signed=signed))
    union.officer.resubmits(case)
    season.secretary.receives(case)

    if signed:
        assert season.secretary.passes(case)["state"] == "stage_passed"
        return
    with refused(422, "rules.must_return") as told:
        season.secretary.passes(case)
    assert told.problem.rules == {"G16"}
