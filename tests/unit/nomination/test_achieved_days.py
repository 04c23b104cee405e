"""The days of an achievement: what cannot be is refused where it is stated, what a plan can mean goes up."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from services.nomination.models import DossierVersion, Nomination
from services.nomination.rules.achieved import find_stray_day
from services.nomination.rules.lifecycle import sent_within_plan
from shared.replays import Again, ask_again
from shared.verdicts import Verdict
from tests.unit.nomination.house import PLAN, House, file_part
from tests.unit.nomination.test_consumers import Ears, form, returned
from tests.unit.nomination.workbooks import HEADERS, person, workbook

REVERSED = {"achieved_from": "2026-06-01", "achieved_to": "2026-01-01"}
SENT, YEAR_END = date(2026, 8, 3), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("begun", "ended", "last", "place"),
    [
        (None, None, YEAR_END, None), (date(2026, 1, 1), None, YEAR_END, None), (SENT, SENT, YEAR_END, None),
        (date(1990, 1, 1), date(2026, 6, 30), YEAR_END, None),
        # A title of the running year is proposed before its end, for all of it.
        (date(2026, 1, 1), YEAR_END, YEAR_END, None), (date(2026, 1, 1), date(2027, 1, 1), YEAR_END, "achieved_to"),
        # At the review of a phase no day after both the phase and the sending is meant; an earlier year ended before.
        (None, date(2026, 8, 3), date(2026, 6, 30), None), (None, date(2026, 8, 4), date(2026, 6, 30), "achieved_to"),
        (None, date(2026, 8, 4), date(2025, 12, 31), "achieved_to"),
        # Of a year to come nobody knows anything.
        (None, date(2027, 1, 1), date(2027, 12, 31), "achieved_to"), (None, date(2099, 1, 1), YEAR_END, "achieved_to"),
        (date(2026, 8, 4), None, YEAR_END, "achieved_from"), (date(2026, 8, 4), YEAR_END, YEAR_END, "achieved_from"),
        (date(2026, 6, 2), date(2026, 6, 1), YEAR_END, "achieved_to"),
        (date(2099, 1, 1), date(2026, 6, 1), YEAR_END, "achieved_to"),
    ],
)  # fmt: skip
def test_days_that_cannot_be(begun: date | None, ended: date | None, last: date, place: str | None) -> None:
    found = find_stray_day(begun, ended, sent_on=SENT, period_last=last)
    assert (found.place if found else None) == place


def stopped(house: House, case: str) -> list[tuple[str, str]]:
    answer = house.submit(case)
    assert answer.status_code == 422, answer.text
    assert all(place["vi"] and place["en"] for place in answer.get_json()["places"])
    return [(place["code"], place["at"]) for place in answer.get_json()["places"]]


@pytest.mark.parametrize(
    ("days", "place"),
    [
        ({"achieved_to": date(2099, 1, 1)}, "achieved_to"), ({"achieved_to": date(2027, 1, 1)}, "achieved_to"),
        ({"achieved_from": date(2026, 8, 4), "achieved_to": None}, "achieved_from"),
    ],
)
def test_what_lies_ahead_does_not_set_out(house: House, days: dict[str, Any], place: str) -> None:
    case = house.draft(**days)
    assert stopped(house, case) == [("G01", place)]
    assert house.said("nomination.submitted") == []


def test_an_award_of_the_running_year_is_proposed_for_all_of_it(house: House) -> None:
    assert house.submit(house.draft(achieved_to=YEAR_END)).status_code == 200


def test_an_award_of_a_phase_ends_with_it_or_with_the_sending(house: House) -> None:
    house.has_phases()
    assert stopped(house, house.draft(for_phase="dot_1", achieved_to=date(2027, 1, 1))) == [("G01", "achieved_to")]


def test_where_the_year_is_wrong_the_year_is_mended(house: House) -> None:
    assert stopped(house, house.draft(year=2025, achieved_to=date(2099, 1, 1))) == [("G01", "year")]


@pytest.mark.parametrize("name", ["begun", "mended"])
def test_an_achievement_that_ends_before_it_begins_is_not_written_down(house: House, name: str) -> None:
    if name == "begun":
        refused = house.call("POST", "/nominations", body=form(**REVERSED))
    else:
        case = house.draft()
        refused = house.call("PUT", f"/nominations/{case}", seen=1, body=form(**REVERSED))
        assert house.row(case).draft["achieved_to"] == "2026-06-30"

    assert refused.status_code == 422, refused.text
    [place] = refused.get_json()["places"]
    assert place["at"] == "achieved_to"
    assert "01/06/2026" in place["vi"]
    assert "it ends before it begins" in place["en"]


def test_a_row_of_a_list_is_not_taken_with_days_that_are_reversed(house: House) -> None:
    days = ("01/06/2026", "01/01/2026")
    rows = [[*person(1, "Lê Văn An"), *days], [*person(2, "Cà Thị Thơm"), *reversed(days)]]
    data = workbook([(*HEADERS, "Từ ngày", "Đến ngày"), *rows])
    shown = house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, "ds.xlsx")}).get_json()

    [faulty] = shown["report"]
    [fault] = faulty["faults"]
    assert (faulty["row"], fault["column"], fault["code"]) == (2, "Đến ngày", "date.reversed")
    assert fault["vi"].startswith("Thành tích ghi từ 01/06/2026 đến 01/01/2026")
    assert fault["en"].endswith("it ends before it begins.")
    assert [one["nominee_name"] for one in shown["nominations"]] == ["Cà Thị Thơm"]


def test_a_draft_an_older_release_took_goes_up_only_once_it_is_mended(house: House) -> None:
    case = house.draft()
    keep_days(house, case, **REVERSED)
    assert stopped(house, case) == [("G01", "achieved_to")]

    body = form() | {"achieved_from": "2026-01-01"}
    assert house.call("PUT", f"/nominations/{case}", seen=house.row(case).version, body=body).status_code == 200
    assert house.submit(case).status_code == 200


def keep_days(house: House, case: str, **days: str) -> None:
    with house.work() as work:
        row = work.tx.get_one(Nomination, case)
        row.draft = row.draft | days


def test_an_answer_given_before_anybody_asked_is_given_again() -> None:
    """G01 of a dossier with a wrong year: kept without the days, it holds for ever; asked with them it does not."""
    before: dict[str, Any] = {
        "sent_on": SENT, "window_first": date(2026, 1, 1), "window_last": YEAR_END, "has_phases": False, "phase": None,
        "year": 2026,
    }  # fmt: skip
    kept = sent_within_plan(**before)
    assert (kept.verdict, ask_again({"G01": sent_within_plan}, kept).again) == (Verdict.HOLDS, Again.IDENTICAL)

    now = sent_within_plan(**before, achieved_from=date(2026, 1, 1), achieved_to=date(2099, 1, 1))
    assert (now.verdict, ask_again({"G01": sent_within_plan}, now).again) == (Verdict.FAILS, Again.IDENTICAL)


def sent_before(house: House, case: str, **days: str) -> None:
    """As an older release sent it: nobody asked for the days."""
    keep_days(house, case, **days)
    with house.work() as work:
        version = work.tx.scalars(select(DossierVersion)).one()
        asked = copy.deepcopy(version.evaluations)
        facts = next(one for one in asked if one["rule"] == "G01")["facts"]
        del facts["achieved_from"], facts["achieved_to"]
        version.evaluations, version.dossier = asked, version.dossier | days


def resubmitted(house: House, case: str, **days: str) -> Any:
    body = form(position="Tổ trưởng") | days
    edited = house.call("PUT", f"/nominations/{case}", seen=house.row(case).version, body=body)
    assert edited.status_code == 200, edited.text
    sent = {"seen": house.row(case).version, "body": {"answers": []}}
    return house.call("POST", f"/nominations/{case}/resubmit", **sent)


@pytest.mark.parametrize("days", [REVERSED, {"achieved_from": "2026-01-01", "achieved_to": "2099-01-01"}])
def test_what_an_older_release_sent_is_not_stopped_where_the_return_names_no_day(
    house: House, days: dict[str, str]
) -> None:
    case = house.draft()
    assert house.submit(case).status_code == 200
    sent_before(house, case, **days)
    Ears(house).hear(case, returned(case, "nominee.position"))

    told = resubmitted(house, case, **days)

    assert told.status_code == 200, told.text


def test_a_supplement_that_changes_a_day_is_asked_like_everybody(house: House) -> None:
    case = house.draft()
    assert house.submit(case).status_code == 200
    Ears(house).hear(case, returned(case, "nominee.position", "achieved_to"))

    stray = resubmitted(house, case, achieved_to="2099-01-01")
    sound = resubmitted(house, case, achieved_to="2026-12-31")

    assert [(place["code"], place["at"]) for place in stray.get_json()["places"]] == [("G01", "achieved_to")]
    assert sound.status_code == 200, sound.text
