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


@event("review.places_passed", stream="case")
@dataclass(frozen=True, kw_only=True)
class PlacesPassed:
    """An award stays with its union; what it takes of a limit of the year counts with who follows that union.

    `from_unit` and `unit` as in `CaseMoved`. It is said of the case, so that it is heard after whatever passed before.
    """

    case: str
    from_unit: UnitRef
    unit: UnitRef
    migration: str
    is_back: bool


@event("review.proposer_succeeded", stream="proposer")
@dataclass(frozen=True, kw_only=True)
class ProposerSucceeded:
    """What the union `unit` has in hand for a plan passes to a union that follows it: drafts and lists with this word,
    every open case by its own `CaseMoved`, what an award counts by its own `PlacesPassed`. `items` are the ids that
    were named for this successor; None: all that is left. `is_back`: what nobody touched since goes back.

    The subject is the plan: a union may follow one that followed another, and these are heard in that order.
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
