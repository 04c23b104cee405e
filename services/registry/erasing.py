"""What the register erases of a person: all but what the law keeps of an award.

Owns: obeying an erasure in the rows of this service. Promises: entry, number, certificate and standing stay with the
name, as a public register shows them; what is under way stays until it ends (`erase_what_ended`), so that it makes no
difference which came first, nor that both came at once. Leaves to others: events and tombstones (`shared.erasure`),
whom an erasure means (`queries_erasure`).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from services.registry.models import Award
from services.registry.models_after import Complaint, ComplaintState, Remedy, RemedyState
from services.registry.models_erasure import ErasedName
from services.registry.models_progress import Initiative, InitiativeAuthor
from services.registry.queries_erasure import erasures_of, hold_authors, sounds_beside
from services.registry.queries_heirs import whole_heirs_of
from shared.erasure import ERASED, Meaning, is_meant
from shared.events.erasure import PersonErased
from shared.events.terms import Complainant
from shared.names import spoken_key
from shared.rows import merge_rows
from shared.tombstones import erased_records

_SETTLED = (ComplaintState.SETTLED, ComplaintState.REJECTED)
_ENDED = (RemedyState.IN_EFFECT, RemedyState.DECLINED)


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """Returns the names the person went by here."""
    own: ColumnElement[bool] = Award.case_id.in_(event.cases)
    if event.names is None:  # said by a release that meant all there is under the key
        own = or_(own, Award.nominee_key == event.nominee_key)
    _hold_entries(tx, own)
    names = set(tx.scalars(select(Award.nominee_name).where(own)))
    _erase_entries(tx, own)
    names |= _erase_authors(tx, event, own, is_alone=not event.standing)
    _keep_names(tx, event)
    _erase_aftermath(tx, event.cases)
    return frozenset(names - {ERASED})


def erase_what_ended(tx: Session, case: str | None) -> None:
    """A remedy or complaint of the case ended: of an erased awardee it goes now, as it would have with the rest."""
    if case is None:
        return
    own = Award.case_id == case
    _hold_entries(tx, own)
    if erased_records(tx, [case]):
        tx.flush()
        _erase_entries(tx, own)
        for erased in erasures_of(tx, [case]):
            _erase_authors(tx, erased, own)
        _erase_aftermath(tx, [case])


def _hold_entries(tx: Session, own: ColumnElement[bool]) -> None:
    """An act that ends something and an erasure meet here: who waited finds what the other left, also an entry that a
    correction gave meanwhile."""
    wanted, found = select(Award.id).where(own).order_by(Award.id).with_for_update(), set[str]()
    while not found.issuperset(entries := tx.scalars(wanted).all()):
        found.update(entries)


def _erase_authors(tx: Session, erased: Meaning, own: ColumnElement[bool], *, is_alone: bool = False) -> set[str]:
    """Authors that are this person, by what they went by at nomination or in an entry of theirs; their names. Where
    `is_alone` in having the key, who was at a union that became another one is taken to be at that."""
    keys = set(tx.scalars(select(Award.nominee_key).where(own)))
    hold_authors(tx, {erased.nominee_key, *keys})
    beside = sounds_beside(tx, erased, own)
    wanted = select(InitiativeAuthor, Initiative.unit).join(Initiative, Initiative.id == InitiativeAuthor.initiative)
    names = set()
    for author, unit in tx.execute(wanted.where(InitiativeAuthor.key.in_({erased.nominee_key, *keys}))).all():
        told, places = beside.get(author.key, set()), [unit, *(whole_heirs_of(tx, unit) if is_alone else ())]
        if author.name != ERASED and any(_is_theirs(erased, told, author, place) for place in places):
            names.add(author.name)
            author.name, author.birth, author.salt = ERASED, "", None
    tx.flush()
    return names


def _is_theirs(
    erased: Meaning, told: Collection[tuple[str, str | None]], author: InitiativeAuthor, unit: str
) -> bool:
    sound = spoken_key(author.key, author.name)
    return is_meant(erased, author.key, author.name, unit) or (sound, None) in told or (sound, unit) in told


def _keep_names(tx: Session, event: PersonErased) -> None:
    """By what the person is known again; of the names nothing but a hash is left."""
    rows = [
        {"erasure": event.erasure, "spoken": one.spoken, "unit": one.unit or "", "is_shared": one.is_shared}
        for one in event.names or ()
    ]
    merge_rows(tx, ErasedName.__table__, rows, key=("erasure", "spoken", "unit"))


def _erase_entries(tx: Session, own: ColumnElement[bool]) -> None:
    tx.execute(update(Award).where(own).values(nominee_birth=None, salt=None, is_direct_worker=None, is_leader=None))
    tx.execute(update(Award).where(own, Award.paused_because.is_not(None)).values(paused_because=ERASED))


def _erase_aftermath(tx: Session, cases: Collection[str]) -> None:
    remedies = update(Remedy).where(Remedy.case_id.in_(cases), Remedy.state.in_(_ENDED))
    tx.execute(remedies.values(reason=ERASED, changes={}, documents=[]))
    for told in ("statement", "declined_because"):
        tx.execute(remedies.where(getattr(Remedy, told).is_not(None)).values({told: ERASED}))
    complaints = update(Complaint).where(Complaint.case_id.in_(cases), Complaint.state.in_(_SETTLED))
    tx.execute(complaints.values(content=ERASED))
    tx.execute(complaints.where(Complaint.reason.is_not(None)).values(reason=ERASED))
    own = Complaint.complainant_kind == Complainant.NOMINEE.value
    tx.execute(complaints.where(own).values(complainant=ERASED))
