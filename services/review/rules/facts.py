"""What a room is told when it is asked: plain values, gathered beforehand.

Owns: the two questions (may it be received, may it pass) as shapes. Promises: what nobody knows is None (X05).
Leaves to others: gathering (`services/review/appraisal`), judging (the rooms).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from services.review.rules.list_shape import AreaFacts, ListFacts, WorkFacts
from services.review.rules.papers import MeetingDays
from shared.events.dossier import ListFigures, Minutes
from shared.events.terms import AwardType, PaperKind
from shared.verdicts import Consequence
from shared.words import Words


class Relation(StrEnum):
    """What an acting person declares about the nominee (M09)."""

    NONE = "none"
    SELF = "self"
    KIN = "kin"
    SAME_SMALL_UNIT = "same_small_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts, and whose work they would judge. `sent_up_by` passed the stage below, `supplemented_by` sent later
    versions; subjects of tokens."""

    actor: str
    submitted_by: str
    sent_up_by: str
    supplemented_by: tuple[str, ...] = ()
    nominee_subject: str | None = None
    relation: Relation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on the frozen road: `below` and `body` are units; `below` is None at the first stage. `names`: of
    both, by id."""

    proposer: str
    road: tuple[str, ...]
    below: str | None
    body: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The day the law lays down for a state file, by its id in the rulebook. `year`: of the title it builds on, or of
    its achievement; None where the dossier does not say."""

    due: str
    words: Words
    basis: str
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """M03: when the file reached the body, until when it had to, and who consented to a late one. With `filing` it is
    the day it leaves for the state, and the law's last day for that."""

    reached_on: date
    last_day: date | None
    consent: str | None
    consequence: Consequence | None
    filing: Filing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The papers of the dossier at hand, by kind. `required` come from the award's entry in the catalogue, as do the
    types the simplified procedure is `permitted` for. `within`: told where the minutes' day lies outside (G16)."""

    required: tuple[PaperKind, ...]
    attached: tuple[PaperKind, ...]
    unreadable: tuple[PaperKind, ...]
    minutes: Minutes | None
    figures: ListFigures | None
    is_simplified: bool
    award_type: AwardType
    permitted: tuple[AwardType, ...]
    within: MeetingDays | None = None

    @property
    def meeting(self) -> Mapping[str, Any]:
        """Left out where the day is sound, so that answers before and after it was asked are told the same."""
        return {"within": self.within} if self.within else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """M05: how many of the award from the unit this body has passed; `most` is None where the plan sets none."""

    passed: int
    most: int | None
    consequence: Consequence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """P01: until when an appraisal, or a sending back, may take, and the day it is done. `doubts`: its `entered_since`,
    left out where there is nothing."""

    received_on: date | None
    due_on: date | None
    today: date
    doubts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """P11: when the achievement ended, and the day and the months it is measured by."""

    achieved_to: date | None
    submitted_on: date
    months: int

    @property
    def to_come(self) -> Mapping[str, Any]:
        """Left out where it is not so, so that answers before and after it was asked are told the same."""
        return {"is_to_come": True} if self.achieved_to and self.achieved_to > self.submitted_on else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """G02: the union body that the nominee itself is, and its last day if it ended."""

    unit: str
    last_day: date | None
    asked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    hand: Hand
    place: Place
    timeliness: Timeliness


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingFacts:
    """`shape`, `work`, `area`, `age` and `subject` are None where there is nothing to ask about: a single person, no
    work, no officer, nothing that goes up from here, no union."""

    hand: Hand
    papers: Papers
    quota: Quota
    clock: Clock
    opinion: str
    minutes: str | None
    shape: ListFacts | None = None
    work: WorkFacts | None = None
    area: AreaFacts | None = None
    age: Age | None = None
    subject: Subject | None = None
