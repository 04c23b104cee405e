"""What the nomination service does on hearing others: the proposer's view of its cases, and awards already given.

Owns: what each event means to the proposer. Promises: a batch is a few statements; the rows are the same in whatever
order streams are heard beside each other. Leaves to others: merging and writing (`mirror`), exactly-once
(`shared.inbox`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert

from services.nomination import ledger
from services.nomination.actions_mergers import PASSED, pass_what_is_prepared
from services.nomination.consumers_council import COUNCIL
from services.nomination.mirror import Mirror
from services.nomination.models import Claim
from services.nomination.models_known import KnownReport
from shared.desk import Desk
from shared.events import council, escalation, migration, registry, registry_custody, review, review_clocks
from shared.events.catalog import read
from shared.events.codec import to_plain
from shared.events.envelope import Envelope
from shared.events.registry_progress import ReportReceived, ReportWithdrawn
from shared.events.terms import FINAL_STATES, CaseState
from shared.inbox import Handler, Handlers
from shared.rows import among
from shared.work import Work

_FREE_CLAIMS = delete(Claim).where(among(Claim.case_id, "cases"))


def handlers(desk: Desk) -> Handlers:
    return Handlers(each={PASSED: pass_what_is_prepared, **REPORTS, **COUNCIL}, all_of=hear)


def hear(work: Work, envelopes: Sequence[Envelope]) -> None:
    """Take in a batch, in its order."""
    heard = [(HEARD[envelope.type], read(envelope), envelope) for envelope in envelopes if envelope.type in HEARD]
    mirror = Mirror(work.tx)
    mirror.hold({event.case for _, event, _ in heard})
    for on, event, envelope in heard:
        on(work, mirror, event, envelope)
    mirror.write()
    _settle_claims(work, heard)


def _settle_claims(work: Work, heard: Sequence[tuple[Hear, Any, Envelope]]) -> None:
    """What ended without an award, or lost it, frees its subject and its places; what was awarded uses them."""
    ended = sorted({event.case for on, event, _ in heard if on in _FREEING})
    if ended:
        work.tx.execute(_FREE_CLAIMS, {"cases": ended})
        ledger.give_back(work.tx, ended)
    ledger.mark_used(work.tx, {event.case for on, event, _ in heard if on in _USING})
    for event in (event for on, event, _ in heard if on in _PASSING):
        if event.from_unit.answering != event.unit.answering:
            ledger.hand_over(work.tx, {event.case: (event.from_unit.answering, event.unit.answering)})


def on_stage_opened(work: Work, mirror: Mirror, event: review.StageOpened, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.SUBMITTED, event.step, due_on=None)


def on_received(work: Work, mirror: Mirror, event: review.Received, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.RECEIVED, event.step, due_on=event.due_on)


def on_stage_passed(work: Work, mirror: Mirror, event: review.StagePassed, envelope: Envelope) -> None:
    """Passed below the top, the case lies at the next body and waits for receipt there."""
    state = CaseState.SUBMITTED if event.next_step else CaseState.STAGE_PASSED
    mirror.follow(envelope, event.case, state, event.next_step or event.step, due_on=None)


def on_returned(work: Work, mirror: Mirror, event: review.Returned, envelope: Envelope) -> None:
    """The unit has to act now: it holds the case until the supplement is sent."""
    items = [to_plain(item) for item in event.items]
    mirror.follow(
        envelope, event.case, CaseState.RETURNED, event.step, due_on=event.due_on, reason=event.reason,
        return_items=items, holder=event.unit.answering, holder_name=event.unit.answering_name,
    )  # fmt: skip


def on_resumed(work: Work, mirror: Mirror, event: review.Resumed, envelope: Envelope) -> None:
    mirror.follow(
        envelope, event.case, CaseState.SUBMITTED, event.step, due_on=event.due_on, reason=None, return_items=None
    )


def on_held(work: Work, mirror: Mirror, event: review.Held, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.ON_HOLD, event.step, reason=event.document)


def on_released(work: Work, mirror: Mirror, event: review.Released, envelope: Envelope) -> None:
    """A clock that goes on ends later; where none does, the last day known (of a return, of a notice) stays. What was
    returned is in the unit's hands again, for the reason it was."""
    columns: dict[str, Any] = {} if event.due_on is None else {"due_on": event.due_on}
    if event.reason is not None:
        columns |= {"holder": event.unit.answering, "holder_name": event.unit.answering_name}
    mirror.follow(envelope, event.case, event.to_state, event.step, reason=event.reason, **columns)


def on_deadline_extended(
    work: Work, mirror: Mirror, event: review_clocks.DeadlineExtended, envelope: Envelope
) -> None:
    mirror.change(envelope, event.case, due_on=event.due_on)


def on_refused(work: Work, mirror: Mirror, event: review.Refused, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.NOT_AWARDED, event.step, due_on=None, reason=event.reason)


def on_withdrawn(work: Work, mirror: Mirror, event: review.Withdrawn, envelope: Envelope) -> None:
    mirror.follow(
        envelope, event.case, CaseState.WITHDRAWN, event.step, due_on=None, reason=event.reason,
        withdrawal_asked_at=None,
    )  # fmt: skip


def on_withdrawal_declined(work: Work, mirror: Mirror, event: review.WithdrawalDeclined, envelope: Envelope) -> None:
    """Why a case ended stays to be read, whatever was asked afterwards."""
    why = {} if event.state in FINAL_STATES else {"reason": event.words.vi}
    mirror.change(envelope, event.case, withdrawal_asked_at=None, **why)


def on_notice_published(work: Work, mirror: Mirror, event: review.NoticePublished, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.PUBLIC_NOTICE, event.step, due_on=event.until)


def on_objection_lodged(
    work: Work, mirror: Mirror, event: review_clocks.ObjectionLodged, envelope: Envelope
) -> None:
    """The notice has no last day until the objection is settled."""
    mirror.change(envelope, event.case, due_on=None)


def on_objection_settled(
    work: Work, mirror: Mirror, event: review_clocks.ObjectionSettled, envelope: Envelope
) -> None:
    mirror.change(envelope, event.case, due_on=event.until)


def on_queued(work: Work, mirror: Mirror, event: review.Queued, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.COUNCIL_QUEUE, event.step, due_on=None)


def on_requeued(work: Work, mirror: Mirror, event: council.Requeued, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, event.to_state, event.step, reason=event.reason)


def on_case_moved(work: Work, mirror: Mirror, event: migration.CaseMoved, envelope: Envelope) -> None:
    """Another road, policy or answering union from here on; what was returned stays with the unit, and a notice keeps
    its last day.
    """
    successor = event.unit.successor.id if event.unit.successor else None
    columns: dict[str, Any] = {"successor_id": successor, "road": to_plain(event.road), "policy": event.policy}
    if event.to_state is not CaseState.PUBLIC_NOTICE:
        columns["due_on"] = event.due_on
    if event.to_state is CaseState.RETURNED:
        columns |= {"holder": event.unit.answering, "holder_name": event.unit.answering_name}
    mirror.follow(envelope, event.case, event.to_state, event.step, **columns)


def on_places_passed(work: Work, mirror: Mirror, event: migration.PlacesPassed, envelope: Envelope) -> None:
    """The award stays with its union; only what it takes of a limit passes (`_settle_claims`)."""


def on_council_voted(work: Work, mirror: Mirror, event: review.CouncilVoted, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.COUNCIL_VOTED, event.step)


def on_sent_for_signature(work: Work, mirror: Mirror, event: review.SentForSignature, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.PENDING_DECISION, event.step)


def on_escalated(work: Work, mirror: Mirror, event: escalation.Escalated, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.PENDING_DECISION, event.step, due_on=event.due_on)


def on_endorsed(work: Work, mirror: Mirror, event: escalation.Endorsed, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.PENDING_DECISION, event.next_step, due_on=event.due_on)


def on_sent_back(work: Work, mirror: Mirror, event: escalation.SentBack, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, event.to_state, event.to_step, due_on=event.due_on, reason=event.reason)


def on_awarded(work: Work, mirror: Mirror, event: review.Awarded, envelope: Envelope) -> None:
    mirror.follow(envelope, event.case, CaseState.AWARDED, event.step, due_on=None, decision_number=event.number)


def on_award_recorded(work: Work, mirror: Mirror, event: registry.AwardRecorded, envelope: Envelope) -> None:
    """An award everybody has to reckon with from now on; the case is one of ours unless it was imported there."""
    row = {
        "id": event.award_id, "case_id": event.case, "nominee_key": event.nominee_key,
        "nominee_name": event.nominee_name, "unit_name": event.unit.name, "award": event.award, "year": event.year,
        "decision_number": event.number, "dated": event.dated,
    }  # fmt: skip
    mirror.know(row)
    if mirror.find_state(event.case) is not None:
        stands = {"state": CaseState.PUBLISHED.value, "decision_number": event.number, "archived_on": None}
        mirror.enter(envelope, event.case, due_on=None, **stands)


def on_award_presented(work: Work, mirror: Mirror, event: registry.AwardPresented, envelope: Envelope) -> None:
    if mirror.find_state(event.case) is not None:
        mirror.enter(envelope, event.case, state=CaseState.PRESENTED.value)


def on_archived(
    work: Work, mirror: Mirror, event: registry_custody.AwardArchived | review_clocks.CaseArchived, envelope: Envelope
) -> None:
    """The file is closed; what became of the case stays to be read, and counts as it did."""
    if mirror.find_state(event.case) is not None:
        mirror.enter(envelope, event.case, archived_on=event.archived_on)


def on_award_corrected(work: Work, mirror: Mirror, event: registry.AwardCorrected, envelope: Envelope) -> None:
    """The entry that stands in its place is recorded by its own event."""
    mirror.strike(event.award_id)


def on_award_revoked(work: Work, mirror: Mirror, event: registry.AwardRevoked, envelope: Envelope) -> None:
    """Nobody has to reckon with it any more: it blocks nothing and proves nothing."""
    mirror.strike(event.award_id)
    if mirror.find_state(event.case) is not None:
        ended = {"state": CaseState.CANCELLED.value, "reason": event.basis, "archived_on": None}
        mirror.enter(envelope, event.case, **ended)


def on_report_received(work: Work, event: ReportReceived, envelope: Envelope) -> None:
    """What an award may rest on (G10): who reported, on what plan, when."""
    row = {
        "id": event.receipt, "unit": event.unit, "plan": event.plan, "report": event.report,
        "received_on": event.received_on,
    }  # fmt: skip
    # At once, and not with the end of the batch, where it may be taken back already.
    work.tx.execute(insert(KnownReport).values(**row))


def on_report_withdrawn(work: Work, event: ReportWithdrawn, envelope: Envelope) -> None:
    """It was entered in error: nothing rests on it."""
    work.tx.execute(delete(KnownReport).where(KnownReport.id == event.receipt))


REPORTS: Mapping[str, Handler] = {
    "registry.report_received": on_report_received, "registry.report_withdrawn": on_report_withdrawn,
}  # fmt: skip

Hear = Callable[[Work, Mirror, Any, Envelope], None]

HEARD: Mapping[str, Hear] = {
    "review.stage_opened": on_stage_opened,
    "review.received": on_received,
    "review.stage_passed": on_stage_passed,
    "review.returned": on_returned,
    "review.resumed": on_resumed,
    "review.held": on_held,
    "review.released": on_released,
    "review.deadline_extended": on_deadline_extended,
    "review.refused": on_refused,
    "review.withdrawn": on_withdrawn,
    "review.withdrawal_declined": on_withdrawal_declined,
    "review.notice_published": on_notice_published,
    "review.objection_lodged": on_objection_lodged,
    "review.objection_settled": on_objection_settled,
    "review.queued": on_queued,
    "review.requeued": on_requeued,
    "review.case_moved": on_case_moved,
    "review.places_passed": on_places_passed,
    "review.council_voted": on_council_voted,
    "review.sent_for_signature": on_sent_for_signature,
    "review.escalated": on_escalated,
    "review.endorsed": on_endorsed,
    "review.sent_back": on_sent_back,
    "review.awarded": on_awarded,
    "review.case_archived": on_archived,
    "registry.award_recorded": on_award_recorded,
    "registry.award_presented": on_award_presented,
    "registry.award_archived": on_archived,
    "registry.award_corrected": on_award_corrected,
    "registry.award_revoked": on_award_revoked,
}

_FREEING = (on_refused, on_withdrawn, on_award_revoked)
_USING = (on_awarded, on_award_recorded)
_PASSING = (on_case_moved, on_places_passed)
