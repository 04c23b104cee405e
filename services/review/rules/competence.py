"""Who is competent to decide an award, and how decisions and letters are numbered: LAW22 Art 80, ND30.

Owns: the order of levels in the union line, the printed numbers. Promises: pure; what is not known is not competent.
Leaves to others: handing out numbers without gaps (`signing`), P08 itself (`provincial_council`).
"""

from __future__ import annotations

from shared.events.terms import INTERMEDIATE_KINDS, StageKind

DECISION_TYPE = "QĐ"
SUBMISSION_TYPE = "TTr"

STATE_LEVEL = "state"

# The state line is no rung above the confederation: a union body never decides a state award (domain.md §0.2).
_RUNGS = ("grassroots", "intermediate", "provincial", "confederation")


def level_of(kind: StageKind) -> str:
    """The level a body of this kind decides at."""
    return "intermediate" if kind in INTERMEDIATE_KINDS else kind.value


def level_deciding(*, is_state_line: bool, decided_at: str) -> str:
    """The level that decides an award, as a body of the union has to see it: the state line is never its own."""
    return STATE_LEVEL if is_state_line else decided_at


def is_competent(*, body_level: str, award_level: str) -> bool:
    """A body decides what its own level or a lower one of the union line may decide."""
    if body_level not in _RUNGS or award_level not in _RUNGS:
        return False
    return _RUNGS.index(body_level) >= _RUNGS.index(award_level)


def abbreviation_of(kind: StageKind) -> str:
    """The issuer in a printed number: CĐCS at the base, LĐLĐ for federations, CĐ for the unions in between."""
    if kind is StageKind.GRASSROOTS:
        return "CĐCS"
    return "LĐLĐ" if kind in (StageKind.DISTRICT, StageKind.PROVINCIAL) else "CĐ"


def numbered_like(number: int, printed: str) -> str:
    """The printed number of another document of the same type and issuer."""
    return f"{number:02d}/{printed.partition('/')[2]}"


def printed_number(number: int, kind: StageKind, document: str = DECISION_TYPE) -> str:
    """“05/QĐ-LĐLĐ”: numbers below ten are padded with a zero (ND30)."""
    return f"{number:02d}/{document}-{abbreviation_of(kind)}"
