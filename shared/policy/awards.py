"""An award of the catalogue: who can get it, who decides it, by which vote, on which papers and criteria.

Owns: the shape of one catalogue entry (domain.md §4.2, §4.3). Promises: percentages are whole, multiples are
integer tenths; what the law leaves open is None or marked unverified. Leaves to others: applying it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.events.terms import (
    AwardType,
    CouncilKind,
    InitiativeScope,
    Level,
    PaperKind,
    SubjectKind,
    TaskRating,
)
from shared.policy.marks import Foundation, Founded
from shared.policy.targets import Comparator
from shared.policy.votes import CouncilVote, VoteLaw
from shared.words import Words

LEVEL_NAMES: Mapping[str, Words] = {
    Level.GRASSROOTS: Words("cấp cơ sở", "grassroots level"),
    Level.INTERMEDIATE: Words("cấp trên trực tiếp cơ sở", "level right above the base"),
    Level.PROVINCIAL: Words("cấp tỉnh", "provincial level"),
    Level.CONFEDERATION: Words("cấp Tổng Liên đoàn", "level of the confederation"),
    Level.STATE: Words("cấp nhà nước", "state level"),
}


class Line(StrEnum):
    """Who rewards: the union, or the state (people's committees, Government)."""

    UNION = "union"
    STATE = "state"


class AwardForm(StrEnum):
    TITLE = "title"
    FORM = "form"
    RECOGNITION = "recognition"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorTitles(Founded):
    """G12: so many earlier titles, of `code` or one of equal rank (`or_codes`). `ends_year_before`: the last of them is
    of the year before the proposal."""

    code: str
    or_codes: tuple[str, ...] = ()
    count: int
    is_consecutive: bool
    ends_year_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeNeed(Founded):
    """G13: a recognised initiative of at least this scope; not asked of who has the rating `unless_rated`.

    `subjects` and `types` narrow whom it is asked of; empty: everybody.
    """

    minimum_scope: InitiativeScope
    unless_rated: TaskRating | None = None
    subjects: tuple[SubjectKind, ...] = ()
    types: tuple[AwardType, ...] = ()

    def concerns(self, subject: SubjectKind, award_type: AwardType) -> bool:
        return subject in (self.subjects or (subject,)) and award_type in (self.types or (award_type,))


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveNeed(Founded):
    """G15: percentages of the collective's members, and counts."""

    advanced_percent: int
    advanced_comparator: Comparator
    completed_percent: int | None = None
    least_base_fighters: int | None = None
    most_disciplined: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What the rules ask; None where the award does not ask it. `words` tells an officer all of it."""

    words: Words
    minimum_task_rating: TaskRating | None = None
    prior_titles: PriorTitles | None = None
    initiative: InitiativeNeed | None = None
    collective: CollectiveNeed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simplified(Founded):
    """The simplified procedure: for which types of commendation, on which papers (G18)."""

    types: tuple[AwardType, ...]
    papers: tuple[PaperKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNotice(Founded):
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusMultiple(Founded):
    """Multiples of the base salary in integer tenths; a household gets the individual's times `household_tenths`.

    `individual_most_tenths`: only a ceiling is laid down, the issuer sets the amount.
    """

    individual_tenths: int | None = None
    individual_most_tenths: int | None = None
    collective_tenths: int | None = None
    household_tenths: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherLevel(Founded):
    """A higher level that decides the award where a proposal asks for it; `vote` None: on that body's own minutes."""

    level: Level
    decider: Words
    council: CouncilKind | None = None
    vote: VoteLaw | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award(Founded):
    """One entry of the catalogue. `vote` None: the head decides on the unit's minutes, no ratio is laid down.

    `decided_at` is the lowest competent level, `other_levels` those above it that may decide as well, lowest first.
    `vote` is the law of `council`, `other_councils` that of further councils and days. `papers_rest_on`: where the list
    of papers does not stand in the award's own article. `once_per_person`: never twice in a life.
    """

    code: str
    name: Words
    form: AwardForm
    line: Line
    subjects: tuple[SubjectKind, ...]
    types: tuple[AwardType, ...]
    decided_at: Level
    decider: Words
    council: CouncilKind | None = None
    vote: VoteLaw | None = None
    other_councils: tuple[CouncilVote, ...] = ()
    other_levels: tuple[FurtherLevel, ...] = ()
    criteria: Criteria
    papers: tuple[PaperKind, ...]
    papers_rest_on: Foundation | None = None
    simplified: Simplified | None = None
    public_notice: PublicNotice | None = None
    bonus: BonusMultiple | None = None
    once_per_person: bool = False

    @property
    def public_notice_days(self) -> int:
        """Working days the list must hang out before the council meets; 0 where no notice is required."""
        return self.public_notice.working_days if self.public_notice else 0

    @property
    def levels(self) -> tuple[Level, ...]:
        """Every level competent to decide it, lowest first."""
        return (self.decided_at, *(other.level for other in self.other_levels))

    def decided_by(self, level: Level) -> Award:
        """The award as this level decides it; as it stands where the level is none of its further ones."""
        found = next((other for other in self.other_levels if other.level is level), None)
        if found is None:
            return self
        return replace(
            self, decided_at=level, decider=found.decider, council=found.council, vote=found.vote, other_councils=(),
            other_levels=(),
        )  # fmt: skip

    def find_vote(self, council: CouncilKind, on: date) -> VoteLaw | None:
        """The vote law of a council on a day, at whichever level it sits; None where none is laid down for it."""
        further = (vote for vote in self.other_councils if vote.council is council and vote.is_in_force(on))
        seated = [(self.council, self.vote), *((other.council, other.vote) for other in self.other_levels)]
        return next(further, next((vote for one, vote in seated if one is council), None))

    def suits(self, subject: SubjectKind) -> bool:
        return subject in self.subjects
