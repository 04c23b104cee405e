"""What a union that ended had not sent up yet passes to who goes on: its drafts and lists; and back.

Owns: those rows. Promises: ordered in review and heard here; a draft is wholly the successor's and will be sent under
its name; back goes only what nobody touched since. Leaves to others: cases, under way and awarded (`consumers`), the
tree (`actions_units`), the order (review).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.nomination.actions_drafts import columns_of
from services.nomination.models import Nomination, NominationList
from services.nomination.nominee_contacts import email_of
from services.nomination.queries import answered_by, is_worked_on_by
from services.nomination.sheet_record import Kept, of_list, sheet_of, tell_kept
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.events.envelope import Envelope
from shared.events.migration import ProposerSucceeded
from shared.events.terms import FINAL_STATES, CaseState
from shared.holding import held
from shared.work import Work

PASSED = "review.proposer_succeeded"


def pass_what_is_prepared(work: Work, event: ProposerSucceeded, envelope: Envelope) -> None:
    """Drafts and lists of the plan that are named pass; with `is_back`, those the successor has not touched return."""
    merged, heir = event.unit, event.successor.id
    passed: list[Nomination] = []
    if event.is_back:
        for draft in _untouched(work.tx, event):
            passed.append(_pass(draft, merged, None, envelope))
        lists = select(NominationList).where(NominationList.unit_id == merged, NominationList.successor_id == heir)
    else:
        for draft in drafts_at(work.tx, merged, event.plan, lock=True):
            if event.names(draft.id):
                passed.append(_pass(draft, heir, merged, envelope))
        lists = select(NominationList).where(is_worked_on_by(merged))
    for one in work.tx.scalars(held(lists.where(NominationList.plan == event.plan))):
        if event.names(one.id):
            one.successor_id = None if event.is_back or heir == one.unit_id else heir
    if passed:
        tell_kept(work, of_list(envelope.id), Kept(sheets=[sheet_of(draft) for draft in passed]))


def drafts_at(tx: Session, unit: str, plan: str, *, lock: bool = False) -> Sequence[Nomination]:
    """What a union has begun for a plan and not sent up, in the order of their ids."""
    found = select(Nomination).where(Nomination.unit_id == unit, Nomination.plan == plan, _IS_DRAFT)
    found = found.order_by(Nomination.id)
    return tx.scalars(held(found) if lock else found).all()


def receipts_under_way(tx: Session, unit: str, plan: str) -> dict[str, str]:
    """What a union sent up for a plan and has not come to its end, receipts by case."""
    sent = select(Nomination.id, Nomination.receipt).where(answered_by(unit), Nomination.plan == plan)
    ended = [state.value for state in FINAL_STATES | {CaseState.DRAFT}]
    return {case: receipt or "" for case, receipt in tx.execute(sent.where(Nomination.state.not_in(ended)))}


def find_in_hand(tx: Session, name: str) -> Nomination | NominationList | None:
    """A case or draft by receipt or id, or a list by id."""
    found = tx.scalar(select(Nomination).where(or_(Nomination.id == name, Nomination.receipt == name.upper())))
    return found or tx.get(NominationList, name)


_IS_DRAFT = Nomination.state == CaseState.DRAFT.value


def _untouched(tx: Session, event: ProposerSucceeded) -> Sequence[Nomination]:
    drafts = drafts_at(tx, event.successor.id, event.plan, lock=True)
    return [
        draft for draft in drafts
        if draft.drafted_at == event.unit and draft.change == PASSED and event.names(draft.id)
    ]  # fmt: skip


def _pass(draft: Nomination, unit: str, drafted_at: str | None, envelope: Envelope) -> Nomination:
    draft.unit_id, draft.drafted_at = unit, drafted_at
    dossier, email = from_plain(Dossier, draft.draft), email_of(draft)
    for name, value in columns_of(dossier, unit, email=email).items():
        setattr(draft, name, value)
    draft.version += 1
    draft.changed_by, draft.changed_at, draft.change = envelope.actor.subject, envelope.time, PASSED
    return draft
