"""Targets of a plan, compared exactly as they are worded.

Owns: comparators and what is counted. Promises: integers only; no headcount, no verdict (never 0 %).
Leaves to others: the counting (`services/registry`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.events.terms import Block, InitiativeScope
from shared.policy.marks import Stated
from shared.words import Words


class Comparator(StrEnum):
    MORE_THAN = "more_than"  # trên
    AT_LEAST = "at_least"  # tối thiểu, ít nhất
    BETWEEN = "between"  # từ A - B, both ends included

    def admits(self, count: int, value: int, upper: int | None = None) -> bool:
        if self is Comparator.MORE_THAN:
            return count > value
        return count >= value and (self is Comparator.AT_LEAST or upper is None or count <= upper)


class TargetUnit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"


class Numerator(StrEnum):
    """Recognised: the initiative's certificate is dated inside the plan's window (domain.md §1, target arithmetic)."""

    INITIATIVES_RECOGNISED = "initiatives_recognised"
    PERSONS_WITH_INITIATIVE = "persons_with_initiative"
    PERSONS_AWARDED = "persons_awarded"
    # Workers in direct production, civil servants and public officers without a leading post, at the decision.
    DIRECT_WORKERS_AWARDED = "direct_workers_awarded"


class Denominator(StrEnum):
    HEADCOUNT = "headcount"
    PERSONS_AWARDED = "persons_awarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Stated):
    """One numeric target. `worded` is the comparing word of the plan; `blocks` empty means every block.

    `award` names what is counted where persons awarded are; `scope` is the narrowest recognition that counts.
    """

    id: str
    name: Words
    numerator: Numerator
    denominator: Denominator | None = None
    comparator: Comparator
    worded: str
    value: int
    upper: int | None = None
    unit: TargetUnit
    blocks: tuple[Block, ...] = ()
    scope: InitiativeScope | None = None
    award: str | None = None

    def is_reached(self, numerator: int, denominator: int | None = None) -> bool | None:
        """Whether the counts reach the target; None while a needed denominator is missing or zero."""
        if self.unit is TargetUnit.COUNT:
            return self.comparator.admits(numerator, self.value, self.upper)
        if not denominator:
            return None
        upper = None if self.upper is None else self.upper * denominator
        return self.comparator.admits(numerator * 100, self.value * denominator, upper)
