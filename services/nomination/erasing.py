"""What nomination erases of a person: drafts, versions, papers, reports of lists, rulings, holds.

Owns: obeying an erasure in the rows of this service, and removing files. Promises: what is left still reads as what it
was (a version has the hash of what is left); a file goes only after the commit, and until it is gone it is tried again.
Leaves to others: events and tombstones (`shared.erasure`), who may ask (`actions_erasure`).
"""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from services.nomination.models import (
    DossierVersion,
    Hold,
    IdentityRuling,
    Nomination,
    NominationList,
    StoredPaper,
)
from services.nomination.models_erasure import ErasedFile
from services.nomination.models_known import KnownAward
from services.nomination.paper_store import path_of
from shared.canonical import content_hash
from shared.clock import wall_now
from shared.desk import Desk
from shared.erasure import ERASED, emptied_dossier
from shared.events.erasure import PersonErased
from shared.holding import held
from shared.rows import merge_rows


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """Returns the names the person went by here."""
    rows = tx.scalars(held(select(Nomination).where(Nomination.id.in_(event.cases)))).all()
    verified = select(Hold.nominee_name).where(Hold.id.in_(event.holds))
    names = frozenset((*(row.nominee_name for row in rows), *tx.scalars(verified))) - {ERASED}
    for row in rows:
        _empty(tx, row)
    _erase_papers(tx, event.cases)
    _erase_reports(tx, {row.list_id for row in rows if row.list_id}, names)
    rulings = or_(IdentityRuling.one == event.nominee_key, IdentityRuling.other == event.nominee_key)
    tx.execute(update(IdentityRuling).where(rulings).values(reason=ERASED))
    own = or_(KnownAward.nominee_key == event.nominee_key, KnownAward.case_id.in_(event.cases))
    tx.execute(update(KnownAward).where(own).values(nominee_name=ERASED))
    tx.execute(delete(Hold).where(Hold.id.in_(event.holds)))
    return names


def remove_files(desk: Desk) -> None:
    """Take erased files off the disk; one that could not be removed is tried again."""
    with desk.database.transaction() as tx:
        for file in tx.scalars(select(ErasedFile).where(ErasedFile.removed_at.is_(None)).limit(100)).all():
            path_of(desk.settings.files_dir, file.sha256).unlink(missing_ok=True)
            file.removed_at = wall_now()


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
    """Papers of the cases alone; those a list shares tell of others too, and stay."""
    own = StoredPaper.nomination_id.in_(cases)
    gone = set(tx.scalars(select(StoredPaper.sha256).where(own)))
    tx.execute(update(StoredPaper).where(own).values(name=ERASED, is_readable=False))
    others = or_(StoredPaper.nomination_id.is_(None), StoredPaper.nomination_id.not_in(cases))
    shared = set(tx.scalars(select(StoredPaper.sha256).where(StoredPaper.sha256.in_(gone), others)))
    rows = [{"sha256": sha256, "removed_at": None} for sha256 in sorted(gone - shared)]
    merge_rows(tx, ErasedFile.__table__, rows, key=("sha256",))


def _erase_reports(tx: Session, lists: Collection[str], names: Collection[str]) -> None:
    """What was said of rows that were not kept, and whose names differed, where it names the person."""
    for one in tx.scalars(held(select(NominationList).where(NominationList.id.in_(lists)))):
        one.report = [line for line in one.report if not _names_one(line, names)]
        if one.meeting is not None:
            differ = [line for line in one.meeting["names_differ"] if not _names_one(line, names)]
            one.meeting = {**one.meeting, "names_differ": differ}


def _names_one(line: object, names: Collection[str]) -> bool:
    said = json.dumps(line, ensure_ascii=False)
    return any(name in said for name in names)
