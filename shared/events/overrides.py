"""What nomination says when an administrator keeps a closed chain open to a unit. Stream: `override`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event


@event("nomination.chain_overridden", stream="override")
@dataclass(frozen=True, kw_only=True)
class ChainOverridden:
    """`unit` may go `chain` of `plan` until `last_day`, that day included, though it has closed: by `document`."""

    override: str
    plan: str
    unit: str
    chain: str
    document: str
    dated: date
    reason: str
    last_day: date
