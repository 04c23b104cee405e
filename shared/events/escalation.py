"""What the review service says of cases that go beyond their chain: sent to who decides, and what comes back.

Streams: `submission` (the letter), more of `case` and `decision`. Leaves to others: `shared.events.review`. The bodies
beyond a chain have no account here; what they answer is entered by the body that submitted, with a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.catalog import Personal, event
from shared.events.dossier import UnitRef
from shared.events.review import AwardItem, Step
from shared.events.terms import CaseState
from shared.verdicts import Evaluation
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyAhead:
    """A body a submission passes: `office` and `does` are words of `shared.policy.extensions`."""

    office: str
    name: Words
    does: str


@event("review.submission_signed", stream="submission")
@dataclass(frozen=True, kw_only=True)
class SubmissionSigned:
    """A signed submission letter (tờ trình) with its list: ND152 Art 33(11). `road`: an extension of the policy."""

    submission: str
    number: str
    dated: date
    signed_at: datetime
    signed_by: str
    body: str
    body_name: str
    plan: str
    road: str
    ahead: tuple[BodyAhead, ...]
    sessions: tuple[str, ...]
    cases: tuple[str, ...]
    list_sha256: str
    evaluations: tuple[Evaluation, ...]


@event("review.escalated", stream="case", personal=(Personal(("evaluations",)),))
@dataclass(frozen=True, kw_only=True)
class Escalated:
    """Sent by the body of `from_step` to who decides. `step` names the first body ahead, where the case lies now;
    `due_on` the last day for its answer, where the rulebook has one."""

    case: str
    unit: UnitRef
    step: Step
    from_step: Step
    submission: str
    number: str
    dated: date
    evaluations: tuple[Evaluation, ...]
    due_on: date | None = None


@event("review.endorsed", stream="case", personal=(Personal(("evaluations", "reason")),))
@dataclass(frozen=True, kw_only=True)
class Endorsed:
    """A body beyond the chain (`step`) appraised it, advised, or sent it on; the case now lies at `next_step`, where an
    answer is due on `due_on`."""

    case: str
    unit: UnitRef
    step: Step
    next_step: Step
    document: str
    dated: date
    evaluations: tuple[Evaluation, ...]
    due_on: date | None = None
    reason: str | None = None


@event("review.sent_back", stream="case", personal=(Personal(("reason", "evaluations")),))
@dataclass(frozen=True, kw_only=True)
class SentBack:
    """A body beyond the chain (`step`) wants a supplement: the case is under review again at `to_step`."""

    case: str
    unit: UnitRef
    step: Step
    to_step: Step
    to_state: CaseState
    reason: str
    document: str
    due_on: date
    evaluations: tuple[Evaluation, ...]
    dated: date | None = None


@event("review.outside_decision_entered", stream="decision", personal=(
    Personal(("items/*/nominee_birth", "items/*/is_direct_worker", "items/*/is_leader")),
    Personal(("items/*/nominee_name",), stays_with_award=True),
))  # fmt: skip
@dataclass(frozen=True, kw_only=True)
class OutsideDecisionEntered:
    """A decision of somebody beyond the chain, entered from its `document` by the body that had submitted.

    `number` and `signatory` as they stand there; `office` and `office_name` decided, `body` keeps the register.
    """

    decision: str
    number: str
    dated: date
    signatory: str
    office: str
    office_name: Words
    document: str
    body: str
    body_name: str
    plan: str
    entered_at: datetime
    entered_by: str
    items: tuple[AwardItem, ...]
    list_sha256: str
    evaluations: tuple[Evaluation, ...]
