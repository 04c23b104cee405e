"""Versions of rows: who made the present one.

Owns: marking a change. Promises: whoever changes a row stands in it, with the time and the act.
Leaves to others: locking the row first, what somebody who saw an older one is told (`shared.versions`).
"""

from __future__ import annotations

from services.nomination.models import Changed
from shared.work import Work


def first_change(work: Work, change: str) -> dict[str, object]:
    """The columns of `Changed` for a new row."""
    return {"version": 1, "changed_by": work.actor.subject, "changed_at": work.now, "change": change}


def mark_changed(row: Changed, work: Work, change: str) -> None:
    row.version += 1
    row.changed_by = work.actor.subject
    row.changed_at = work.now
    row.change = change
