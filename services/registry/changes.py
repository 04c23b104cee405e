"""Changing a row that people look at: who did it.

Owns: the version of a row. Promises: whoever changes a row stands in it, with the time and the act. Leaves to others:
what is changed, what somebody who saw an older one is told (`shared.versions`).
"""

from __future__ import annotations

from shared.versions import Versioned
from shared.work import Work


def sign_row(row: Versioned, work: Work, verb: str) -> None:
    """A new version, by who acts now."""
    row.version += 1
    row.changed_by, row.changed_at, row.change = work.actor.subject, work.now, verb
