"""Targets of a plan, compared exactly as they are worded.

Owns: comparators, the words they stand for, what is counted. Promises: integers only; no headcount, no verdict (never
0 %). Leaves to others: the counting (`services/registry`).
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


_COMPARING = {
    "trên": Comparator.MORE_THAN,
    "tối thiểu": Comparator.AT_LEAST,
    "ít nhất": Comparator.AT_LEAST,
    "từ … -": Comparator.BETWEEN,
}


def find_comparator(worded: str) -> Comparator | None:
    """What a plan's comparing word means (domain.md §1); None for a word that says nothing of it, as "100%"."""
    return _COMPARING.get(worded.lower())


class TargetUnit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"


class Numerator(StrEnum):
    """Recognised: the initiative's certificate is dated inside the plan's window (domain.md §1, target arithmetic)."""

    INITIATIVES_RECOGNISED = "initiatives_recognised"
    INITIATIVES_REGISTERED_IN_PHASE_2 = "initiatives_registered_in_phase_2"
    PERSONS_WITH_INITIATIVE = "persons_with_initiative"
    # Both on one person: recognised at the base, and entered in the external registry the target names.
    PERSONS_WITH_INITIATIVE_IN_REGISTRY = "persons_with_initiative_in_registry"
    PERSONS_AWARDED = "persons_awarded"
    # Workers in direct production, civil servants and public officers without a leading post, at the decision.
    DIRECT_WORKERS_AWARDED = "direct_workers_awarded"
    PERSONS_REGISTERED = "persons_registered"
    GRASSROOTS_UNIONS_DEPLOYING = "grassroots_unions_deploying"
    GRASSROOTS_UNIONS_LAUNCHING = "grassroots_unions_launching"
    UPPER_UNIONS_LAUNCHING = "upper_unions_launching"
    MOVEMENTS_REVIEWED = "movements_reviewed"
    OFFICERS_TRAINED = "officers_trained"
    CLUSTERS_REVIEWING = "clusters_reviewing"


class Denominator(StrEnum):
    HEADCOUNT = "headcount"
    PERSONS_AWARDED = "persons_awarded"
    GRASSROOTS_UNIONS = "grassroots_unions"
    UPPER_UNIONS = "upper_unions"
    MOVEMENTS = "movements"
    OFFICERS = "officers"
    CLUSTERS = "clusters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Stated):
    """One numeric target. `worded` is the comparing word of the plan; `blocks` empty means every block.

    `award` names what is counted where persons awarded are; `scope` is the narrowest recognition that counts;
    `registry` the external register an entry must stand in. `value` None: the number is set in another document.
    `rule` names the rule that measures a list by this target.
    """

    id: str
    name: Words
    numerator: Numerator
    denominator: Denominator | None = None
    comparator: Comparator
    worded: str
    value: int | None
    upper: int | None = None
    unit: TargetUnit
    blocks: tuple[Block, ...] = ()
    scope: InitiativeScope | None = None
    award: str | None = None
    registry: str | None = None
    rule: str | None = None

    def is_reached(self, numerator: int, denominator: int | None = None) -> bool | None:
        """Whether the counts reach the target.

        None while a needed denominator is missing or zero, or where the number is set elsewhere.
        """
        if self.value is None:
            return None
        if self.unit is TargetUnit.COUNT:
            return self.comparator.admits(numerator, self.value, self.upper)
        if not denominator:
            return None
        upper = None if self.upper is None else self.upper * denominator
        return self.comparator.admits(numerator * 100, self.value * denominator, upper)
