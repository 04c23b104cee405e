"""Who must stay out of a case: nobody votes on what they signed, wrote or benefit from (domain.md §6, M09).

Owns: the grounds and finding them, which of them the law leaves to nobody's judgement, whom they blind. Promises: pure,
one ground per member and case, the weightiest first. Leaves to others: gathering the facts, what recusal does to quorum
and denominator (`vote_law`), hiding the case (`blindness`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.words import Words


class Ground(StrEnum):
    """Why a member is recused, weightiest first."""

    BENEFITS = "benefits"
    KIN = "kin"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    PASSED = "passed"
    RELATED = "related"
    SAME_SMALL_UNIT = "same_small_unit"
    NOMINATED_BEFORE = "nominated_before"


GROUND_WORDS: Mapping[Ground, Words] = {
    Ground.BENEFITS: Words("là người được đề nghị khen thưởng", "is the person nominated"),
    Ground.KIN: Words("là người thân của người được đề nghị", "is kin of the person nominated"),
    Ground.SUBMITTED: Words("đã trình hồ sơ này", "submitted this nomination"),
    Ground.RECEIVED: Words("đã tiếp nhận hồ sơ này", "received this nomination at an earlier stage"),
    Ground.PASSED: Words("đã thông qua hồ sơ này ở cấp dưới", "passed this nomination at an earlier stage"),
    Ground.RELATED: Words("có quan hệ đã khai báo với hồ sơ này", "declared a relation to this nomination"),
    Ground.SAME_SMALL_UNIT: Words("cùng đơn vị với người được đề nghị", "belongs to the nominee's own unit"),
    Ground.NOMINATED_BEFORE: Words("đã từng trình người này", "submitted an earlier nomination of this person"),
}

OPEN_TO_JUDGEMENT = frozenset({Ground.SAME_SMALL_UNIT, Ground.NOMINATED_BEFORE})
"""Proposed by the system and decided before the vote; every other ground stands as soon as it is known."""

PERSONAL = frozenset({Ground.BENEFITS, Ground.KIN, Ground.RELATED})
"""An interest of the person: it blinds them in every role. The rest had the case by office and lose it as members."""


class Decided(StrEnum):
    """What became of a recusal: `proposed` and `stands` keep the member out, `lifted` lets them back in."""

    PROPOSED = "proposed"
    STANDS = "stands"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Token subjects that had a hand in one case; `related` and `beneficiaries` are those declared for it.

    `kin` and `of_the_unit` come from the register of declarations, `nominated_before` from earlier cases.
    """

    submitted_by: str | None = None
    supplemented_by: frozenset[str] = frozenset()
    received_by: frozenset[str] = frozenset()
    passed_by: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    beneficiaries: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    of_the_unit: frozenset[str] = frozenset()
    nominated_before: frozenset[str] = frozenset()


def find_ground(member: str, hands: Hands) -> Ground | None:
    """Why this member may not vote on the case; None when they may."""
    asked = (
        (Ground.BENEFITS, member in hands.beneficiaries),
        (Ground.KIN, member in hands.kin),
        (Ground.SUBMITTED, member == hands.submitted_by or member in hands.supplemented_by),
        (Ground.RECEIVED, member in hands.received_by),
        (Ground.PASSED, member in hands.passed_by),
        (Ground.RELATED, member in hands.related),
        (Ground.SAME_SMALL_UNIT, member in hands.of_the_unit),
        (Ground.NOMINATED_BEFORE, member in hands.nominated_before),
    )
    return next((ground for ground, applies in asked if applies), None)


def recused_from(members: Collection[str], hands: Hands) -> dict[str, Ground]:
    """The members who do not vote on the case, each with the ground, in the order given."""
    found = ((member, find_ground(member, hands)) for member in members)
    return {member: ground for member, ground in found if ground is not None}


def first_standing(ground: Ground) -> Decided:
    """How a recusal begins: what the law or the member said stands, the rest is proposed."""
    return Decided.PROPOSED if ground in OPEN_TO_JUDGEMENT else Decided.STANDS
