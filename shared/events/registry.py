"""What the registry says. Streams: `award`, `refusal`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import event
from shared.events.dossier import UnitRef
from shared.events.refusal import Refusal
from shared.events.terms import SubjectKind
from shared.words import Words


@event("registry.award_recorded", stream="award")
@dataclass(frozen=True, kw_only=True)
class AwardRecorded:
    award_id: str
    case: str
    decision: str
    number: str
    dated: date
    nominee_key: str
    nominee_kind: SubjectKind
    nominee_name: str
    unit: UnitRef
    award: str
    award_name: Words
    year: int
    certificate: str


@event("registry.award_presented", stream="award")
@dataclass(frozen=True, kw_only=True)
class AwardPresented:
    award_id: str
    case: str
    presented_on: date
    occasion: str


@event("registry.command_refused", stream="refusal")
@dataclass(frozen=True, kw_only=True)
class CommandRefused(Refusal):
    """See `Refusal`."""
