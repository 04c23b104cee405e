"""What the nomination service does on hearing others: the proposer's view of its cases, and awards already given.

Owns: mirroring review's word and the register's. Promises: one statement per event; the register's later word is not
overwritten by review's earlier one. Leaves to others: exactly-once and order (`shared.inbox`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from services.nomination.errors import NoSuchNomination
from services.nomination.models import Claim, KnownAward, Nomination
from shared.desk import Desk
from shared.events import registry, review
from shared.events.codec import to_plain
from shared.events.envelope import Envelope
from shared.events.terms import CaseState
from shared.inbox import Handlers
from shared.work import Work

# What the register says comes over another way and may be here before review's last word.
_REGISTERED = (CaseState.PUBLISHED.value, CaseState.PRESENTED.value)


def handlers(desk: Desk) -> Handlers:
    return Handlers(
        each={
            "review.stage_opened": on_stage_opened,
            "review.received": on_received,
            "review.stage_passed": on_stage_passed,
            "review.returned": on_returned,
            "review.resumed": on_resumed,
            "review.held": on_held,
            "review.released": on_released,
            "review.refused": on_refused,
            "review.withdrawn": on_withdrawn,
            "review.withdrawal_declined": on_withdrawal_declined,
            "review.notice_published": on_notice_published,
            "review.queued": on_queued,
            "review.council_voted": on_council_voted,
            "review.sent_for_signature": on_sent_for_signature,
            "review.awarded": on_awarded,
            "registry.award_recorded": on_award_recorded,
            "registry.award_presented": on_award_presented,
        }
    )


def on_stage_opened(work: Work, event: review.StageOpened, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.SUBMITTED, event.step, due_on=None)


def on_received(work: Work, event: review.Received, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.RECEIVED, event.step, due_on=event.due_on)


def on_stage_passed(work: Work, event: review.StagePassed, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.STAGE_PASSED, event.step, due_on=None)


def on_returned(work: Work, event: review.Returned, envelope: Envelope) -> None:
    """The unit has to act now: it holds the case until the supplement is sent."""
    items = [to_plain(item) for item in event.items]
    _mirror(
        work, envelope, event.case, CaseState.RETURNED, event.step, due_on=event.due_on, reason=event.reason,
        return_items=items, holder=event.unit.id, holder_name=event.unit.name,
    )  # fmt: skip


def on_resumed(work: Work, event: review.Resumed, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.SUBMITTED, event.step, due_on=None, reason=None, return_items=None)


def on_held(work: Work, event: review.Held, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.ON_HOLD, event.step, reason=event.document)


def on_released(work: Work, event: review.Released, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, event.to_state, event.step, reason=None)


def on_refused(work: Work, event: review.Refused, envelope: Envelope) -> None:
    work.tx.execute(delete(Claim).where(Claim.case_id == event.case))
    _mirror(work, envelope, event.case, CaseState.NOT_AWARDED, event.step, due_on=None, reason=event.reason)


def on_withdrawn(work: Work, event: review.Withdrawn, envelope: Envelope) -> None:
    work.tx.execute(delete(Claim).where(Claim.case_id == event.case))
    _mirror(
        work, envelope, event.case, CaseState.WITHDRAWN, event.step, due_on=None, reason=event.reason,
        withdrawal_asked_at=None,
    )  # fmt: skip


def on_withdrawal_declined(work: Work, event: review.WithdrawalDeclined, envelope: Envelope) -> None:
    _set(work, envelope, event.case, withdrawal_asked_at=None, reason=event.words.vi)


def on_notice_published(work: Work, event: review.NoticePublished, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.PUBLIC_NOTICE, event.step, due_on=event.until)


def on_queued(work: Work, event: review.Queued, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.COUNCIL_QUEUE, event.step, due_on=None)


def on_council_voted(work: Work, event: review.CouncilVoted, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.COUNCIL_VOTED, event.step)


def on_sent_for_signature(work: Work, event: review.SentForSignature, envelope: Envelope) -> None:
    _mirror(work, envelope, event.case, CaseState.PENDING_DECISION, event.step)


def on_awarded(work: Work, event: review.Awarded, envelope: Envelope) -> None:
    if _state_of(work, event.case) not in _REGISTERED:
        _mirror(work, envelope, event.case, CaseState.AWARDED, event.step, due_on=None, decision_number=event.number)


def on_award_recorded(work: Work, event: registry.AwardRecorded, envelope: Envelope) -> None:
    """An award everybody has to reckon with from now on; the case is one of ours unless it was imported there."""
    work.tx.execute(
        insert(KnownAward).values(
            id=event.award_id, case_id=event.case, nominee_key=event.nominee_key, nominee_name=event.nominee_name,
            unit_name=event.unit.name, award=event.award, year=event.year, decision_number=event.number,
            dated=event.dated,
        )
    )  # fmt: skip
    if _state_of(work, event.case) is not None:
        _set(
            work, envelope, event.case, state=CaseState.PUBLISHED.value, decision_number=event.number, due_on=None
        )


def on_award_presented(work: Work, event: registry.AwardPresented, envelope: Envelope) -> None:
    if _state_of(work, event.case) is not None:
        _set(work, envelope, event.case, state=CaseState.PRESENTED.value)


def _mirror(
    work: Work, envelope: Envelope, case: str, state: CaseState, step: review.Step, **columns: Any
) -> None:
    held_since: datetime = envelope.time
    _set(
        work, envelope, case,
        **{
            "state": state.value, "stage_index": step.index, "stage_kind": step.kind.value, "holder": step.body,
            "holder_name": step.body_name, "held_since": held_since, **columns,
        },
    )  # fmt: skip


def _set(work: Work, envelope: Envelope, case: str, **columns: Any) -> None:
    """The row as a new version made by who acted there; a case nobody here knows is an error to look at."""
    done = work.tx.execute(
        update(Nomination)
        .where(Nomination.id == case)
        .values(
            version=Nomination.version + 1,
            changed_by=envelope.actor.subject,
            changed_at=envelope.time,
            change=envelope.type,
            **columns,
        )
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise NoSuchNomination(f"Không có hồ sơ {case}.", f"there is no nomination {case}")


def _state_of(work: Work, case: str) -> str | None:
    return work.tx.scalar(select(Nomination.state).where(Nomination.id == case))
