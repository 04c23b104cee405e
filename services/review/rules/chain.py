"""The road of a case: which stages, who acts at each, what comes next, who may decide (domain.md §3.3, §6).

Owns: reading a frozen road. Promises: pure; a stage is never skipped and never re-routed silently.
Leaves to others: choosing the road (nomination), what each stage checks (its own room).
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.events.terms import INTERMEDIATE_KINDS, Role, StageKind


def role_at(kind: StageKind) -> Role:
    """The role that receives and appraises at a stage: the union's own committee, a body in between, the province."""
    if kind is StageKind.GRASSROOTS:
        return Role.GRASSROOTS_HEAD
    return Role.INTERMEDIATE_REVIEWER if kind in INTERMEDIATE_KINDS else Role.COUNCIL_SECRETARY


def acts_at(role: Role, kind: StageKind) -> bool:
    """Whether the role is the one that acts at the stage."""
    return role is role_at(kind)


def find_next(index: int, length: int) -> int | None:
    """The index of the stage above; None when the case has reached the top of its road."""
    return index + 1 if index + 1 < length else None


def is_top(index: int, length: int) -> bool:
    return find_next(index, length) is None


def may_decide(index: int, deciders: Sequence[bool]) -> bool:
    """Whether the body at this stage decides: the road is cut at the first competent level, so only at its top."""
    return is_top(index, len(deciders)) and deciders[index]
