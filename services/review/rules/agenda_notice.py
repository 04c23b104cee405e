"""How long members know an agenda before they vote on it: domain.md §6, Notifications; `agenda_working_days` of a plan.

Owns: from which day the vote may open. Promises: pure; the plan that asks for most decides; what must be quick
(simplified procedure) asks for nothing. Leaves to others: telling the members, what a vote opened early leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.policy.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaNotice:
    """The working days members get by a plan. `is_binding`: the plan lets nobody vote earlier; others are warned."""

    working_days: int
    is_binding: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteDays:
    """`expected`: the first day by which members knew the agenda long enough; `earliest`: no vote is opened before.

    None where no plan asks.
    """

    expected: date | None = None
    earliest: date | None = None


def days_of_vote(told_on: date, notices: Iterable[AgendaNotice], calendar: Calendar) -> VoteDays:
    """Told on a day, members have had three working days on the third working day after it."""
    asked = [one for one in notices if one.working_days > 0]
    binding = [one for one in asked if one.is_binding]
    return VoteDays(expected=_latest(told_on, asked, calendar), earliest=_latest(told_on, binding, calendar))


def _latest(told_on: date, notices: list[AgendaNotice], calendar: Calendar) -> date | None:
    days = max((one.working_days for one in notices), default=None)
    return None if days is None else calendar.add_working_days(told_on, days)
