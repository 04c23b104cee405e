"""What the registry says of what it keeps of an award: not handed over in time, its file closed for retention.

Stream: `award`. Leaves to others: awards themselves and recoveries (`shared.events.registry`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event


@event("registry.award_archived", stream="award")
@dataclass(frozen=True, kw_only=True)
class AwardArchived:
    """Its file is closed and kept under `file` until `keep_until`, that day included; a later decision opens it."""

    award_id: str
    case: str
    file: str
    archived_on: date
    keep_until: date
    basis: str
    is_unverified: bool


@event("registry.presentation_deadline_missed", stream="award")
@dataclass(frozen=True, kw_only=True)
class PresentationDeadlineMissed:
    """The last day to hand it over (`due_on`) went by; `body` presents what the decision gave."""

    award_id: str
    case: str
    decision: str
    number: str
    body: str
    due_on: date
    basis: str
