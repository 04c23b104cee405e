"""What the registry says of complaints: lodged, taken up or not, settled, overdue.

Stream: `complaint`. Leaves to others: awards (`shared.events.registry`), what comes near (`registry_reminders`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import Personal, event
from shared.events.terms import Complainant, ComplaintLevel, ComplaintOutcome


@event("registry.complaint_lodged", stream="complaint", personal=(Personal(("kept_sha256",)),))
@dataclass(frozen=True, kw_only=True)
class ComplaintLodged:
    """`last_day` is the last on which it could be lodged; a late one is kept and named late. `authority`: the office
    above that decided, and answers. What follows names the `decision` too: about all of it, it names no case.
    `lodged_unit`, here and in what follows: the union that lodged it itself; None where the office entered a letter, or
    a release said it that did not tell."""

    complaint: str
    level: ComplaintLevel
    complainant: Complainant
    decision: str
    authority: str | None
    award_id: str | None
    case: str | None
    lodged_on: date
    last_day: date
    is_late: bool
    answer_by: date
    basis: str
    kept_sha256: str | None = None
    is_unverified: bool | None = None
    lodged_unit: str | None = None


@event("registry.complaint_accepted", stream="complaint")
@dataclass(frozen=True, kw_only=True)
class ComplaintAccepted:
    complaint: str
    case: str | None
    accepted_on: date
    settle_by: date
    basis: str
    is_complex: bool | None = None
    is_remote: bool | None = None
    decision: str | None = None
    lodged_unit: str | None = None


@event("registry.complaint_rejected", stream="complaint", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class ComplaintRejected:
    """Not taken up, with the reason."""

    complaint: str
    case: str | None
    reason: str
    decision: str | None = None
    lodged_unit: str | None = None


@event("registry.complaint_settled", stream="complaint", personal=(Personal(("document", "kept_sha256")),))
@dataclass(frozen=True, kw_only=True)
class ComplaintSettled:
    """`settle_by` was the last day; an upheld complaint waits for a new decision."""

    complaint: str
    case: str | None
    outcome: ComplaintOutcome
    document: str
    settled_on: date
    settle_by: date
    is_late: bool
    kept_sha256: str | None = None
    decision: str | None = None
    lodged_unit: str | None = None


@event("registry.complaint_deadline_missed", stream="complaint")
@dataclass(frozen=True, kw_only=True)
class ComplaintDeadlineMissed:
    """Nobody said by `due_on` whether it is taken up, or settled it by then. Said once for each."""

    complaint: str
    case: str | None
    waits_for: str
    due_on: date
    body: str | None = None
    is_settled_here: bool = False
    decision: str | None = None
