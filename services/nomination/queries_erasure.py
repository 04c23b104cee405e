"""Requests for erasure, read.

Owns: listing them. Promises: read-only. Leaves to others: asking and confirming (`actions_erasure`).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models_erasure import ErasureRequest
from shared.web.paging import Page, page_of, read_cursor


def list_erasures(tx: Session, *, cursor: str | None, limit: int) -> Page[ErasureRequest]:
    """The newest first."""
    wanted = select(ErasureRequest).order_by(ErasureRequest.id.desc()).limit(limit + 1)
    after = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(ErasureRequest.id < after[0])
    return page_of(tx.scalars(wanted).all(), limit, lambda row: [row.id])
