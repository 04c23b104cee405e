"""What nomination says when an administrator keeps a closed chain open to a unit, or no longer. Stream: `override`."""

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


@event("nomination.chain_override_taken_back", stream="override")
@dataclass(frozen=True, kw_only=True)
class ChainOverrideTakenBack:
    """From now on `unit` does not go `chain` by this override any more; what was sent by it goes on. `document` says
    so, for `reason`."""

    override: str
    plan: str
    unit: str
    chain: str
    document: str
    reason: str
