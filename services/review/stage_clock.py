"""The clock of a case at its stage: started by receipt, stopped by a return or a hold, ended with the stage.

Owns: the only way `due_on` and `clock_stopped_on` change. Promises: a clock that goes on has the working days left that
it had when it stopped; a supplement gives no new period; how many days a period has the pinned policy says, which days
are worked on the calendar as it is known at the act. Leaves to others: counting (`rules.clocks`), more time
(`actions_deadlines`), saying what is late (`sweep`).
"""

from __future__ import annotations

from datetime import date

from services.review.models import Case
from services.review.rules.chain import is_top
from services.review.rules.clocks import moved_by_standstill
from shared.events.terms import CaseState
from shared.policy import Policy
from shared.policy.calendar import Calendar

_LOCAL = "local_processing"
"""The clock by which a rulebook gives an award a period of its own at the level that processes it last."""


def last_day_from(case: Case, policy: Policy, received_on: date, calendar: Calendar) -> date:
    """The last day of a period of the case's stage that begins with receipt today."""
    at_top = is_top(case.stage_index, len(case.road["stages"]))
    return last_day_of(policy, case.award, received_on, at_top=at_top, calendar=calendar)


def last_day_of(policy: Policy, award: str, received_on: date, *, at_top: bool, calendar: Calendar) -> date:
    """The award's own period at the top of the road, where the rulebook has one, else P01's."""
    own = policy.rulebook.find_clock(_LOCAL, award) if at_top else None
    if own is not None:
        return own.last_day(received_on, calendar)
    return calendar.add_working_days(received_on, policy.parameter("P01", "working_days"))


def await_answer(
    case: Case, policy: Policy, road: str, *, asked: str | None, now: str, since: date, calendar: Calendar
) -> None:
    """Start the clock of the body `now`, beyond the chain, on the day the case was sent to it; none where the rulebook
    has none. A period it shares with the body `asked` before runs on."""
    clock = policy.rulebook.find_answer_clock(road, now, case.award)
    if clock is None:
        end_clock(case)
    elif asked is None or clock != policy.rulebook.find_answer_clock(road, asked, case.award):
        case.due_on, case.clock_stopped_on = clock.last_day(since, calendar), None


def stop_clock(case: Case, today: date) -> None:
    """Let the clock stand still from today, if it runs."""
    if case.due_on is not None and case.clock_stopped_on is None:
        case.clock_stopped_on = today


def let_clock_go_on(case: Case, calendar: Calendar, today: date) -> None:
    """Go on with what was left; a case that is still with its unit stays stopped."""
    if case.due_on is None or case.clock_stopped_on is None or case.goes_on_in is CaseState.RETURNED:
        return
    case.due_on = moved_by_standstill(case.due_on, stopped_on=case.clock_stopped_on, today=today, calendar=calendar)
    case.clock_stopped_on = None


def end_clock(case: Case) -> None:
    case.due_on = case.clock_stopped_on = None
