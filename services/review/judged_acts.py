"""One answer of the past as a rehearsal takes it up: the act it was given in, the vote it belongs to.

Owns: what of an act the parameters of a rule may depend on. Promises: plain values of then; only the calendar is
that of the files. Leaves to others: finding them (`rehearsing_past`), the parameters themselves (`rule_parameters`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.review.rules.vote_law import Chair, Count
from shared.events.terms import CouncilKind, Level, SimplifiedGround, StageKind, SubjectKind
from shared.policy import Policy
from shared.policy.awards import Award
from shared.policy.calendar import Calendar
from shared.verdicts import Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """How a case was voted on; `count` None while its split waits.

    `chair` is known where the law of then asked, or the vote was open.
    """

    council: CouncilKind
    held_on: date
    count: Count | None
    chair: Chair | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """When a case was judged: the policy it was judged under, where it stood, what its dossier said that day.

    `calendar`: that of the files, by which its days were counted whatever the policy.
    `passed`: how many cases of its award and unit the body had passed before, where that was counted (M05).
    `winners_over`: repeated winners on the list it was passed with, over so many years (M07).
    """

    then: Policy
    calendar: Calendar
    action: str
    on: date
    award: str
    decided_at: Level
    is_simplified: bool
    ground: SimplifiedGround | None
    kind: SubjectKind
    sent_on: date
    chain: str
    stage: StageKind
    stage_index: int
    is_top: bool
    achieved_to: date | None
    for_phase: str | None = None
    passed: int | None = None
    winners_over: Callable[[int], int] | None = None

    def award_under(self, policy: Policy) -> Award:
        """The award as the level decides it to which the road was laid."""
        return policy.award(self.award).decided_by(self.decided_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One evaluation of a case: the act it belongs to, and the vote, if any."""

    said: Evaluation
    act: Act
    vote: Vote | None

    @property
    def then(self) -> Policy:
        return self.act.then

    @property
    def award(self) -> str:
        return self.act.award
