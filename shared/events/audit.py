"""What the witness itself says. Streams: `pack`, `refusal`, `reading`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.events.catalog import event
from shared.events.refusal import Refusal


@event("audit.pack_made", stream="pack")
@dataclass(frozen=True, kw_only=True)
class PackMade:
    """Somebody took an evidence pack, and with it personal data. `kind`: case, decision or period; `name`: which.

    `size`: leaves under its checkpoint; `leaves` are in it, `withheld` of them as hashes; `sha256` of the archive.
    """

    pack: str
    kind: str
    name: str
    case: str | None
    size: int
    leaves: int
    withheld: int
    sha256: str


@event("audit.export_made", stream="pack")
@dataclass(frozen=True, kw_only=True)
class ExportMade:
    """Somebody took the ledger as tables: the acts from `since` to `until` (not included) of a tree of `size` leaves.

    `leaves` are in it; `with_bodies`: also what they say, and with it personal data. `sha256` of the manifest.
    """

    export: str
    since: datetime | None
    until: datetime | None
    size: int
    leaves: int
    with_bodies: bool
    sha256: str


@event("audit.command_refused", stream="refusal")
@dataclass(frozen=True, kw_only=True)
class CommandRefused(Refusal):
    """See `Refusal`."""
