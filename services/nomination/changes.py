"""Versions of rows: who made the present one, and what somebody who saw an older one is told.

Owns: marking a change, refusing a stale one. Promises: a 412 names who changed what and when.
Leaves to others: locking the row first.
"""

from __future__ import annotations

from services.nomination.models import Changed
from shared.clock import VIETNAM
from shared.errors import Stale
from shared.work import Work


def first_change(work: Work, change: str) -> dict[str, object]:
    """The columns of `Changed` for a new row."""
    return {"version": 1, "changed_by": work.actor.subject, "changed_at": work.now, "change": change}


def mark_changed(row: Changed, work: Work, change: str) -> None:
    row.version += 1
    row.changed_by = work.actor.subject
    row.changed_at = work.now
    row.change = change


def refuse_stale(row: Changed, seen: int | None) -> None:
    """`seen` None: the caller read the row in this very transaction."""
    if seen is None or seen == row.version:
        return
    at = row.changed_at.astimezone(VIETNAM)
    raise Stale(
        f"{row.changed_by} đã thay đổi ({row.change}) lúc {at:%H:%M %d/%m/%Y};"
        f" phiên bản hiện tại là {row.version}, bạn đang xem {seen}.",
        f"{row.changed_by} did {row.change} at {at.isoformat()}; the version is {row.version}, you saw {seen}.",
    )
