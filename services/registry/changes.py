"""Changing a row that people look at: who did it, and whether they saw it as it is.

Owns: the version of a row. Promises: a stale one is told who did what since. Leaves to others: what is changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from shared.errors import Stale
from shared.work import Work


class Row(Protocol):
    """Any row with a version: awards, figures, remedies, recoveries, complaints."""

    version: int
    changed_by: str
    changed_at: datetime
    change: str


def refuse_stale(row: Row, seen: int) -> None:
    """`Stale` unless `seen` is the row's version."""
    if row.version != seen:
        by, verb = row.changed_by, row.change
        raise Stale(
            f"{by} đã thực hiện “{verb}” sau khi bạn mở (bản {row.version}, bạn xem bản {seen}).",
            f"{by} did “{verb}” since you looked (version {row.version}, you saw {seen})",
        )


def sign_row(row: Row, work: Work, verb: str) -> None:
    """A new version, by who acts now."""
    row.version += 1
    row.changed_by, row.changed_at, row.change = work.actor.subject, work.now, verb
