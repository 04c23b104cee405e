"""Who must stay out of a vote: nobody votes on what they signed, wrote or benefit from (domain.md §6).

Owns: the grounds and finding them. Promises: pure, one ground per member and case, the weightiest first.
Leaves to others: gathering the facts, and what recusal does to the denominator (`vote_law`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.words import Words


class Ground(StrEnum):
    """Why a member is recused, weightiest first."""

    BENEFITS = "benefits"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    PASSED = "passed"
    RELATED = "related"


GROUND_WORDS: Mapping[Ground, Words] = {
    Ground.BENEFITS: Words("là người được đề nghị khen thưởng", "is the person nominated"),
    Ground.SUBMITTED: Words("đã trình hồ sơ này", "submitted this nomination"),
    Ground.RECEIVED: Words("đã tiếp nhận hồ sơ này", "received this nomination at an earlier stage"),
    Ground.PASSED: Words("đã thông qua hồ sơ này ở cấp dưới", "passed this nomination at an earlier stage"),
    Ground.RELATED: Words("có quan hệ đã khai báo với hồ sơ này", "declared a relation to this nomination"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Token subjects that had a hand in one case; `related` and `beneficiaries` are those declared for it."""

    submitted_by: str | None = None
    received_by: frozenset[str] = frozenset()
    passed_by: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    beneficiaries: frozenset[str] = frozenset()


def find_ground(member: str, hands: Hands) -> Ground | None:
    """Why this member may not vote on the case; None when they may."""
    asked = (
        (Ground.BENEFITS, member in hands.beneficiaries),
        (Ground.SUBMITTED, member == hands.submitted_by),
        (Ground.RECEIVED, member in hands.received_by),
        (Ground.PASSED, member in hands.passed_by),
        (Ground.RELATED, member in hands.related),
    )
    return next((ground for ground, applies in asked if applies), None)


def recused_from(members: Collection[str], hands: Hands) -> dict[str, Ground]:
    """The members who do not vote on the case, each with the ground, in the order given."""
    found = ((member, find_ground(member, hands)) for member in members)
    return {member: ground for member, ground in found if ground is not None}
