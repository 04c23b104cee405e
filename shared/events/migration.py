"""What review says when a reform moves open cases: its streams `migration` and `proposer`, more of `case`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.events.catalog import Personal, event
from shared.events.dossier import Road, SuccessorUnit, UnitRef
from shared.events.review import Step
from shared.events.terms import CaseState


@event("review.migration_ordered", stream="migration")
@dataclass(frozen=True, kw_only=True)
class MigrationOrdered:
    """Somebody ordered that open cases of a plan go on another way, or (`reverts`) that an order is taken back.

    `wanted`: which policy, chain and bodies, as the record keeps it; each case that moved says so itself.
    """

    migration: str
    plan: str
    wanted: dict[str, Any]
    reverts: str | None
    reason: str
    document: str


@event("review.case_moved", stream="case", personal=(Personal(("before_sha256",)),))
@dataclass(frozen=True, kw_only=True)
class CaseMoved:
    """Re-routed, put under another policy or in another union's hands by an explicit act; what was passed stays so.

    `from_unit` answered for it before, `unit` answers now; they differ where a union merged or split. `due_on` is
    the running deadline after the move. `is_back`: the former road is restored. `before_sha256` is the content hash of
    what the record keeps of the case as it stood before.
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
    before_sha256: str | None = None


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
