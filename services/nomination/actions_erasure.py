"""Asking that a person be erased, and agreeing to it.

Owns: the two acts, and declining. Promises: two people, told by the subject of their sign-in, each with the role for
it, and a ground the policy knows; who may only ask reads and takes back their own requests alone; only what both were
shown goes, and in doubt whose it is nothing; nothing under way is cut off; confirming erases here in the same
transaction and tells every other service. Leaves to others: whose records are whose (`rules.erasures`), what goes and
what stays (`erasing`, `shared.erasure`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.changes import mark_changed
from services.nomination.erasing import erase_person
from services.nomination.errors import (
    CasesChanged,
    CasesOpen,
    ErasureAskedBefore,
    ErasureSettled,
    NoSuchErasure,
    NoSuchPerson,
    PersonWasErased,
    SamePersonConfirms,
    SeveralPeople,
)
from services.nomination.models import Changed, Nomination, NominationList, StoredPaper
from services.nomination.models_erasure import ErasedFile, ErasureRequest
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_erasure import find_key, keys_beside, records_under, requests_waiting
from services.nomination.rules.erasures import Record, are_in_doubt, names_of, newcomers
from services.nomination.sheet_record import Kept, of_list, sheet_of, tell_kept
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.erasure import obey
from shared.errors import InvalidInput, Place
from shared.events.envelope import Actor
from shared.events.erasure import ErasureAsked, ErasureDeclined, PersonErased
from shared.permissions import authorize
from shared.tombstones import find_tombstone
from shared.words import Words
from shared.work import Work

_LEAVING = select(ErasedFile.sha256)
_OF_ONES_OWN = {"read_erasures": "read_own_erasures", "decline_erasure": "take_back_erasure"}


@dataclass(frozen=True, slots=True)
class Meant:
    """What goes with a person, and what is kept under the same key and stays."""

    key: str
    taken: tuple[Record, ...]
    left: tuple[Record, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        return tuple(record.id for record in self.taken if record.kind != "hold")

    @property
    def holds(self) -> tuple[str, ...]:
        return tuple(record.id for record in self.taken if record.kind == "hold")

    @property
    def other_keys(self) -> tuple[str, ...]:
        """Of sheets: one that was asked for by what its award was corrected to has another."""
        return tuple(sorted({record.key for record in self.taken if record.kind == "case"} - {self.key}))

    @property
    def standing(self) -> tuple[str, ...]:
        return tuple(record.id for record in self.left)


def ask_erasure(
    desk: Desk, work: Work, *, person: str, basis: str, document: str, cases: Sequence[str] | None = None
) -> ErasureRequest:
    """`person`: a nominee key, the id or receipt of a nomination of theirs, the id of a hold. Nothing is erased yet.

    `cases`: ids or receipts of what is meant, and nothing else. Without them `SeveralPeople` where what is kept under
    the key may be of more than one person.
    """
    authorize(PERMISSIONS, "ask_erasure", work.actor)
    desk.policies.policies.personal_data.ground(basis)
    _refuse_blank(document)
    meant = _choose(work.tx, person, cases)
    _refuse_open(meant.taken)
    _refuse_asked(work.tx, meant)
    request = ErasureRequest(
        id=work.new_id(), nominee_key=meant.key, basis=basis, document=document, asked_by=work.actor.subject,
        asked_at=work.now, cases=list(meant.cases), holds=list(meant.holds), standing=list(meant.standing),
    )  # fmt: skip
    work.tx.add(request)
    work.tx.flush()
    said = ErasureAsked(
        erasure=request.id, basis=basis, document=document, cases=meant.cases, holds=meant.holds,
        standing=meant.standing, kept_sha256=kept_hash(ErasureRequest.__table__, nominee_key=meant.key),
    )  # fmt: skip
    work.emit(request.id, said)
    return request


def confirm_erasure(desk: Desk, work: Work, erasure: str) -> ErasureRequest:
    """A second person agrees: the data goes, here at once and elsewhere as soon as the event is heard."""
    authorize(PERMISSIONS, "confirm_erasure", work.actor)
    request = _hold_open(work.tx, erasure)
    if work.actor.subject == request.asked_by:
        raise SamePersonConfirms()
    # Whoever is beginning a sheet of theirs comes first, and is seen, or waits and finds the tombstone.
    ledger.hold_entries(work.tx, keys_beside(work.tx, request.nominee_key))
    meant = _as_asked(work.tx, request)
    _refuse_open(meant.taken)
    said = PersonErased(
        erasure=request.id, nominee_key=meant.key, cases=meant.cases, holds=meant.holds, basis=request.basis,
        document=request.document, asked_by=request.asked_by, confirmed_by=work.actor.subject,
        names=names_of(meant.taken, meant.left), standing=meant.standing, keys=meant.other_keys,
    )  # fmt: skip
    _settle(request, work, "confirmed")
    work.tx.flush()
    work.emit(request.id, said)
    stood = set(work.tx.scalars(_LEAVING))
    obey(work.tx, said, work.now, erase_person)
    _tell_what_is_left(work, said, stood)
    return request


def decline_erasure(desk: Desk, work: Work, erasure: str, *, reason: str) -> ErasureRequest:
    """Somebody who could confirm it does not, or who asked takes it back."""
    request = _hold_open(work.tx, erasure, asked_by=whose("decline_erasure", work.actor))
    _settle(request, work, "declined")
    work.emit(request.id, ErasureDeclined(erasure=request.id, reason=reason))
    return request


def whose(action: str, actor: Actor) -> str | None:
    """By whom those requests were asked that this actor may see or settle; None: by anybody. Raises `Forbidden`."""
    own = _OF_ONES_OWN.get(action)
    if own is None or actor.role not in PERMISSIONS[own].roles:
        authorize(PERMISSIONS, action, actor)
        return None
    return actor.subject


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


def _choose(tx: Session, person: str, cases: Sequence[str] | None) -> Meant:
    """What a request means: what it names, or all there is under the key where that can only be one person's."""
    key = find_key(tx, person)
    if key is None:
        raise NoSuchPerson()
    found = records_under(tx, key, lock=True)
    was_erased = find_tombstone(tx, key) is not None
    own = [record for record in found if record.is_called(person)]
    if not found or (was_erased and cases is None and person != key and not own):
        raise PersonWasErased() if was_erased else NoSuchPerson()
    if cases is not None:
        return _parted(key, found, _named(found, cases))
    # After an erasure the key is of somebody who was not meant then: who names it says whom they mean now.
    if len(found) > len(own) or not own:
        _refuse_doubt(found, is_in_doubt=was_erased or are_in_doubt(found))
    return _parted(key, found, [record.id for record in found])


def _as_asked(tx: Session, request: ErasureRequest) -> Meant:
    """The same when it is agreed to, so that nobody goes whom nobody was shown."""
    found = records_under(tx, request.nominee_key, lock=True)
    if request.cases is None:
        if not found:
            raise PersonWasErased()
        _refuse_doubt(found, is_in_doubt=are_in_doubt(found))
        return _parted(request.nominee_key, found, [record.id for record in found])
    meant = _parted(request.nominee_key, found, [*request.cases, *(request.holds or ())])
    came = newcomers(meant.taken, meant.left, request.standing or ())
    if came or len(meant.taken) != len(request.cases) + len(request.holds or ()):
        raise CasesChanged(places=[_place(record) for record in came])
    return meant


def _named(found: Sequence[Record], cases: Sequence[str]) -> list[str]:
    """The ids of the records a request names one by one."""
    known = {case: next((record.id for record in found if record.is_called(case)), None) for case in cases}
    astray = Words("Không thuộc những gì đang lưu dưới khóa này.", "Nothing that is kept under this key.")
    places = [
        Place(f"cases.{at}", astray, "erasure.case_astray") for at, case in enumerate(cases) if known[case] is None
    ]
    if places:
        raise InvalidInput(places=places)
    return [record for record in known.values() if record is not None]


def _parted(key: str, found: Sequence[Record], meant: Collection[str]) -> Meant:
    return Meant(
        key,
        tuple(record for record in found if record.id in meant),
        tuple(record for record in found if record.id not in meant),
    )


def _refuse_doubt(found: Sequence[Record], *, is_in_doubt: bool) -> None:
    """With all of them, so that whoever asks can say which they mean."""
    if is_in_doubt:
        raise SeveralPeople(places=[_place(record) for record in found])


def _place(record: Record) -> Place:
    """A record as somebody has to see it who is to say whether it is meant."""
    birth, unit = record.birth or "–", record.unit_name or "–"
    vi = {"hold": "ghi nhận đang xác minh", "award": "khen thưởng đã nhập sổ"}.get(record.kind, "hồ sơ")
    en = {"hold": "hold", "award": "award in the register"}.get(record.kind, "case")
    said = f"{record.receipt or record.id}; {record.name}; {birth}; {unit}"
    renamed = ", ".join(name for _, name in record.renamed)
    now_vi, now_en = (f"; sổ đã đính chính: {renamed}", f"; corrected to: {renamed}") if renamed else ("", "")
    return Place(record.id, Words(f"{vi} {said}{now_vi}", f"{en} {said}{now_en}"))


def _refuse_open(taken: Sequence[Record]) -> None:
    under_way = [record.receipt or record.id for record in taken if record.is_open]
    if under_way:
        named = ", ".join(under_way)
        raise CasesOpen(
            f"Còn việc đang giải quyết, phải kết thúc trước khi xóa: {named}.",
            f"Still under way, to be ended before anything is erased: {named}.",
        )


def _refuse_asked(tx: Session, meant: Meant) -> None:
    """A record is asked for once at a time; another's under the same key need not wait. A request that names none
    means all of its key."""
    waiting = requests_waiting(tx)
    keys = set(keys_beside(tx, meant.key))
    named = {record for request in waiting for record in (*(request.cases or ()), *(request.holds or ()))}
    asked = [record for record in meant.taken if record.id in named]
    if asked or any(request.cases is None and request.nominee_key in keys for request in waiting):
        raise ErasureAskedBefore(places=[_place(record) for record in asked])


def _refuse_blank(document: str) -> None:
    if not document.strip():
        words = Words("Cần nêu văn bản đề nghị.", "The paper it rests on has to be named.")
        raise InvalidInput(places=[Place("document", words, "erasure.no_document")])


def _hold_open(tx: Session, erasure: str, *, asked_by: str | None = None) -> ErasureRequest:
    request = tx.get(ErasureRequest, erasure, with_for_update=True, populate_existing=True)
    if request is None or asked_by not in (None, request.asked_by):
        raise NoSuchErasure()
    if request.outcome is not None:
        raise ErasureSettled()
    return request


def _settle(request: ErasureRequest, work: Work, outcome: str) -> None:
    request.outcome, request.settled_by, request.settled_at = outcome, work.actor.subject, work.now
