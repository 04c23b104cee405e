"""Asking that a person be erased, and agreeing to it.

Owns: the two acts. Promises: two people, told by the subject of their sign-in, each with the role for it, and a ground
the policy knows; nothing under way is cut off; confirming erases here in the same transaction and tells every other
service. Leaves to others: what goes and what stays (`erasing`, `shared.erasure`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.changes import mark_changed
from services.nomination.erasing import erase_person
from services.nomination.errors import (
    CasesOpen,
    ErasureAskedBefore,
    ErasureSettled,
    NoSuchErasure,
    NoSuchPerson,
    PersonWasErased,
    SamePersonConfirms,
)
from services.nomination.models import Changed, Hold, Nomination, NominationList, StoredPaper
from services.nomination.models_erasure import ErasedFile, ErasureRequest
from services.nomination.permissions import PERMISSIONS
from services.nomination.sheet_record import Kept, of_list, sheet_of, tell_kept
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.erasure import obey
from shared.errors import InvalidInput, Place
from shared.events.erasure import ErasureAsked, ErasureDeclined, PersonErased
from shared.events.terms import CaseState
from shared.holding import held
from shared.permissions import authorize
from shared.tombstones import find_tombstone
from shared.words import Words
from shared.work import Work

# Decided is not enough: until the register has entered the award it still needs what the decision says of the person.
# Nor is an end while review owes an answer: what was asked could not be read any more.
_ENDED = frozenset(
    {CaseState.NOT_AWARDED, CaseState.WITHDRAWN, CaseState.PUBLISHED, CaseState.PRESENTED, CaseState.CANCELLED,
     CaseState.ARCHIVED}
)  # fmt: skip


_LEAVING = select(ErasedFile.sha256)


@dataclass(frozen=True, slots=True)
class _Person:
    """A subject with all that is kept under its key."""

    key: str
    cases: tuple[Nomination, ...]
    holds: tuple[Hold, ...]


def ask_erasure(desk: Desk, work: Work, *, person: str, basis: str, document: str) -> ErasureRequest:
    """`person`: a nominee key, or the id or receipt of any nomination of theirs. Nothing is erased yet."""
    authorize(PERMISSIONS, "ask_erasure", work.actor)
    desk.policies.policies.personal_data.ground(basis)
    _refuse_blank(document)
    found = _find(work.tx, _key_of(work.tx, person))
    _refuse_open(found)
    waiting = select(ErasureRequest.id).where(
        ErasureRequest.nominee_key == found.key, ErasureRequest.outcome.is_(None)
    )
    if work.tx.scalar(waiting) is not None:
        raise ErasureAskedBefore()
    request = ErasureRequest(
        id=work.new_id(), nominee_key=found.key, basis=basis, document=document, asked_by=work.actor.subject,
        asked_at=work.now,
    )  # fmt: skip
    work.tx.add(request)
    work.tx.flush()
    cases = tuple(case.id for case in found.cases)
    bound = kept_hash(ErasureRequest.__table__, nominee_key=found.key)
    said = ErasureAsked(erasure=request.id, basis=basis, document=document, cases=cases, kept_sha256=bound)
    work.emit(request.id, said)
    return request


def confirm_erasure(desk: Desk, work: Work, erasure: str) -> ErasureRequest:
    """A second person agrees: the data goes, here at once and elsewhere as soon as the event is heard."""
    authorize(PERMISSIONS, "confirm_erasure", work.actor)
    request = _hold_open(work.tx, erasure)
    if work.actor.subject == request.asked_by:
        raise SamePersonConfirms()
    # Whoever is beginning a sheet of theirs comes first, and is seen, or waits and finds the tombstone.
    ledger.hold_entries(work.tx, [request.nominee_key])
    found = _find(work.tx, request.nominee_key)
    _refuse_open(found)
    said = PersonErased(
        erasure=request.id, nominee_key=found.key, cases=tuple(case.id for case in found.cases),
        holds=tuple(hold.id for hold in found.holds), basis=request.basis, document=request.document,
        asked_by=request.asked_by, confirmed_by=work.actor.subject,
    )  # fmt: skip
    _settle(request, work, "confirmed")
    work.tx.flush()
    work.emit(request.id, said)
    stood = set(work.tx.scalars(_LEAVING))
    obey(work.tx, said, work.now, erase_person)
    _tell_what_is_left(work, said, stood)
    return request


def decline_erasure(desk: Desk, work: Work, erasure: str, *, reason: str) -> ErasureRequest:
    authorize(PERMISSIONS, "decline_erasure", work.actor)
    request = _hold_open(work.tx, erasure)
    _settle(request, work, "declined")
    work.emit(request.id, ErasureDeclined(erasure=request.id, reason=reason))
    return request


def _tell_what_is_left(work: Work, said: PersonErased, stood: Collection[str]) -> None:
    """Sheets and papers without the person, lists under a new salt, files that are to go."""
    tx, cases = work.tx, said.cases
    rows = tx.scalars(select(Nomination).where(Nomination.id.in_(cases)).order_by(Nomination.id)).all()
    own = select(StoredPaper).where(StoredPaper.nomination_id.in_(cases)).order_by(StoredPaper.id)
    papers = tx.scalars(own, execution_options={"populate_existing": True}).all()
    named = {row.list_id for row in rows if row.list_id is not None}
    lists = tx.scalars(select(NominationList).where(NominationList.id.in_(named)).order_by(NominationList.id)).all()
    touched: list[Changed] = [*rows, *lists]
    for one in touched:
        mark_changed(one, work, "confirm_erasure")
    versions = {row.id: row.version for row in rows}
    left = Kept(
        sheets=[sheet_of(row) for row in rows],
        papers=[(paper, versions[paper.nomination_id or ""]) for paper in papers],
        lists=lists, leaving=sorted(set(tx.scalars(_LEAVING)) - set(stood)), erased=cases,
    )  # fmt: skip
    tell_kept(work, of_list(said.erasure), left)


def _key_of(tx: Session, person: str) -> str:
    named = or_(Nomination.id == person, Nomination.receipt == person, Nomination.nominee_key == person)
    key = tx.scalar(select(Nomination.nominee_key).where(named).limit(1))
    if key is None:
        raise NoSuchPerson()
    return key


def _find(tx: Session, key: str) -> _Person:
    if find_tombstone(tx, key) is not None:
        raise PersonWasErased()
    # Held, so that nothing begins while it is looked at: a case is changed under the lock of its row.
    cases = held(select(Nomination).where(Nomination.nominee_key == key).order_by(Nomination.id))
    holds = held(select(Hold).where(Hold.nominee_key == key).order_by(Hold.id))
    return _Person(key, tuple(tx.scalars(cases)), tuple(tx.scalars(holds)))


def _refuse_open(person: _Person) -> None:
    under_way = [
        case for case in person.cases if CaseState(case.state) not in _ENDED or case.withdrawal_asked_at is not None
    ]
    verified = [hold for hold in person.holds if hold.lifted_at is None]
    if under_way or verified:
        named = ", ".join([*(case.receipt or case.id for case in under_way), *(hold.id for hold in verified)])
        raise CasesOpen(
            f"Còn việc đang giải quyết, phải kết thúc trước khi xóa: {named}.",
            f"Still under way, to be ended before anything is erased: {named}.",
        )


def _refuse_blank(document: str) -> None:
    if not document.strip():
        words = Words("Cần nêu văn bản đề nghị.", "The paper it rests on has to be named.")
        raise InvalidInput(places=[Place("document", words, "erasure.no_document")])


def _hold_open(tx: Session, erasure: str) -> ErasureRequest:
    request = tx.get(ErasureRequest, erasure, with_for_update=True, populate_existing=True)
    if request is None:
        raise NoSuchErasure()
    if request.outcome is not None:
        raise ErasureSettled()
    return request


def _settle(request: ErasureRequest, work: Work, outcome: str) -> None:
    request.outcome, request.settled_by, request.settled_at = outcome, work.actor.subject, work.now
