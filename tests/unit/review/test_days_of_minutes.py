"""G16 and M04: a review meeting is held when there is something to review, and before it is sent up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.review.errors import MustReturn
from services.review.rules import grassroots, intermediate
from services.review.rules.papers import MeetingDays, days_of_meeting
from shared.clock import office_day
from shared.desk import Desk
from shared.replays import Again, ask_again
from shared.verdicts import Consequence, Evaluation, Verdict
from tests.unit.review.cases import C1, HEAD, REVIEWER, SOUND_MINUTES, dossier, open_case, pass_on, receive
from tests.unit.review.test_rules_papers import SECOND_SIGHT
from tests.unit.review.test_supplements import MENDED, asked_of, days_pass, give_back, supplement

WITHIN = MeetingDays(first=date(2026, 1, 1), last=date(2026, 8, 3))


@pytest.mark.parametrize(
    ("begun", "first"),
    [
        (None, date(2025, 1, 1)), (date(2026, 2, 1), date(2026, 2, 1)), (date(2025, 6, 1), date(2025, 6, 1)),
        # Thirty years of devotion are no reason to have met about them ten years ago.
        (date(1996, 1, 1), date(2025, 1, 1)), (date(2099, 1, 1), date(2025, 1, 1)),
    ],
)  # fmt: skip
def test_a_meeting_is_held_between_the_beginning_and_the_sending(begun: date | None, first: date) -> None:
    days = days_of_meeting(year=2026, achieved_from=begun, sent_on=date(2026, 8, 3))
    assert days == MeetingDays(first=first, last=date(2026, 8, 3))


def test_an_award_of_a_year_to_come_is_reviewed_now() -> None:
    """A plan of several years lets one be proposed."""
    days = days_of_meeting(year=2029, achieved_from=None, sent_on=date(2026, 8, 3))
    assert days.first == date(2025, 1, 1)


def asked(held_on: date, within: MeetingDays | None) -> tuple[Evaluation, Evaluation]:
    minutes = replace(SOUND_MINUTES, held_on=held_on)
    told: dict[str, Any] = {} if within is None else {"within": within}
    return (
        grassroots.minutes_are_sound(asks_minutes=True, is_attached=True, minutes=minutes, **told),
        intermediate.dossier_is_complete(**(SECOND_SIGHT | {"minutes": minutes}), **told),
    )


@pytest.mark.parametrize(
    ("held_on", "verdict", "words"),
    [
        (date(2026, 1, 1), Verdict.HOLDS, ""), (date(2026, 8, 3), Verdict.HOLDS, ""),
        (date(2026, 8, 4), Verdict.FAILS, "sau ngày gửi hồ sơ 03/08/2026"),
        (date(2016, 7, 20), Verdict.FAILS, "trước khi có thành tích để xét (từ 01/01/2026)"),
    ],
)
def test_a_day_outside_is_found_by_both_rules(held_on: date, verdict: Verdict, words: str) -> None:
    for one in asked(held_on, WITHIN):
        assert (one.verdict, words in one.words.vi) == (verdict, True)
        assert one.consequence is (Consequence.NONE if verdict is Verdict.HOLDS else Consequence.RETURN)
        assert ask_again(RULES, one).again is Again.IDENTICAL


RULES = {"G16": grassroots.minutes_are_sound, "M04": intermediate.dossier_is_complete}


def test_what_was_answered_before_the_day_was_asked_is_answered_so_again() -> None:
    for one in asked(date(2099, 1, 1), None):
        assert "within" not in one.facts
        assert (one.verdict, ask_again(RULES, one).again) == (Verdict.HOLDS, Again.IDENTICAL)


@pytest.mark.parametrize(
    ("begun", "days", "stays"),
    [(None, 0, False), (None, 1, True), (None, -3650, True), (-10, -10, False), (-10, -11, True), (10, -10, False)],
)
def test_a_case_with_minutes_of_an_impossible_day_is_sent_back(
    desk: Desk, begun: int | None, days: int, stays: bool
) -> None:
    today = office_day(desk.clock.now())
    minutes = replace(SOUND_MINUTES, held_on=today + timedelta(days=days))
    achieved_from = None if begun is None else today + timedelta(days=begun)
    open_case(desk, dossier=dossier(minutes=minutes, achieved_from=achieved_from, year=today.year))
    receive(desk, HEAD)
    days_pass(desk, 5)
    if not stays:
        pass_on(desk, HEAD)
        return
    with pytest.raises(MustReturn) as refused:
        pass_on(desk, HEAD)
    assert [place.code for place in refused.value.places] == ["G16"]


def test_a_meeting_after_a_return_is_no_meeting_after_the_sending(desk: Desk) -> None:
    """The supplement tells of a second meeting; what was checked with the first and is untouched stays checked."""
    open_case(desk, road=C1, dossier=dossier(minutes=held(desk)))
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, REVIEWER)
    give_back(desk, REVIEWER, "minutes")
    days_pass(desk, 3)
    supplement(desk, dossier(minutes=held(desk)), MENDED)
    receive(desk, REVIEWER)
    pass_on(desk, REVIEWER)

    rules = {rule: verdict for rule, verdict, _ in asked_of(desk, 2, "pass_stage")}
    assert (rules["G16"], rules["M04"]) == ("holds", "holds")


def test_a_supplement_with_a_meeting_to_come_is_sent_back_again(desk: Desk) -> None:
    open_case(desk, road=C1, dossier=dossier(minutes=held(desk)))
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, REVIEWER)
    give_back(desk, REVIEWER, "minutes")
    supplement(desk, dossier(minutes=held(desk, later=1)), MENDED)
    days_pass(desk, 3)
    receive(desk, REVIEWER)
    with pytest.raises(MustReturn) as refused:
        pass_on(desk, REVIEWER)
    assert [place.code for place in refused.value.places] == ["G16", "M04"]


def held(desk: Desk, *, later: int = 0) -> Any:
    return replace(SOUND_MINUTES, held_on=office_day(desk.clock.now()) + timedelta(days=later))
