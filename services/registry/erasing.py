"""What the register erases of a person: all but what the law keeps of an award.

Owns: obeying an erasure in the rows of this service. Promises: entry, number, certificate and standing stay with the
name, as a public register shows them; what is under way stays until it ends (`erase_what_ended`), so that it makes no
difference which came first. Leaves to others: events and tombstones (`shared.erasure`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from services.registry.models import Award
from services.registry.models_after import Complaint, ComplaintState, Remedy, RemedyState
from services.registry.models_progress import Initiative, InitiativeAuthor
from shared.erasure import ERASED, is_meant
from shared.events.erasure import PersonErased
from shared.events.terms import Complainant
from shared.names import spoken_key
from shared.tombstones import erased_records, find_tombstone

_SETTLED = (ComplaintState.SETTLED, ComplaintState.REJECTED)
_ENDED = (RemedyState.IN_EFFECT, RemedyState.DECLINED)


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """Returns the names the person went by here."""
    own: ColumnElement[bool] = Award.case_id.in_(event.cases)
    if event.names is None:  # said by a release that meant all there is under the key
        own = or_(own, Award.nominee_key == event.nominee_key)
    names = set(tx.scalars(select(Award.nominee_name).where(own)))
    _erase_entries(tx, own)
    names |= _erase_authors(tx, event, own)
    _erase_aftermath(tx, event.cases)
    return frozenset(names - {ERASED})


def _erase_authors(tx: Session, event: PersonErased, own: ColumnElement[bool]) -> set[str]:
    """Authors that are this person, by what they went by at nomination or in an entry of theirs; their names."""
    entered = _sounds_of(tx, own)
    return _empty_authors(
        tx, {event.nominee_key, *entered.keys()},
        lambda key, name, unit: is_meant(event, key, name, unit) or spoken_key(key, name) in entered.get(key, ()),
    )


def erase_what_ended(tx: Session, case: str | None) -> None:
    """A remedy or complaint of the case ended: of an erased awardee it goes now, as it would have with the rest."""
    if case is not None and erased_records(tx, [case]):
        tx.flush()
        own = Award.case_id == case
        _erase_entries(tx, own)
        entered = _sounds_of(tx, own)
        _empty_authors(tx, entered.keys(), lambda key, name, unit: spoken_key(key, name) in entered[key])
        _erase_aftermath(tx, [case])


def is_erased(tx: Session, nominee_key: str, name: str) -> bool:
    """Whether a person was erased, under this key or one a correction replaced by it: by the sound of the names their
    entries keep, and by the key alone where nothing of theirs stands here."""
    held = tx.execute(select(Award.case_id, Award.nominee_name).where(Award.nominee_key == nominee_key)).all()
    erased = erased_records(tx, {case for case, _ in held})
    sounds = {spoken_key(nominee_key, written) for case, written in held if case in erased}
    return spoken_key(nominee_key, name) in sounds if sounds else find_tombstone(tx, nominee_key) is not None


def _sounds_of(tx: Session, own: ColumnElement[bool]) -> Mapping[str, set[str]]:
    """By key how the names of a person's entries sound: a correction of name or birth gave a key of its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, name in tx.execute(select(Award.nominee_key, Award.nominee_name).where(own)):
        found[key].add(spoken_key(key, name))
    return found


def _empty_authors(tx: Session, keys: Collection[str], is_theirs: Callable[[str, str, str], bool]) -> set[str]:
    """Of the authors under these keys those that are somebody's; the names they went by."""
    wanted = select(InitiativeAuthor, Initiative.unit).join(Initiative, Initiative.id == InitiativeAuthor.initiative)
    names = set()
    for author, unit in tx.execute(wanted.where(InitiativeAuthor.key.in_(keys))).all():
        if author.name != ERASED and is_theirs(author.key, author.name, unit):
            names.add(author.name)
            author.name, author.birth, author.salt = ERASED, "", None
    tx.flush()
    return names


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
