"""What nomination says of the sheets, papers and lists it keeps before anybody else has them. Stream `sheet`.

Owns: these events; only the ledger hears them. Promises: hashes (`shared.comparable.kept_hash`), ids and versions,
never what stands in a sheet; the hash of what tells of a person is a part of its record and goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.events.catalog import Personal, event


@dataclass(frozen=True, kw_only=True)
class KeptSheet:
    """The sheet of nomination `sheet` in its `version`. `record`: whose key hides the hash; None once nothing is left
    to hide.
    """

    sheet: str
    version: int
    kept_sha256: str | None
    record: str | None


@dataclass(frozen=True, kw_only=True)
class KeptPaper:
    """A paper as it stands at that `version` of the nomination or list it is of; None as the `record` of a list's."""

    paper: str
    version: int
    kept_sha256: str | None
    record: str | None


@dataclass(frozen=True, kw_only=True)
class KeptList:
    """What was read of a workbook and stated for all its rows; a salt kept beside the row hides it."""

    list: str
    version: int
    kept_sha256: str


@dataclass(frozen=True, kw_only=True)
class FileJudged:
    """The word of a virus scanner about a content; `found`: the signature, None of a clean file."""

    sha256: str
    scanner: str
    scanned_at: datetime
    found: str | None


@event(
    "nomination.sheets_kept",
    stream="sheet",
    personal=(Personal(("papers/*/kept_sha256", "sheets/*/kept_sha256"), owner="record"),),
)
@dataclass(frozen=True, kw_only=True)
class SheetsKept:
    """What one act left in sheets, papers, lists, words of the scanner, and which contents are to leave the disk."""

    sheets: tuple[KeptSheet, ...] = ()
    papers: tuple[KeptPaper, ...] = ()
    lists: tuple[KeptList, ...] = ()
    judged: tuple[FileJudged, ...] = ()
    leaving: tuple[str, ...] = ()


@event("nomination.keeping_begun", stream="sheet")
@dataclass(frozen=True, kw_only=True)
class KeepingBegun:
    """Everything kept was told (`sheets_kept`), what stood before included: from here on a row nobody told is none."""

    sheets: int
    papers: int
    lists: int
