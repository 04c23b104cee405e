"""A counted vote as it is told.

Owns: its shape. Leaves to others: the events that carry it (`shared.events.review`), counting (review).
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A counted vote with the law it was counted under; integers only.

    `written`: by whom did not come; `left`: of whom voted in the room and was gone at the count.
    `chair`: where the chair stood, given only where the law asks for the chair's yes. `unverified`: of the law itself.
    `split_waits`: so few voted in secret that the split would expose one; it is None and the formula names no number.
    """

    total_members: int
    present: int
    recused: int
    written: int
    ballots: int
    yes: int | None
    no: int | None
    abstained: int | None
    invalid: int | None
    threshold_percent: int
    denominator: str
    counted_of: int
    passed: bool
    formula: Words
    basis: str
    quorum: Words | None = None
    chair: str | None = None
    unverified: bool = False
    split_waits: bool = False
    left: int = 0
