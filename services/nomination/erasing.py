"""What nomination erases of a person: drafts, versions, papers, reports of lists, rulings, holds.

Owns: obeying an erasure in the rows of this service, and removing files. Promises: what is left still reads as what it
was (a version has the hash of what is left); a file goes only after the commit, and until it is gone it is tried again.
Leaves to others: events and tombstones (`shared.erasure`), who may ask (`actions_erasure`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from services.nomination.models import (
    DossierVersion,
    Hold,
    IdentityRuling,
    Nomination,
    NominationList,
    StoredPaper,
)
from services.nomination.models_erasure import ErasedFile, ErasedName
from services.nomination.models_known import KnownAward
from services.nomination.paper_store import path_of
from services.nomination.queries_files import held_by_the_living
from services.nomination.rules.mentions import names_whole
from services.nomination.rules.namesakes import SIGNS_OF_SOUND
from shared.canonical import content_hash
from shared.clock import wall_now
from shared.desk import Desk
from shared.erasure import ERASED, emptied_dossier
from shared.events.erasure import PersonErased
from shared.holding import held
from shared.rows import merge_rows

_SENDING = timedelta(minutes=1)


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """Returns the names the person went by here."""
    rows = tx.scalars(held(select(Nomination).where(Nomination.id.in_(event.cases)))).all()
    verified = select(Hold.nominee_name).where(Hold.id.in_(event.holds))
    known = select(KnownAward.nominee_name).where(KnownAward.case_id.in_(event.cases))
    names = frozenset((*(row.nominee_name for row in rows), *tx.scalars(verified), *tx.scalars(known))) - {ERASED}
    for row in rows:
        _empty(tx, row)
    _erase_papers(tx, event.cases)
    _erase_reports(tx, {row.list_id for row in rows if row.list_id}, names)
    _erase_rulings(tx, event)
    own = KnownAward.case_id.in_(event.cases)
    tx.execute(update(KnownAward).where(own).values(nominee_name=ERASED))
    tx.execute(delete(Hold).where(Hold.id.in_(event.holds)))
    _keep_names(tx, event)
    return names


def remove_files(desk: Desk) -> None:
    """Take erased files off the disk; one that could not be removed is tried again.

    Held, so that whoever is writing down the same content is waited for or waits (`keeps_content`). Who sent it before
    the erasure was known found nothing to wait at: what is younger than `_SENDING` is left for the next time.
    """
    with desk.database.transaction() as tx:
        due = select(ErasedFile).where(ErasedFile.removed_at.is_(None)).order_by(ErasedFile.sha256).limit(100)
        files = tx.scalars(held(due)).all()
        living = held_by_the_living(tx, [file.sha256 for file in files])
        for file in files:
            path = path_of(desk.settings.files_dir, file.sha256)
            if file.sha256 not in living and _is_young(path):
                continue
            if file.sha256 not in living:
                path.unlink(missing_ok=True)
            file.removed_at = wall_now()


def _is_young(path: Path) -> bool:
    try:
        return path.stat().st_mtime > (wall_now() - _SENDING).timestamp()
    except FileNotFoundError:
        return False


def keeps_content(tx: Session, sha256: str) -> None:
    """A paper of somebody else has this content from now on: it need not leave any more."""
    waiting = (ErasedFile.sha256 == sha256, ErasedFile.removed_at.is_(None))
    tx.execute(update(ErasedFile).where(*waiting).values(removed_at=wall_now()))


def _erase_rulings(tx: Session, event: PersonErased) -> None:
    """On their keys, and on the marks of those whose name sounds like theirs."""
    keys = {event.nominee_key, *event.keys}
    sounds = [one.spoken[:SIGNS_OF_SOUND] for one in event.names or ()]
    of = [
        condition
        for column in (IdentityRuling.one, IdentityRuling.other)
        for condition in (column.in_(keys), func.substr(column, 1, SIGNS_OF_SOUND).in_(sounds))
    ]
    tx.execute(update(IdentityRuling).where(or_(*of)).values(reason=ERASED))


def _keep_names(tx: Session, event: PersonErased) -> None:
    """By what the person is known again; of the names nothing but a hash is left."""
    rows = [
        {"erasure": event.erasure, "spoken": one.spoken, "unit": one.unit or "", "is_shared": one.is_shared}
        for one in event.names or ()
    ]
    merge_rows(tx, ErasedName.__table__, rows, key=("erasure", "spoken", "unit"))


def _empty(tx: Session, row: Nomination) -> None:
    kind = row.draft["nominee"]["kind"]
    left = emptied_dossier(
        award=row.award, award_type=row.award_type, year=row.year, key=row.nominee_key, kind=kind
    )
    row.nominee_name, row.folded, row.name_key, row.name_order, row.birth = ERASED, "", "", "", None
    row.draft, row.return_items = left, None
    row.reason = None if row.reason is None else ERASED
    tx.execute(
        update(DossierVersion)
        .where(DossierVersion.nomination_id == row.id)
        .values(dossier=left, dossier_sha256=content_hash(left), items=[], answers=[], evaluations=[])
    )


def _erase_papers(tx: Session, cases: Collection[str]) -> None:
    """Papers of the cases alone; those a list shares tell of others too, and stay. Content goes with the last who has
    it: of two who are erased in one moment the second waits, and finds the first gone.
    """
    own = StoredPaper.nomination_id.in_(cases)
    gone = set(tx.scalars(select(StoredPaper.sha256).where(own)))
    alike = select(StoredPaper.id).where(StoredPaper.sha256.in_(gone)).order_by(StoredPaper.id)
    tx.scalars(alike.with_for_update()).all()
    tx.execute(update(StoredPaper).where(own).values(name=ERASED, is_readable=False))
    rows = [{"sha256": sha256, "removed_at": None} for sha256 in sorted(gone - held_by_the_living(tx, gone))]
    merge_rows(tx, ErasedFile.__table__, rows, key=("sha256",), changes=("removed_at",))


def _erase_reports(tx: Session, lists: Collection[str], names: Collection[str]) -> None:
    """What was said of rows that were not kept, and whose names differed, where it names the person, and not another
    whose name contains theirs."""
    for one in tx.scalars(held(select(NominationList).where(NominationList.id.in_(lists)))):
        one.report = [line for line in one.report if not _names_one(line, names)]
        if one.meeting is not None:
            differ = [line for line in one.meeting["names_differ"] if not _names_one(line, names)]
            one.meeting = {**one.meeting, "names_differ": differ}


def _names_one(line: object, names: Collection[str]) -> bool:
    return any(names_whole(text, name) for text in _texts(line) for name in names)


def _texts(line: object) -> Iterator[str]:
    """Every text in a line of a report, however deep."""
    if isinstance(line, str):
        yield line
    elif isinstance(line, Mapping | list):
        for part in line.values() if isinstance(line, Mapping) else line:
            yield from _texts(part)
