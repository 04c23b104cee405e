"""What the review service says, by stream: case, council, session, decision, refusal, reading; more in `council`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.ballot_box import Paper
from shared.events.award_item import AwardItem as AwardItem  # whoever reads a decision takes it from here
from shared.events.catalog import Personal, event
from shared.events.dossier import UnitRef
from shared.events.refusal import Refusal
from shared.events.tally import Tally as Tally  # whoever reads a vote takes it from here
from shared.events.terms import BallotMode, CaseState, CouncilKind, HoldKind, StageKind
from shared.verdicts import Evaluation
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a case stands: the stage, and the body that holds it."""

    index: int
    kind: StageKind
    body: str
    body_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FixItem:
    """One thing to mend. `part` is one of `places.NAMEABLE` (`papers.minutes`, `nominee.birth`, `minutes`)."""

    part: str
    words: Words


@event("review.stage_opened", stream="case")
@dataclass(frozen=True, kw_only=True)
class StageOpened:
    """The first word of a case: it waits for receipt at the first body of its road; later stages have
    `StagePassed.next_step`. `area_body`: whose area officer helps."""

    case: str
    receipt: str
    plan: str
    award: str
    unit: UnitRef
    step: Step
    submitted_by: str
    area_body: str | None


@event("review.received", stream="case", personal=(Personal(("evaluations", "reason", "consent")),))
@dataclass(frozen=True, kw_only=True)
class Received:
    """`reason`: why a warning was set aside; `consent`: the paper by which a late file was taken (M03)."""

    case: str
    unit: UnitRef
    step: Step
    due_on: date
    evaluations: tuple[Evaluation, ...]
    reason: str | None = None
    consent: str | None = None


@event("review.commented", stream="case", personal=(Personal(("comment",)),))
@dataclass(frozen=True, kw_only=True)
class Commented:
    """The area officer's word: help, never a decision."""

    case: str
    unit: UnitRef
    step: Step
    comment: str


@event("review.stage_passed", stream="case", personal=(Personal(("opinion", "evaluations", "reason", "minutes")),))
@dataclass(frozen=True, kw_only=True)
class StagePassed:
    """The level agrees, in its `minutes`; `reason`: why a warning was set aside. The case goes up and waits for receipt
    at `next_step`; without one it has come to its top."""

    case: str
    unit: UnitRef
    step: Step
    opinion: str
    evaluations: tuple[Evaluation, ...]
    next_step: Step | None
    minutes: str | None = None
    reason: str | None = None


@event("review.returned", stream="case", personal=(Personal(("reason", "items", "evaluations")),))
@dataclass(frozen=True, kw_only=True)
class Returned:
    case: str
    unit: UnitRef
    step: Step
    reason: str
    items: tuple[FixItem, ...]
    due_on: date
    evaluations: tuple[Evaluation, ...]


@event("review.resumed", stream="case")
@dataclass(frozen=True, kw_only=True)
class Resumed:
    """The supplement arrived; the stage goes on, until `due_on` where its clock ran before the return. `award` is what
    the case is judged for from now on; None of a release that went on with what it was opened for.
    """

    case: str
    unit: UnitRef
    step: Step
    version: int
    due_on: date | None = None
    award: str | None = None


@event("review.held", stream="case", personal=(Personal(("kind", "document", "notice")),))
@dataclass(frozen=True, kw_only=True)
class Held:
    """Nothing is awarded or sent up while something is verified (ND152 Art 4(4)). `notice` is the letter that tells the
    body beyond the chain with which the case lies."""

    case: str
    unit: UnitRef
    step: Step
    kind: HoldKind
    document: str
    from_state: CaseState
    notice: str | None = None


@event("review.released", stream="case", personal=(Personal(("document", "notice", "reason")),))
@dataclass(frozen=True, kw_only=True)
class Released:
    """It goes on, on a written conclusion. `notice` as of `Held`. `award` is what it is judged for: a supplement that
    arrived meanwhile may have named another. `reason`: why it was returned, where it is in the unit's hands again; None
    of a release that did not say it.
    """

    case: str
    unit: UnitRef
    step: Step
    document: str
    to_state: CaseState
    due_on: date | None = None
    notice: str | None = None
    award: str | None = None
    reason: str | None = None


@event("review.refused", stream="case", personal=(Personal(("reason", "evaluations", "document")),))
@dataclass(frozen=True, kw_only=True)
class Refused:
    """Not awarded, with the level and reason: by a stage, by the council's vote or by the signer, or beyond the chain,
    by a `document` of the day it is `dated`. `is_decision`: by who signs; a vote or an appraisal decides nothing."""

    case: str
    unit: UnitRef
    step: Step
    reason: str
    evaluations: tuple[Evaluation, ...]
    document: str | None = None
    dated: date | None = None
    is_decision: bool = False


@event("review.withdrawn", stream="case", personal=(Personal(("reason", "document")),))
@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """Taken back by its unit; once it lies beyond its chain with the consent of who decides, given in `document`."""

    case: str
    unit: UnitRef
    step: Step
    reason: str
    from_state: CaseState
    document: str | None = None


@event("review.withdrawal_declined", stream="case", personal=(Personal(("words",)),))
@dataclass(frozen=True, kw_only=True)
class WithdrawalDeclined:
    """`state` is the one that the case keeps; a release that did not say it let `words` stand for the reason of an end,
    too."""

    case: str
    unit: UnitRef
    step: Step
    words: Words
    state: CaseState | None = None


@event("review.notice_published", stream="case")
@dataclass(frozen=True, kw_only=True)
class NoticePublished:
    """The name is published for opinions: ND152 Art 44(2). `until` is the last day for opinions."""

    case: str
    unit: UnitRef
    step: Step
    where: str
    published_on: date
    until: date


@event("review.queued", stream="case", personal=(Personal(("evaluations",)),))
@dataclass(frozen=True, kw_only=True)
class Queued:
    """On the agenda of a session. `law_sha256` binds the vote law the case will be counted under."""

    case: str
    unit: UnitRef
    step: Step
    session: str
    evaluations: tuple[Evaluation, ...]
    law_sha256: str | None = None


@event("review.council_voted", stream="case", personal=(Personal(("evaluations",)),))
@dataclass(frozen=True, kw_only=True)
class CouncilVoted:
    """A counted vote with the papers of a secret one in the order of their receipts, for anybody to count again.
    While the split waits papers are closed, what the rules said of the split (P05, P07) is not told, and
    `sealed_sha256` binds the full tally with a salt: few tallies are possible, and without it each could be tried.
    """

    case: str
    unit: UnitRef
    step: Step
    session: str
    tally: Tally
    evaluations: tuple[Evaluation, ...]
    papers: tuple[Paper, ...] = ()
    sealed_sha256: str | None = None


@event("review.sent_for_signature", stream="case")
@dataclass(frozen=True, kw_only=True)
class SentForSignature:
    """Waits for the competent person of the body. `session` is None where the body's own minutes stand for a vote."""

    case: str
    unit: UnitRef
    step: Step
    session: str | None


@event("review.awarded", stream="case", personal=(Personal(("evaluations", "reason")),))
@dataclass(frozen=True, kw_only=True)
class Awarded:
    case: str
    unit: UnitRef
    step: Step
    decision: str
    number: str
    dated: date
    evaluations: tuple[Evaluation, ...]
    reason: str | None = None  # of a body beyond the chain


@event("review.session_opened", stream="session")
@dataclass(frozen=True, kw_only=True)
class SessionOpened:
    session: str
    council: str
    body: str
    agenda: tuple[str, ...]
    mode: BallotMode
    members: tuple[str, ...]
    kind: CouncilKind = CouncilKind.FEDERATION
    written_until: datetime | None = None
    votes_from: date | None = None
    no_vote_before: date | None = None


@event("review.voting_opened", stream="session")
@dataclass(frozen=True, kw_only=True)
class VotingOpened:
    session: str
    evaluations: tuple[Evaluation, ...]


@event("review.ballot_cast", stream="session")
@dataclass(frozen=True, kw_only=True)
class BallotCast:
    """Who voted and on how many names; never which way. `receipts` of the papers, only where the vote is open."""

    session: str
    member: str
    cases: int
    in_writing: bool
    receipts: tuple[str, ...] = ()


@event("review.session_closed", stream="session")
@dataclass(frozen=True, kw_only=True)
class SessionClosed:
    """`ballots`: members who voted. `papers` and `box` (`shared.ballot_box.box_of`) bind what a secret vote counted,
    `kept_sha256` the minutes; where a split waits, one of few texts could be found by its hash, and `sealed_sha256`
    binds them with a salt that stays beside them. `without_paper`: who was in the room and cast none, as it was closed
    on."""

    session: str
    council: str
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    ballots: int
    evaluations: tuple[Evaluation, ...]
    papers: int = 0
    box: str | None = None
    kept_sha256: str | None = None
    sealed_sha256: str | None = None
    without_paper: tuple[str, ...] = ()


@event("review.decision_signed", stream="decision", personal=(
    Personal(("items/*/nominee_birth", "items/*/is_direct_worker", "items/*/is_leader")),
    Personal(("items/*/nominee_name",), stays_with_award=True),
))  # fmt: skip
@dataclass(frozen=True, kw_only=True)
class DecisionSigned:
    """A signed decision with its list: a person's act, separate from the vote (domain.md §0.1)."""

    decision: str
    number: str
    dated: date
    signed_at: datetime
    signed_by: str
    body: str
    body_name: str
    plan: str
    sessions: tuple[str, ...]
    items: tuple[AwardItem, ...]
    list_sha256: str
    evaluations: tuple[Evaluation, ...]


@event("review.command_refused", stream="refusal")
@dataclass(frozen=True, kw_only=True)
class CommandRefused(Refusal):
    """See `Refusal`."""
