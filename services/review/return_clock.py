"""Until when a body may send a file back that does not qualify: P01.return_working_days (ND152 Art 34–35).

Owns: that day. Promises: it follows from receipt and the holds since, so nothing is stored that could disagree with
them; a supplement that is taken in hand begins a new period. Leaves to others: counting (`rules.clocks`), asking
(`appraisal`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Case, Transition
from services.review.rules.clocks import last_day_to_return
from shared.clock import office_day
from shared.events.terms import CaseState, StageKind
from shared.policy import Policy
from shared.policy.calendar import Calendar

_APPRAISED = (CaseState.RECEIVED, CaseState.UNDER_REVIEW)


def return_by(tx: Session, case: Case, policy: Policy, calendar: Calendar) -> date | None:
    """The last day; None where nobody appraises the file or the rulebook has no such period.

    A union's own committee is no body a file was submitted to.
    """
    days = policy.find_parameter("P01", "return_working_days")
    is_appraised = case.is_in in _APPRAISED and StageKind(case.stage_kind) is not StageKind.GRASSROOTS
    if days is None or case.received_at is None or not is_appraised:
        return None
    received_on = office_day(case.received_at)
    return last_day_to_return(received_on, days, stood_still=_stood_still(tx, case), calendar=calendar)


def _stood_still(tx: Session, case: Case) -> Iterator[tuple[date, date]]:
    """The holds since receipt that are over; while one lasts nothing is sent back."""
    step = Transition
    wanted = select(step.action, step.at).where(
        step.case_id == case.id, step.at >= case.received_at, step.action.in_(("hold", "release", "release_brought"))
    )
    held_on: date | None = None
    for action, at in tx.execute(wanted.order_by(step.number)):
        if action == "hold":
            held_on = office_day(at)
        elif held_on is not None:
            yield held_on, office_day(at)
            held_on = None
