"""What the witness itself says. Stream: `refusal`."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.catalog import event
from shared.events.refusal import Refusal


@event("audit.command_refused", stream="refusal")
@dataclass(frozen=True, kw_only=True)
class CommandRefused(Refusal):
    """See `Refusal`."""
