"""Who is competent to decide an award, and how a decision is numbered: LAW22 Art 80, ND30.

Owns: the order of levels in the union line, the printed number. Promises: pure; what is not known is not competent.
Leaves to others: handing out numbers without gaps (`signing`), P08 itself (`provincial_council`).
"""

from __future__ import annotations

from shared.events.terms import INTERMEDIATE_KINDS, StageKind

DECISION_TYPE = "QĐ"

# The state line is no rung above the confederation: a union body never decides a state award (domain.md §0.2).
_RUNGS = ("grassroots", "intermediate", "provincial", "confederation")


def level_of(kind: StageKind) -> str:
    """The level a body of this kind decides at."""
    return "intermediate" if kind in INTERMEDIATE_KINDS else kind.value


def is_competent(*, body_level: str, award_level: str) -> bool:
    """A body decides what its own level or a lower one of the union line may decide."""
    if body_level not in _RUNGS or award_level not in _RUNGS:
        return False
    return _RUNGS.index(body_level) >= _RUNGS.index(award_level)


def printed_number(number: int, abbreviation: str = "LĐLĐ") -> str:
    """“05/QĐ-LĐLĐ”: numbers below ten are padded with a zero (ND30)."""
    return f"{number:02d}/{DECISION_TYPE}-{abbreviation}"
