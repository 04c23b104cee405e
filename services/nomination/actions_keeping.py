"""Telling once of all that is kept, so that from then on nothing stands in a sheet, paper or list that nobody told.

Owns: that act, at the first start of a release that tells. Promises: done once, whatever starts together; what the
releases before left is bound as it stands then; sheets are read some at a time, however many. Leaves to others: telling
what is kept from then on (`sheet_record`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from services.nomination.models import FileScan, Nomination, NominationList, StoredPaper
from services.nomination.models_erasure import ErasedFile
from services.nomination.sheet_record import SHEET, TOGETHER, Kept, tell_kept
from shared.events.sheets import FileJudged, KeepingBegun
from shared.holding import held
from shared.tables import erased_record, outbox
from shared.work import Work

# As `told_sheets.BEGUN` asks for it.
_BEGUN, _BEFORE = "sheets", "sheets:before"


def begin_keeping(work: Work) -> bool:
    """Whether it was told now; False where it had been. Two who begin together meet on the event's number."""
    if work.tx.scalar(select(outbox.c.id).where(outbox.c.subject == _BEGUN).limit(1)) is not None:
        return False
    erased = frozenset(work.tx.scalars(select(erased_record.c.record)))
    sheets, papers, lists = _tell_sheets(work, erased), _tell_papers(work, erased), _tell_lists(work)
    _tell_files(work)
    work.emit(_BEGUN, KeepingBegun(sheets=sheets, papers=papers, lists=lists))
    return True


def _tell_sheets(work: Work, erased: Collection[str]) -> int:
    columns = [Nomination.__table__.c[name] for name in ("id", "version", *SHEET)]
    return _tell_each(work, select(*columns).order_by(Nomination.id), lambda rows: Kept(
        sheets=[row._asdict() for row in rows], erased=erased,
    ))  # fmt: skip


def _tell_papers(work: Work, erased: Collection[str]) -> int:
    version = func.coalesce(Nomination.version, NominationList.version)
    papers = (
        select(StoredPaper, version)
        .outerjoin(Nomination, Nomination.id == StoredPaper.nomination_id)
        .outerjoin(NominationList, NominationList.id == StoredPaper.list_id)
        .order_by(StoredPaper.id)
        .options(lazyload(StoredPaper.scan))
    )
    return _tell_each(work, papers, lambda rows: Kept(papers=[tuple(row) for row in rows], erased=erased))


def _tell_lists(work: Work) -> int:
    """Held while each gets its salt."""
    lists = work.tx.scalars(held(select(NominationList).order_by(NominationList.id))).all()
    if lists:
        tell_kept(work, _BEFORE, Kept(lists=lists))
    return len(lists)


def _tell_files(work: Work) -> None:
    judged = [
        FileJudged(sha256=one.sha256, scanner=one.scanner, scanned_at=one.scanned_at, found=one.found)
        for one in work.tx.scalars(select(FileScan).order_by(FileScan.sha256))
    ]
    leaving = work.tx.scalars(select(ErasedFile.sha256).order_by(ErasedFile.sha256)).all()
    if judged or leaving:
        tell_kept(work, _BEFORE, Kept(judged=judged, leaving=leaving))


def _tell_each(work: Work, wanted: Any, kept: Any) -> int:
    """Rows told some at a time; how many."""
    told = 0
    for rows in work.tx.execute(wanted, execution_options={"yield_per": TOGETHER}).partitions():
        tell_kept(work, _BEFORE, kept(rows))
        told += len(rows)
    return told
