"""Members know an agenda ahead, and who owes an answer or an opinion is reminded while there is time to give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.review.council_errors import AgendaToldTooLate
from services.review.council_models import CouncilSession
from services.review.council_queries import get_minutes
from services.review.rules.agenda_notice import AgendaNotice, VoteDays, days_of_vote
from services.review.sweep import is_anything_unsaid, say_overdue
from shared.clock import office_day
from shared.events.terms import BallotChoice
from shared.policy import load_policy_set
from shared.policy_book import PolicyBook
from shared.verdicts import Consequence
from tests.unit.review_council.stage import MEMBERS, Stage
from tests.unit.review_council.test_gates import answer, ask, lodge, published, settle

CALENDAR = load_policy_set().calendar
MONDAY = date(2026, 8, 24)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    assert made.violations() == []


def test_told_on_monday_members_have_had_three_working_days_on_thursday() -> None:
    asked = [AgendaNotice(working_days=3, is_binding=False)]
    assert days_of_vote(MONDAY, asked, CALENDAR) == VoteDays(expected=date(2026, 8, 27))


def test_holidays_do_not_count_and_the_plan_that_asks_for_most_decides() -> None:
    """Told on Friday 28/8: 31/8 to 02/9 are off. Only plans that bind forbid."""
    asked = [AgendaNotice(working_days=5, is_binding=False), AgendaNotice(working_days=1, is_binding=True)]
    found = days_of_vote(date(2026, 8, 28), asked, CALENDAR)
    assert found == VoteDays(expected=date(2026, 9, 9), earliest=date(2026, 9, 3))


def test_where_no_plan_asks_nothing_is_expected() -> None:
    assert days_of_vote(MONDAY, [AgendaNotice(working_days=0, is_binding=True)], CALENDAR) == VoteDays()
    assert days_of_vote(MONDAY, [], CALENDAR) == VoteDays()


def bound(stage: Stage) -> None:
    """The house's plan lets nobody vote before its three working days are over."""
    policies = stage.desk.policies.policies
    plan = policies.plan("hung_yen_2026")
    strict = replace(plan, councils=tuple(replace(one, if_told_late=Consequence.BLOCK) for one in plan.councils))
    book = PolicyBook(replace(policies, plans={**policies.plans, plan.id: strict}))
    object.__setattr__(stage.desk, "policies", book)
    stage.policy = book.current(plan.id, date(2026, 8, 3))
    with stage.desk.database.transaction() as tx:
        book.keep(tx, stage.policy)


def minutes_of(stage: Stage, session: CouncilSession) -> str:
    with stage.reading() as tx:
        return get_minutes(tx, session.id).text


def test_members_are_told_from_which_day_they_vote(stage: Stage) -> None:
    """Opened on Monday 24/8."""
    session = stage.open(stage.published())
    (said,) = stage.said("review.session_opened")
    assert (session.votes_from, session.no_vote_before) == (date(2026, 8, 27), None)
    assert (said["votes_from"], said["no_vote_before"]) == ("2026-08-27", None)


def test_an_early_vote_is_let_be_said_and_written_into_the_minutes(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    (said,) = stage.said("review.early_vote_opened")
    assert (said["opened_on"], said["votes_from"], said["session"]) == ("2026-08-24", "2026-08-27", session.id)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    assert "theo kế hoạch biểu quyết từ ngày 27/08/2026, đã mở biểu quyết ngày 24/08/2026" in minutes_of(stage, session)


def test_a_vote_on_the_day_is_not_early(stage: Stage) -> None:
    cases = stage.published()
    session = stage.open(cases)
    stage.attend(session.id)
    stage.clock.advance(days=3)
    stage.begin(session.id)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    assert stage.said("review.early_vote_opened") == []
    assert "theo kế hoạch biểu quyết từ ngày" not in minutes_of(stage, session)


def test_where_the_plan_binds_no_vote_opens_before_its_day(stage: Stage) -> None:
    bound(stage)
    session = stage.open(stage.published())
    stage.attend(session.id)
    stage.clock.advance(days=2)
    with pytest.raises(AgendaToldTooLate) as refused:
        stage.begin(session.id)
    assert "2026-08-27" in str(refused.value)
    assert stage.said("review.voting_opened") == []
    stage.clock.advance(days=1)
    assert stage.begin(session.id).state == "voting"


def test_what_must_be_quick_asks_for_no_notice_of_the_agenda(stage: Stage) -> None:
    """The simplified procedure; beside a case that is not, the other one's plan decides."""
    bound(stage)
    quick = stage.plant(is_simplified=True)
    assert stage.open(quick).votes_from is None


def reminded(stage: Stage, kind: str = "review.deadline_neared") -> list[dict[str, Any]]:
    """Let the timer look, twice; everything it ever said of this kind."""
    say_overdue(stage.desk)
    with stage.reading() as tx:
        assert not is_anything_unsaid(tx, stage.clock.now(), stage.desk.policies.policies.calendar)
    say_overdue(stage.desk)
    return stage.said(kind)


def by_day(stage: Stage, days: int, waits_for: str) -> list[tuple[date, int]]:
    """On which days who must act was reminded in the days to come, and how many working days ahead."""
    found: list[tuple[date, int]] = []
    for _ in range(days):
        stage.clock.advance(days=1)
        said = [one for one in reminded(stage) if one["waits_for"] == waits_for]
        found += [(office_day(stage.clock.now()), one["working_days"]) for one in said[len(found) :]]
    return found


def test_who_asked_a_body_is_reminded_three_and_one_working_days_ahead(stage: Stage) -> None:
    """Asked on 03/8 it has to 17/8: that ten working days are left was just said by asking."""
    number = ask(stage, published(stage))
    assert by_day(stage, 14, "opinion") == [(date(2026, 8, 12), 3), (date(2026, 8, 14), 1)]
    (first, _) = (one for one in reminded(stage) if one["waits_for"] == "opinion")
    assert (first["consultation"], first["due_on"]) == (number, "2026-08-17")
    assert first["consulted"] == "Bảo hiểm xã hội tỉnh"


def test_nobody_is_reminded_of_what_was_answered(stage: Stage) -> None:
    case = published(stage)
    number = ask(stage, case)
    objection = lodge(stage, case)
    answer(stage, case, number)
    settle(stage, case, objection)
    assert by_day(stage, 14, "opinion") == by_day(stage, 1, "objection") == []


def test_who_settles_an_objection_is_reminded_before_it_is_late(stage: Stage) -> None:
    objection = lodge(stage, published(stage))
    told = by_day(stage, 21, "objection")
    assert [days for _, days in told] == [3, 1]
    assert {one["objection"] for one in reminded(stage) if one["waits_for"] == "objection"} == {objection}


def a_vote_in_writing(stage: Stage, *, away: int = 2) -> tuple[CouncilSession, list[str]]:
    """A vote opened on Monday 24/8; members who are away may write until Friday 04/9, 17:00."""
    cases = stage.published()
    session = stage.open(cases, written_until=stage.clock.now() + timedelta(days=11))
    stage.attend(session.id, MEMBERS[: len(MEMBERS) - away])
    return stage.begin(session.id), cases


def test_members_who_are_away_and_have_not_written_are_reminded_in_time(stage: Stage) -> None:
    """The last three working days before 04/9 are 27/8, 28/8 and 03/9; that ten are left the vote itself said."""
    session, cases = a_vote_in_writing(stage)
    assert reminded(stage, "review.written_opinions_awaited") == []
    stage.clock.advance(days=2)
    assert reminded(stage, "review.written_opinions_awaited") == []
    stage.clock.advance(days=1)
    assert len(reminded(stage, "review.written_opinions_awaited")) == 1
    stage.vote(session.id, MEMBERS[-1], dict.fromkeys(cases, BallotChoice.YES), in_writing=True)
    stage.clock.advance(days=7)
    said = reminded(stage, "review.written_opinions_awaited")

    told = [(one["members"], one["working_days"]) for one in said]
    assert told == [(list(MEMBERS[-2:]), 3), ([MEMBERS[-2]], 1)]
    stage.clock.advance(days=1)
    assert reminded(stage, "review.written_opinions_awaited") == said


def test_nobody_owes_an_opinion_who_is_there_or_whose_session_is_over(stage: Stage) -> None:
    session, cases = a_vote_in_writing(stage, away=0)
    stage.clock.advance(days=10)
    assert reminded(stage, "review.written_opinions_awaited") == []
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    assert reminded(stage, "review.written_opinions_awaited") == []
