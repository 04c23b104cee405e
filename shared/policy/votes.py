"""Vote law: who must be there, how many must agree, of whom, by which kind of ballot.

Owns: the shape of a vote law, for an award, a council and a day. Promises: whole percentages and fractions, so that
counting needs integers only. Leaves to others: counting (`services/review/rules/vote_law`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.events.terms import BallotMode, CouncilKind
from shared.policy.marks import Foundation, Founded, Stated


class VoteDenominator(StrEnum):
    """Of whom the yes votes are a share."""

    TOTAL_MEMBERS = "total_members"  # everybody seated: ND152 Art 33(5)
    PRESENT_MEMBERS = "present_members"  # those who attend
    ENTITLED_MEMBERS = "entitled_members"  # those without a conflict of interest in the case


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLaw(Founded):
    """yes*100 >= threshold_percent*denominator; present*quorum_denominator >= total*quorum_numerator.

    `absent_members_write`: absent members give written opinions, which count as votes, not as presence, and have to
    arrive `written_opinion_working_days` before the vote closes (None: before it closes).
    `chair_must_agree`: without the chair's yes nothing passes, whatever the ratio. `quorum_rests_on`: where the quorum
    does not stand in the article of the threshold.
    """

    threshold_percent: int
    denominator: VoteDenominator
    ballot_mode: BallotMode
    quorum_numerator: int
    quorum_denominator: int
    absent_members_write: bool
    written_opinion_working_days: int | None = None
    chair_must_agree: bool = False
    quorum_rests_on: Foundation | None = None

    def for_quorum(self) -> VoteLaw:
        """The law as its quorum rests."""
        own = self.quorum_rests_on
        return self if own is None else replace(self, basis=own.basis, mark=own.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilVote(VoteLaw):
    """The law of one council where it differs, from `first` to `last`, both included; None leaves the side open."""

    council: CouncilKind
    first: date | None = None
    last: date | None = None

    def is_in_force(self, on: date) -> bool:
        return (self.first is None or on >= self.first) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVote(Stated):
    """What the plan's owner lays down for an award instead of the rulebook's preset."""

    award: str
    law: CouncilVote
