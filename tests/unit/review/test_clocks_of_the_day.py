"""Days are counted by the holidays as they are known at the act, whatever was known when the case was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.review import actions_deadlines, actions_holds, actions_returns, queries
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review import FixItem
from shared.events.terms import HoldKind
from shared.policy.calendar import Calendar, Holiday
from shared.policy.errors import CalendarMissing
from shared.policy.marks import Mark
from shared.policy_book import PolicyBook
from shared.words import Words
from tests.unit.review.cases import AGREED, HEAD, HUNG_YEN, SECRETARY, act, find, hear_area, open_case, pass_on, receive
from tests.unit.review.test_rehearsing import moved, run, with_books

ITEM = FixItem(part="papers.minutes", words=Words("Bổ sung biên bản.", "Supply the minutes."))
BY_NOTICE = Holiday(
    first=date(2026, 8, 12), last=date(2026, 8, 13), name=Words("Nghỉ theo thông báo bổ sung", "Days off by notice"),
    basis="Thông báo bổ sung", mark=Mark.VERIFIED,
)  # fmt: skip


def start_with(desk: Desk, calendar: Calendar) -> None:
    """The services start again on files with another calendar; what cases were sent under stays on record."""
    with desk.database.transaction() as tx:
        desk.policies.keep(tx, desk.policies.current(HUNG_YEN, office_day(desk.clock.now())))
    object.__setattr__(desk, "policies", PolicyBook(replace(desk.policies.policies, calendar=calendar)))


def announce(desk: Desk, mark: Mark = Mark.VERIFIED) -> None:
    known, days_off = desk.policies.policies.calendar, replace(BY_NOTICE, mark=mark)
    years = tuple(
        replace(one, holidays=(*one.holidays, days_off)) if one.year == 2026 else one for one in known.years
    )
    start_with(desk, replace(known, years=years))


def sent_before_the_notice(desk: Desk, mark: Mark = Mark.VERIFIED) -> None:
    """A case of the calendar of Monday 03/8, when nobody knew of two more days off."""
    open_case(desk)
    announce(desk, mark)


def test_the_period_of_a_stage_knows_the_days_off(desk: Desk) -> None:
    """Twenty working days would have ended on Friday 28/8; Monday 31/8 to 02/9 are off."""
    sent_before_the_notice(desk)
    receive(desk, HEAD)
    assert find(desk).due_on == date(2026, 9, 4)


def test_a_file_may_be_sent_back_as_long_as_ten_days_were_worked_on(desk: Desk) -> None:
    sent_before_the_notice(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    with desk.database.reading() as tx:
        assert queries.story_of(desk.policies, tx, SECRETARY, "case-1").return_by == date(2026, 8, 19)
    desk.clock.advance(days=16)

    (returned,) = act(
        desk, SECRETARY,
        lambda work: actions_returns.return_for_supplement(
            desk, work, "case-1", seen=find(desk).version, reason="Không đủ điều kiện.", items=[ITEM], due_on=None
        ),
    )[1]  # fmt: skip

    (p01,) = [one for one in returned.data["evaluations"] if one["rule"] == "P01"]
    assert (p01["verdict"], p01["facts"]["due_on"]) == ("holds", "2026-08-19")


def test_what_is_left_of_a_clock_and_what_is_added_know_them_too(desk: Desk) -> None:
    """Held on Monday 10/8, released on Friday 14/8: two working days were lost and not four."""
    open_case(desk)
    receive(desk, HEAD)
    assert find(desk).due_on == date(2026, 8, 28)
    announce(desk)
    desk.clock.advance(days=7)
    act(
        desk, HEAD,
        lambda work: actions_holds.hold(
            work, "case-1", seen=find(desk).version, kind=HoldKind.COMPLAINT, document="CV 9"
        ),
    )  # fmt: skip
    desk.clock.advance(days=4)
    act(
        desk, HEAD,
        lambda work: actions_holds.release(desk, work, "case-1", seen=find(desk).version, document="KL 1"),
    )  # fmt: skip
    assert find(desk).due_on == date(2026, 9, 4)


def test_a_year_entered_later_lets_an_old_case_go_on(desk: Desk) -> None:
    """Sent when the files had no calendar of 2027: once it is entered, nobody is told that it is missing."""
    whole = desk.policies.policies.calendar
    start_with(desk, replace(whole, years=tuple(one for one in whole.years if one.year <= 2026)))
    assert 2027 in {one.year for one in whole.years}
    open_case(desk)
    desk.clock.advance(days=145)  # Saturday 26/12/2026
    with pytest.raises(CalendarMissing):
        receive(desk, HEAD)

    start_with(desk, whole)
    receive(desk, HEAD)

    due_on = find(desk).due_on
    assert due_on is not None
    assert due_on.year == 2027
    later = whole.add_working_days(due_on, 3)
    act(
        desk, HEAD,
        lambda work: actions_deadlines.extend_deadline(
            desk, work, "case-1", seen=find(desk).version, due_on=later, reason="Chờ xác minh."
        ),
    )  # fmt: skip
    assert find(desk).due_on == later


def test_what_is_in_force_flips_no_clock_that_knew_the_days_off(desk: Desk) -> None:
    """Due on Friday 04/9 and passed on Monday: late then, and late by the very law it was judged by."""
    sent_before_the_notice(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    hear_area(desk)
    desk.clock.advance(days=35)
    passed = pass_on(desk, SECRETARY, opinion=replace(AGREED, reason="Chờ biên bản."))[0]
    assert [one["verdict"] for one in passed.data["evaluations"] if one["rule"] == "P01"] == ["fails"]

    assert moved(run(desk, with_books(desk, lambda book: book))) == []


@pytest.mark.parametrize(("mark", "named"), [(Mark.VERIFIED, []), (Mark.UNVERIFIED, ["2026-08-12"])])
def test_days_off_nobody_verified_are_named_behind_the_clock_they_moved(
    desk: Desk, mark: Mark, named: list[str]
) -> None:
    sent_before_the_notice(desk, mark)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    hear_area(desk)
    pass_on(desk, SECRETARY)

    with desk.database.reading() as tx:
        story = queries.story_of(desk.policies, tx, SECRETARY, "case-1")
    p01 = next(one for one in story.evaluations if one["rule"] == "P01")
    found = [one.path for one in p01["doubts"] if one.path.startswith("years")]
    assert found == [f"years[2026].holidays[{day}]" for day in named]
    assert moved(run(desk, with_books(desk, lambda book: book))) == []
