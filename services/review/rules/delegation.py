"""Acting for another: what a mandate covers, and why it does not (lawful delegation).

Owns: the mandate and its limits. Promises: pure; time-boxed, for named stages and awards, never handed on, never for a
ballot; a conflict of the delegate or of the giver ends it for that case. Leaves to others: keeping mandates, saying who
acted for whom (every record bears both names).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.terms import Role, StageKind
from shared.words import Words

DELEGABLE = frozenset(
    {
        "receive", "pass_stage", "return_for_supplement", "refuse", "hold", "release", "sign", "refuse_signature",
        "escalate_upward",
    }
)  # fmt: skip
"""The acts a mandate can cover; a ballot is cast by the member alone (written opinions are there for the absent)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """`giver` lets `delegate` act in the giver's role at the giver's unit, `first` and `last` day included.

    `stages` and `awards` narrow it; empty means all the giver has. `document` is the paper it rests on.
    """

    id: str
    giver: str
    delegate: str
    role: Role
    unit: str
    stages: tuple[StageKind, ...]
    awards: tuple[str, ...]
    first: date
    last: date
    document: str
    revoked_on: date | None = None


def why_no_time(mandate: Mandate, *, today: date) -> Words | None:
    """Why its days cannot be those of a mandate; None when they can."""
    if mandate.last < mandate.first:
        return Words("Ngày cuối sớm hơn ngày đầu.", "Its last day is before its first.")
    if mandate.last < today:
        return Words("Thời gian ủy quyền đã qua.", "The time of the mandate is over.")
    return None


def why_not_given(
    mandate: Mandate, *, giver_acts_for: str | None, most_days: int | None
) -> Words | None:
    """Why a mandate cannot be given; None when it can. `most_days`: the longest the rulebook allows, if it says."""
    if giver_acts_for is not None:
        return Words("Người được ủy quyền không được ủy quyền lại.", "What was delegated cannot be handed on.")
    if mandate.delegate == mandate.giver:
        return Words("Không thể ủy quyền cho chính mình.", "Nobody delegates to themselves.")
    if mandate.role is Role.COUNCIL_MEMBER:
        return Words("Lá phiếu của ủy viên không được ủy quyền.", "A member's ballot cannot be delegated.")
    if most_days is not None and (mandate.last - mandate.first).days + 1 > most_days:
        return Words(f"Ủy quyền tối đa {most_days} ngày.", f"A mandate lasts {most_days} days at most.")
    return None


def why_not_in_force(mandate: Mandate, *, delegate: str, on: date) -> Words | None:
    """Why the person may not act under the mandate on this day; None when they may."""
    if mandate.delegate != delegate:
        return Words("Văn bản ủy quyền này không giao cho bạn.", "This mandate was not given to you.")
    if mandate.revoked_on is not None:
        return Words("Ủy quyền đã bị thu hồi.", "The mandate was revoked.")
    if on < mandate.first:
        return Words(f"Ủy quyền từ {mandate.first:%d/%m/%Y}.", f"It begins on {mandate.first.isoformat()}.")
    if on > mandate.last:
        return Words(f"Ủy quyền hết hạn {mandate.last:%d/%m/%Y}.", f"It ended on {mandate.last.isoformat()}.")
    return None


def why_not_covered(mandate: Mandate, *, action: str, stage: StageKind, award: str) -> Words | None:
    """Why the act lies outside the mandate; None when it is covered."""
    if action not in DELEGABLE:
        return Words("Việc này không được ủy quyền.", "This act cannot be delegated.")
    if mandate.stages and stage not in mandate.stages:
        return Words("Ủy quyền không gồm cấp xét này.", "The mandate does not cover this stage.")
    if mandate.awards and award not in mandate.awards:
        return Words("Ủy quyền không gồm hình thức này.", "The mandate does not cover this award.")
    return None
