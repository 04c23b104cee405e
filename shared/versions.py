"""The version of a row that people look at: whether who changes it saw it as it is.

Owns: what a stale hand is told. Promises: who changed what since, and when, in words. Leaves to others: locking the
row first, and asking for authority first: these words are for nobody else (`permissions.authorize`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from shared.acts import worded_act
from shared.clock import VIETNAM
from shared.errors import Stale


class Versioned(Protocol):
    """Any row that says by whom, when and by which act it came to its version."""

    version: int
    changed_by: str
    changed_at: datetime
    change: str


def refuse_stale(row: Versioned, seen: int | None) -> None:
    """`Stale` unless `seen` is the row's version; None: the caller read the row in this very transaction."""
    if seen is None or seen == row.version:
        return
    by, at = row.changed_by, row.changed_at.astimezone(VIETNAM)
    raise Stale(
        f"{by} đã thực hiện “{worded_act(row.change).vi}” lúc {at:%H:%M %d/%m/%Y};"
        f" phiên bản hiện tại là {row.version}, bạn đang xem {seen}.",
        f"{by} did “{row.change}” at {at.isoformat()}; the version is {row.version}, you saw {seen}.",
    )
