"""What the review service says of its clocks: deadlines extended, near and missed. Stream `case`.

Leaves to others: the stages and the council (`shared.events.review`, `shared.events.council`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.catalog import Personal, event
from shared.events.dossier import UnitRef
from shared.events.review import Step


@event("review.deadline_extended", stream="case", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class DeadlineExtended:
    """The stage got more time, never less. The author is the envelope's actor; `working_days` are those added."""

    case: str
    unit: UnitRef
    step: Step
    reason: str
    was_due_on: date
    due_on: date
    working_days: int


@event("review.deadline_neared", stream="case")
@dataclass(frozen=True, kw_only=True)
class DeadlineNeared:
    """A last day comes near: no more than `working_days` are left. Said once per stage, last day and number.

    `waits_for` and what follows from it as in `DeadlineMissed`; of a consultation or objection once per number.
    """

    case: str
    unit: UnitRef
    step: Step
    waits_for: str
    due_on: date
    working_days: int
    sent_by: Step | None = None
    consultation: int | None = None
    consulted: str | None = None
    objection: str | None = None


@event("review.deadline_missed", stream="case")
@dataclass(frozen=True, kw_only=True)
class DeadlineMissed:
    """A last day went by; said once per stage and day, once per consultation and objection.

    `waits_for`: `appraisal` (the body that holds the case), `supplement` (the unit it was returned to), `opinion` (the
    body `consulted`, a name, by the `consultation` of this number), `objection` (the finding on the `objection`) or
    `answer` (the body beyond the chain with which the case lies; `sent_by` is the step that submitted it).
    """

    case: str
    unit: UnitRef
    step: Step
    waits_for: str
    due_on: date
    consultation: int | None = None
    consulted: str | None = None
    objection: str | None = None
    sent_by: Step | None = None


@event("review.objection_lodged", stream="case", personal=(Personal(("document", "kept_sha256")),))
@dataclass(frozen=True, kw_only=True)
class ObjectionLodged:
    """Somebody objects to a published name; its notice is open until that is settled. What was said stays in review,
    bound by `kept_sha256` (`shared.comparable.kept_hash`).

    `document` names the letter where the objection came on paper.
    """

    case: str
    unit: UnitRef
    step: Step
    objection: str
    answer_by: date
    document: str | None = None
    kept_sha256: str | None = None


@event("review.objection_settled", stream="case", personal=(Personal(("finding",)),))
@dataclass(frozen=True, kw_only=True)
class ObjectionSettled:
    """The finding on an objection. The full period runs again to `until`; None while another objection is open."""

    case: str
    unit: UnitRef
    step: Step
    objection: str
    is_founded: bool
    finding: str
    until: date | None


@event("review.opinion_asked", stream="case", personal=(Personal(("document",)),))
@dataclass(frozen=True, kw_only=True)
class OpinionAsked:
    """A body is consulted: ND152 Art 34(6). Silence to `last_day` lets the case go on. `consulted` is a name."""

    case: str
    unit: UnitRef
    step: Step
    consultation: int
    consulted: str
    asked_on: date
    last_day: date
    document: str


@event("review.opinion_recorded", stream="case", personal=(Personal(("document", "kept_sha256")),))
@dataclass(frozen=True, kw_only=True)
class OpinionRecorded:
    """The answer of a consulted body arrived; its words stand in the document, and `kept_sha256` binds them."""

    case: str
    unit: UnitRef
    step: Step
    consultation: int
    consulted: str
    answered_on: date
    document: str
    kept_sha256: str | None = None


@event("review.case_archived", stream="case")
@dataclass(frozen=True, kw_only=True)
class CaseArchived:
    """A case that was refused or taken back is closed and kept under `file` until `keep_until`, that day included."""

    case: str
    unit: UnitRef
    step: Step
    file: str
    archived_on: date
    keep_until: date
    basis: str
    is_unverified: bool
