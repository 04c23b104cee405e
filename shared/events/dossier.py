"""The shapes a dossier is made of, as rules read them and events carry them.

Owns: nominee, achievements, proofs and papers as facts. Promises: what nobody stated is None, never false (X05).
Leaves to others: how they are stored (`services/nomination/models.py`) and judged (`services/*/rules`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.terms import (
    AwardType,
    Block,
    InitiativeScope,
    Level,
    PaperKind,
    PersonClass,
    Sex,
    SimplifiedGround,
    StageKind,
    SubjectKind,
    TaskRating,
    WorkerGroup,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominee:
    """Who is nominated. `birth` is an ISO date or, where only that is known, a year ("1984").

    `key` is the same for the same kind, folded name and birth, so that two units naming one person meet.
    `subject_unit`: the union body that a collective itself is, by its id in the tree; None where nobody said it is one.
    `person_class` is that of the national statistics; it says what `is_direct_worker` and `is_leader` leave unsaid.
    """

    key: str
    kind: SubjectKind
    full_name: str
    birth: str | None = None
    sex: Sex | None = None
    position: str | None = None
    workplace: str | None = None
    is_direct_worker: bool | None = None
    is_leader: bool | None = None
    worker_group: WorkerGroup | None = None
    subject_unit: str | None = None
    person_class: PersonClass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorTitle:
    """A title held before. `decision_number` is its proof; `in_register` when our own register has it."""

    award: str
    year: int
    decision_number: str | None = None
    in_register: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """A recognised initiative: domain.md §4.5. `benefit_vnd` is what it saved or earned in its first year, in đồng.

    `authors` counts its authors, the nominee included; `share_percent` is the nominee's share among several.
    """

    title: str
    recognised_on: date | None = None
    recognised_by: str | None = None
    scope: InitiativeScope | None = None
    has_certificate: bool = False
    benefit_vnd: int | None = None
    authors: int | None = None
    share_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """What the personnel records say of the year (G10). Days are working days; maternity days are part of the absent.

    `is_registered`: the nominee registered for the year's emulation.
    """

    absent_days: int | None = None
    maternity_days: int | None = None
    months_employed: int | None = None
    is_registered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyLeave:
    """Sent to study within the year (G11). `is_fair_or_better`: the result was “khá” or above."""

    months: int | None = None
    is_fair_or_better: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """The emulation pledge (giao ước thi đua) of the nominee for the year (G20)."""

    is_registered: bool | None = None
    registered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisAward:
    """An earlier award the proposal rests on (G22). `award_type` None: nobody said for what it was given."""

    award: str
    year: int
    award_type: AwardType | None = None
    decision_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveCounts:
    """Heads of a collective in the year: LAW22 Art 27. `completed` have completed their tasks; `women`: see P13."""

    members: int | None = None
    completed: int | None = None
    advanced_workers: int | None = None
    base_fighters: int | None = None
    disciplined: int | None = None
    women: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The review meeting at the grassroots union."""

    held_on: date | None = None
    members: int | None = None
    present: int | None = None
    yes: int | None = None
    no: int | None = None
    is_signed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One stored part of a dossier. `sha256` names the content; `is_readable` is False when it could not be opened."""

    id: str
    kind: PaperKind
    name: str
    media_type: str
    size: int
    sha256: str
    is_readable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFigures:
    """What the letter, the list and the reports say about each other (G19)."""

    rows_in_letter: int | None = None
    rows_in_list: int | None = None
    reports_attached: int | None = None
    names_differ: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One version of a dossier: everything the rules of all stages ask for.

    `for_phase` is the phase at whose review the award is given, None for the whole year; `movement` the plan's
    movement the achievement belongs to. `decided_at` is the level asked to decide where several are competent, None the
    lowest of them; the road is laid to it and it does not change after submission. `simplified_ground`: on what it goes
    by the simplified procedure; None where nobody said, and then the type of award decides.
    """

    award: str
    award_type: AwardType
    year: int
    nominee: Nominee
    achievement: str
    achieved_from: date | None = None
    achieved_to: date | None = None
    task_rating: TaskRating | None = None
    prior_titles: tuple[PriorTitle, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    discipline_ended_on: date | None = None
    counts: CollectiveCounts | None = None
    minutes: Minutes | None = None
    figures: ListFigures | None = None
    papers: tuple[Paper, ...] = ()
    is_simplified: bool = False
    simplified_ground: SimplifiedGround | None = None
    decided_at: Level | None = None
    for_phase: str | None = None
    movement: str | None = None
    employment: Employment | None = None
    pledge: Pledge | None = None
    study: StudyLeave | None = None
    basis: tuple[BasisAward, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageBody:
    """One stage of a chosen chain with the body that holds it."""

    kind: StageKind
    unit: str
    unit_name: str
    may_decide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """The chain a nomination goes, frozen at submission; grassroots first, cut where `decided_at` is reached.

    `area_body`: the province whose area officer helps the union, also where the road is cut below it (C4); else None.
    """

    chain: str
    stages: tuple[StageBody, ...]
    decided_at: Level
    area_body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessorUnit:
    """The union that another merged into."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRef:
    """The union that proposes, under the name it submitted with. `successor` answers for the case since they merged."""

    id: str
    name: str
    block: Block
    successor: SuccessorUnit | None = None

    @property
    def answering(self) -> str:
        """The union that supplements, takes back and is told."""
        return self.successor.id if self.successor else self.id

    @property
    def answering_name(self) -> str:
        return self.successor.name if self.successor else self.name
