"""What the registry says of awards. Streams: `award`, `remedy`, `later_decision`, `refusal`, `reading`.

Leaves to others: complaints (`shared.events.registry_complaints`), what it keeps (`registry_custody`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.catalog import Personal, event
from shared.events.dossier import UnitRef
from shared.events.refusal import Refusal
from shared.events.terms import LaterDecision, SubjectKind
from shared.words import Words


@event(
    "registry.award_recorded", stream="award",
    personal=(Personal(("nominee_name",), stays_with_award=True), Personal(("kept_sha256",))),
)  # fmt: skip
@dataclass(frozen=True, kw_only=True)
class AwardRecorded:
    """An entry of the register. `replaces`: the earlier entry in whose place it stands after a correction; then
    `kept_sha256` binds the birth, by a salt that stays in the register."""

    award_id: str
    case: str
    decision: str
    number: str
    dated: date
    nominee_key: str
    nominee_kind: SubjectKind
    nominee_name: str
    unit: UnitRef
    award: str
    award_name: Words
    year: int
    certificate: str | None
    replaces: str | None = None
    kept_sha256: str | None = None


@event("registry.award_presented", stream="award")
@dataclass(frozen=True, kw_only=True)
class AwardPresented:
    award_id: str
    case: str
    presented_on: date
    occasion: str


@event("registry.presentation_paused", stream="award", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class PresentationPaused:
    """Handing over waits while a complaint, or a proposal to correct or cancel, is under way."""

    award_id: str
    case: str
    reason: str


@event("registry.presentation_resumed", stream="award", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class PresentationResumed:
    award_id: str
    case: str
    reason: str


@event("registry.award_corrected", stream="award")
@dataclass(frozen=True, kw_only=True)
class AwardCorrected:
    """The entry stays readable; `replaced_by` stands in its place, by a decision of the same authority.

    `recovery`: the old certificate is to be given back, where it was handed over. `complaints`: those under way, now
    about the entry in its place. `goes_on_paused`: for them, or for one about the whole decision."""

    award_id: str
    case: str
    unit: UnitRef
    decision: str
    number: str
    dated: date
    replaced_by: str
    basis: str
    recovery: str | None
    complaints: tuple[str, ...] = ()
    goes_on_paused: bool = False


@event("registry.award_revoked", stream="award")
@dataclass(frozen=True, kw_only=True)
class AwardRevoked:
    """Cancelled by a decision of the same authority. `recovery`: what is to be given back, where anything was given;
    `money` is how much of it, in đồng."""

    award_id: str
    case: str
    unit: UnitRef
    decision: str
    number: str
    dated: date
    ground: str
    basis: str
    recovery: str | None
    money: int | None = None


@event("registry.return_demanded", stream="award")
@dataclass(frozen=True, kw_only=True)
class ReturnDemanded:
    """The holder has notice: `money` đồng, and the certificate where it is owed, by `due_on`, that day included."""

    award_id: str
    case: str
    recovery: str
    notified_on: date
    due_on: date
    money: int
    certificate: bool
    basis: str
    is_unverified: bool | None = None


@event("registry.prize_returned", stream="award", personal=(Personal(("kept_sha256",)),))
@dataclass(frozen=True, kw_only=True)
class PrizeReturned:
    """Something was given back; `outstanding` đồng still are not. `kept_sha256` binds the paper for it."""

    award_id: str
    case: str
    recovery: str
    returned_on: date
    certificate: bool
    money: int
    outstanding: int
    is_late: bool
    prize_return: str | None = None
    kept_sha256: str | None = None


@event("registry.certificate_loss_accepted", stream="award", personal=(Personal(("kept_sha256",)),))
@dataclass(frozen=True, kw_only=True)
class CertificateLossAccepted:
    """The authority accepts that the certificate cannot be given back; `outstanding` đồng still are owed."""

    award_id: str
    case: str
    recovery: str
    accepted_on: date
    outstanding: int
    kept_sha256: str | None = None


@event("registry.prize_recovered", stream="award")
@dataclass(frozen=True, kw_only=True)
class PrizeRecovered:
    """Nothing is owed any more: the recovery is closed."""

    award_id: str
    case: str
    recovery: str
    money: int
    recovered_on: date


@event("registry.recovery_deadline_missed", stream="award")
@dataclass(frozen=True, kw_only=True)
class RecoveryDeadlineMissed:
    """The last day went by and not everything was given back. Said once."""

    award_id: str
    case: str
    recovery: str
    due_on: date
    outstanding: int
    certificate_is_out: bool
    body: str | None = None


@event("registry.remedy_proposed", stream="remedy", personal=(Personal(("letter", "kept_sha256")),))
@dataclass(frozen=True, kw_only=True)
class RemedyProposed:
    """Somebody asks the authority to correct or cancel an award: ND152 Art 56.

    `kept_sha256`, here and elsewhere, binds what stays in the register (`shared.comparable.kept_hash`).
    """

    remedy: str
    kind: LaterDecision
    award_id: str
    case: str
    ground: str
    basis: str
    letter: str
    needs_hearing: bool
    kept_sha256: str | None = None
    ground_name: Words | None = None
    is_unverified: bool | None = None


@event("registry.awardee_invited", stream="remedy")
@dataclass(frozen=True, kw_only=True)
class AwardeeInvited:
    """The awardee may explain until `answer_by`, that day included."""

    remedy: str
    award_id: str
    case: str
    answer_by: date


@event("registry.awardee_explained", stream="remedy", personal=(Personal(("kept_sha256",)),))
@dataclass(frozen=True, kw_only=True)
class AwardeeExplained:
    """That, never what: the statement stays in the register."""

    remedy: str
    award_id: str
    case: str
    heard_on: date
    kept_sha256: str | None = None


@event("registry.remedy_declined", stream="remedy", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class RemedyDeclined:
    remedy: str
    award_id: str
    case: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class _LaterDecision:
    """What is said of every decision about an earlier one (`amends`), whoever made it."""

    decision: str
    remedy: str
    kind: LaterDecision
    amends: str
    award_id: str
    case: str
    document_sha256: str


@event("registry.later_decision_signed", stream="later_decision")
@dataclass(frozen=True, kw_only=True)
class LaterDecisionSigned(_LaterDecision):
    """A person signed a decision about an earlier one; it takes effect with the number `review` gives it."""

    body: str
    body_name: str
    plan: str
    ground: str
    basis: str
    signed_at: datetime
    signed_by: str
    proposed_by: str


@event("registry.later_decision_entered", stream="later_decision")
@dataclass(frozen=True, kw_only=True)
class LaterDecisionEntered(_LaterDecision):
    """What the authority above decided about its own decision, entered from its document; it has its own number."""

    authority: str
    number: str
    dated: date
    signatory: str


@event("registry.command_refused", stream="refusal")
@dataclass(frozen=True, kw_only=True)
class CommandRefused(Refusal):
    """See `Refusal`."""
