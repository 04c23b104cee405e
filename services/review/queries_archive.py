"""Reading the closed files of cases that never became an award.

Owns: their list. Promises: whoever may see a case sees its file. Leaves to others: closing (`actions_archiving`), the
files of awards (registry).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Case
from services.review.models_after import ArchivedCase
from services.review.queries import visible_to
from shared.events.envelope import Actor
from shared.web.paging import Page, page_of, read_cursor

_KEPT = ArchivedCase.__table__.c


def list_closed_files(tx: Session, actor: Actor, *, ended_by: date | None, cursor: str | None, limit: int) -> Page[Any]:
    """`ended_by`: only those whose time to be kept has passed on that day."""
    wanted = select(*_KEPT, Case.receipt, Case.body).join(Case, Case.id == _KEPT.case_id).where(visible_to(actor))
    if ended_by is not None:
        wanted = wanted.where(_KEPT.keep_until < ended_by)
    after = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(_KEPT.case_id > after[0])
    rows = tx.execute(wanted.order_by(_KEPT.case_id).limit(limit + 1)).all()
    return page_of(rows, limit, lambda row: [row.case_id])
