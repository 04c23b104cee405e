"""Saying what is kept: every act that leaves something in a sheet, paper or list says so in one event.

Owns: which columns are bound, and that event. Promises: no statement of its own, however many rows; what tells of a
person is hidden under its record's key, what tells of several under a salt that is new each time. Leaves to others:
acting (`actions_*`), comparing (`told_sheets`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.nomination.models import Nomination, NominationList, StoredPaper
from services.nomination.scanner import Judged
from shared.comparable import kept_hash
from shared.events.sheets import FileJudged, KeptList, KeptPaper, KeptSheet, SheetsKept
from shared.work import Work

SHEET = (
    "plan", "unit_id", "drafted_at", "list_id", "list_row", "award", "award_type", "year", "period", "nominee_key",
    "nominee_name", "folded", "name_key", "name_order", "birth", "achievement_key", "draft", "created_by", "created_at",
)  # fmt: skip
PAPER = (
    "nomination_id", "list_id", "kind", "name", "media_type", "size", "sha256", "is_readable", "added_by", "added_at",
    "removed_at",
)  # fmt: skip
LIST = ("file_name", "report", "meeting", "salt", "version", "changed_by", "changed_at", "change")
TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What an act left. `erased`: records whose person was erased, of which nothing is left to hide."""

    sheets: Sequence[Mapping[str, Any]] = ()
    papers: Sequence[tuple[StoredPaper, int]] = ()
    lists: Sequence[NominationList] = ()
    judged: Sequence[FileJudged] = ()
    leaving: Sequence[str] = ()
    erased: Collection[str] = ()


def tell_kept(work: Work, about: str, kept: Kept) -> None:
    """Say it as one event; of a list with very many rows as a few. `about` is what tells the act's subject from others:
    whoever acts holds its row."""
    sheets = [_sheet(row, kept.erased) for row in kept.sheets]
    papers = [_paper(paper, version, kept.erased) for paper, version in kept.papers]
    others: dict[str, Any] = {
        "lists": tuple(_list(work, one) for one in kept.lists), "judged": tuple(kept.judged),
        "leaving": tuple(kept.leaving),
    }  # fmt: skip
    for at in range(0, max(len(sheets), len(papers), 1), TOGETHER):
        some = slice(at, at + TOGETHER)
        said = SheetsKept(sheets=tuple(sheets[some]), papers=tuple(papers[some]), **({} if at else others))
        work.emit(about, said)


def tell_sheet(work: Work, nomination: Nomination) -> None:
    """One sheet was begun, mended or passed on."""
    tell_kept(work, of_sheet(nomination.id), Kept(sheets=[sheet_of(nomination)]))


def of_sheet(nomination_id: str) -> str:
    return f"sheet:{nomination_id}"


def of_list(list_id: str) -> str:
    return f"sheets:{list_id}"


def sheet_of(nomination: Nomination) -> dict[str, Any]:
    return {name: getattr(nomination, name) for name in ("id", "version", *SHEET)}


def judged_now(sha256: str, judged: Judged | None, now: datetime) -> Iterator[FileJudged]:
    """What a scanner said at the door, if one did."""
    if judged is not None:
        yield FileJudged(sha256=sha256, scanner=judged.scanner, scanned_at=now, found=judged.found)


def _sheet(row: Mapping[str, Any], erased: Collection[str]) -> KeptSheet:
    hashed = kept_hash(Nomination.__table__, **{name: row.get(name) for name in SHEET})
    record = None if row["id"] in erased else row["id"]
    return KeptSheet(sheet=row["id"], version=row["version"], kept_sha256=hashed, record=record)


def _paper(paper: StoredPaper, version: int, erased: Collection[str]) -> KeptPaper:
    hashed = kept_hash(StoredPaper.__table__, **{name: getattr(paper, name) for name in PAPER})
    record = None if paper.nomination_id in erased else paper.nomination_id
    return KeptPaper(paper=paper.id, version=version, kept_sha256=hashed, record=record)


def _list(work: Work, one: NominationList) -> KeptList:
    if one.salt is None or one.version > 1:
        one.salt = work.new_salt()
    hashed = kept_hash(NominationList.__table__, **{name: getattr(one, name) for name in LIST})
    return KeptList(list=one.id, version=one.version, kept_sha256=hashed)
