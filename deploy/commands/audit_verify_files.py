"""The part of `vinhdanh audit verify` that reads the papers of sent dossiers again.

Owns: which files are read, and what is said of one that is gone or not what was filed. Promises: reads only, each file
once; papers that cannot be reached from here are said not to be checked. Leaves to others: whether the versions name
what was said (`audit_verify_rows`), the store (`services.nomination.paper_store`).
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from services.audit.rules.faults import Fault, fault
from services.nomination.paper_store import is_as_filed, path_of
from services.nomination.queries_dossier import papers_sent
from shared.config import Settings
from shared.db import Database


@dataclass
class Files:
    """How many papers were read, and what of them is wrong; `was_read` False where they cannot be reached from here."""

    was_read: bool = True
    count: int = 0
    faults: list[Fault] = field(default_factory=list)


def examine_files(settings: Settings) -> Files:
    """Every paper of every version that was sent, by the hash that stands in the ledger."""
    found = Files()
    with closing(Database(settings.database_of("nomination"), pool_size=1)) as database:
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            return Files(was_read=False)
        try:
            with database.only_reading() as tx:
                sent = papers_sent(tx)
        except DBAPIError:
            return Files(was_read=False)
    if sent and not settings.files_dir.is_dir():
        return Files(was_read=False)
    for sha256, case in sent.items():
        found.count += 1
        if not path_of(settings.files_dir, sha256).is_file():
            found.faults.append(_fault(case, sha256, "không còn", "is gone"))
        elif not is_as_filed(settings.files_dir, sha256):
            found.faults.append(_fault(case, sha256, "không còn là nội dung đã nộp", "is not what was filed"))
    return found


def _fault(case: str, sha256: str, vi: str, en: str) -> Fault:
    return fault(None, f"Giấy tờ {sha256} của hồ sơ {case} {vi}", f"paper {sha256} of case {case} {en}")
