"""What the review service says when a reform moves open cases: more of its stream `case`, and its stream `proposer`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.dossier import Road, SuccessorUnit, UnitRef
from shared.events.review import Step
from shared.events.terms import CaseState


@event("review.case_moved", stream="case")
@dataclass(frozen=True, kw_only=True)
class CaseMoved:
    """Re-routed, put under another policy or in another union's hands by an explicit act; what was passed stays so.

    `from_unit` answered for it before, `unit` answers now; they differ where a union merged or split. `due_on` is
    the running deadline after the move. `is_back`: the former road is restored.
    """

    case: str
    from_unit: UnitRef
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


@event("review.proposer_succeeded", stream="proposer")
@dataclass(frozen=True, kw_only=True)
class ProposerSucceeded:
    """What the union `unit` has in hand for a plan passes to a union that follows it: drafts, lists and quota places of
    its awards with this word, every open case by its own `CaseMoved`. `items` are the ids that were named for this
    successor; None: all that is left. `is_back`: what nobody touched since goes back.
    """

    unit: str
    successor: SuccessorUnit
    plan: str
    migration: str
    reason: str
    document: str
    is_back: bool
    items: tuple[str, ...] | None = None

    def names(self, item: str) -> bool:
        """Whether this id passes with it."""
        return self.items is None or item in self.items
