"""What the review service says of its clocks: deadlines extended and missed. Stream `case`.

Leaves to others: the stages and the council (`shared.events.review`, `shared.events.council`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.dossier import UnitRef
from shared.events.review import Step


@event("review.deadline_extended", stream="case")
@dataclass(frozen=True, kw_only=True)
class DeadlineExtended:
    """The stage got more time, never less. The author is the envelope's actor; `working_days` are those added."""

    case: str
    unit: UnitRef
    step: Step
    reason: str
    was_due_on: date
    due_on: date
    working_days: int


@event("review.deadline_missed", stream="case")
@dataclass(frozen=True, kw_only=True)
class DeadlineMissed:
    """A last day went by; said once per stage and day.

    `waits_for`: `appraisal` (the body that holds the case) or `supplement` (the unit it was returned to).
    """

    case: str
    unit: UnitRef
    step: Step
    waits_for: str
    due_on: date
