"""A line of a signed list as it is told.

Owns: its shape. Leaves to others: the events that carry it (`shared.events.review`), making it (review).
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.bonus import BonusWorking
from shared.events.dossier import UnitRef
from shared.events.terms import SubjectKind
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardItem:
    """One line of a decision's list. `nominee_birth` lets the register tell namesakes apart; it is never published."""

    case: str
    nominee_key: str
    nominee_kind: SubjectKind
    nominee_name: str
    nominee_birth: str | None
    is_direct_worker: bool | None
    is_leader: bool | None
    unit: UnitRef
    award: str
    award_name: Words
    year: int
    bonus: int | None
    bonus_working: BonusWorking | None = None
