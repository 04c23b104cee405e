"""Whether a target keeps pace with its plan: domain.md §6, Notifications (“targets below pace”).

Owns: the shares of a period at which pace is measured, and what is below. Promises: pure, integers only; what cannot be
computed is unknown and never 0. A target is below pace when less of it is reached than of its period is over: at half
of the year 7 of 16. A share of a whole that grows with it (of persons awarded) is asked for in full at any time.
Leaves to others: counting (`targets`), saying it once (`reminding_plans`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from services.registry.rules.targets import Outcome, Reached
from shared.policy.periods import Period
from shared.policy.targets import Denominator, Target, TargetUnit

MEASURED_AT = (25, 50, 75)
"""Percent of a period that are over; at its end the targets themselves say how it went."""


class Pace(StrEnum):
    KEPT = "kept"
    BEHIND = "behind"
    UNKNOWN = "unknown"


def find_share_over(period: Period, today: date) -> int | None:
    """The last of `MEASURED_AT` that is over; None before the first, and outside of the period."""
    if not period.holds(today):
        return None
    days, gone = (period.last - period.first).days + 1, (today - period.first).days
    return max((percent for percent in MEASURED_AT if gone * 100 >= percent * days), default=None)


def pace_of(target: Target, reached: Reached, *, percent: int) -> Pace:
    """How the target stands when so much of the period is over."""
    if reached.outcome is Outcome.NOT_COMPUTABLE:
        return Pace.UNKNOWN
    if reached.outcome is not Outcome.NOT_MET or target.value is None or reached.numerator is None:
        return Pace.KEPT
    if target.denominator is Denominator.PERSONS_AWARDED:
        return Pace.BEHIND
    got, wanted = reached.numerator, target.value
    if target.unit is TargetUnit.PERCENT:
        got, wanted = got * 100, wanted * (reached.denominator or 0)
    return Pace.BEHIND if got * 100 < wanted * percent else Pace.KEPT
