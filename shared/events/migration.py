"""What the review service says when a reform moves open cases; more of its stream `case`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.dossier import Road, UnitRef
from shared.events.review import Step
from shared.events.terms import CaseState


@event("review.case_moved", stream="case")
@dataclass(frozen=True, kw_only=True)
class CaseMoved:
    """Re-routed or put under another policy by an explicit act; what was passed on the old road stays passed.

    `due_on` is the running deadline after the move. `is_back`: the former road is restored.
    """

    case: str
    unit: UnitRef
    migration: str
    from_step: Step
    step: Step
    to_state: CaseState
    road: Road
    from_policy: str
    policy: str
    due_on: date | None
    reason: str
    document: str
    is_back: bool
