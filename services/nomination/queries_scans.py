"""Which stored files a virus scanner has judged.

Owns: what still waits, what was found. Promises: counts what stands in a dossier or list, not what was taken out or
erased. Leaves to others: asking the scanner (`scanning`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.nomination.models import FileScan, StoredPaper
from services.nomination.queries_files import is_of_the_living


def unscanned(tx: Session) -> Sequence[str]:
    """The SHA-256 of every paper no scanner has judged, in the order they came."""
    papers = _unscanned().group_by(StoredPaper.sha256).order_by(func.min(StoredPaper.id))
    return tx.scalars(papers).all()


def count_unscanned(tx: Session) -> int:
    return tx.scalar(select(func.count()).select_from(_unscanned().distinct().subquery())) or 0


def count_infected(tx: Session) -> int:
    """Stored files in which malware was found after they had been taken in."""
    caught = (
        select(func.count(FileScan.sha256.distinct()))
        .join(StoredPaper, StoredPaper.sha256 == FileScan.sha256)
        .where(FileScan.found.is_not(None), StoredPaper.removed_at.is_(None), is_of_the_living())
    )
    return tx.scalar(caught) or 0


def _unscanned() -> Select[Any]:
    return (
        select(StoredPaper.sha256)
        .outerjoin(FileScan, FileScan.sha256 == StoredPaper.sha256)
        .where(FileScan.sha256.is_(None), StoredPaper.removed_at.is_(None), is_of_the_living())
    )
