"""What the review service says as keeper of the register of decision numbers. Stream: `decision`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event


@event("review.later_decision_numbered", stream="decision")
@dataclass(frozen=True, kw_only=True)
class LaterDecisionNumbered:
    """A decision signed about an earlier one has its number and date, from the register all decisions are numbered in.

    `amends` is the earlier decision, `document_sha256` the hash of what was signed.
    """

    decision: str
    amends: str
    number: str
    dated: date
    case: str
    document_sha256: str
