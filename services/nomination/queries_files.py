"""Which stored content is still somebody's.

Owns: that question. Promises: read-only; a paper that was taken out counts, for versions that were sent hold it; one of
somebody erased does not. Leaves to others: taking content off the disk (`erasing`, `stray_files`).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from services.nomination.models import StoredPaper
from shared.rows import is_one_of
from shared.tables import erased_record


def is_of_the_living() -> ColumnElement[bool]:
    """A paper that a list shares, or of a nomination whose person was not erased."""
    erased = select(erased_record.c.record)
    return or_(StoredPaper.nomination_id.is_(None), StoredPaper.nomination_id.not_in(erased))


def held_by_the_living(tx: Session, contents: Collection[str]) -> frozenset[str]:
    """Which of these contents, by SHA-256, somebody still has."""
    held = _named(tx, contents).where(is_of_the_living())
    return frozenset(tx.scalars(held)) if contents else frozenset()


def named_by_papers(tx: Session, contents: Collection[str]) -> frozenset[str]:
    """Which of these any row names, whoever's."""
    return frozenset(tx.scalars(_named(tx, contents))) if contents else frozenset()


def _named(tx: Session, contents: Collection[str]) -> Select[str]:
    return select(StoredPaper.sha256).where(is_one_of(tx, StoredPaper.__table__.c.sha256, sorted(contents)))
