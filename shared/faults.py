"""Places where a rehearsal may kill the process, to prove that nothing is lost there.

Owns: the named points. Promises: does nothing unless `VINHDANH_FAULT_AT` named a point to `vinhdanh serve`, and then
dies as by kill -9. Leaves to others: what must hold afterwards.
"""

from __future__ import annotations

import os
import signal

_armed = ""

POINTS = (
    "relay.before_publish",
    "relay.after_publish",
    "relay.after_confirm",
    "inbox.before_commit",
    "inbox.after_commit",
    "command.before_commit",
    "command.after_commit",
    "checkpoint.before_commit",
    "checkpoint.after_commit",
)


def point(name: str) -> None:
    """Die here if a rehearsal asked for it."""
    if name == _armed:
        os.kill(os.getpid(), signal.SIGKILL)


def arm(name: str) -> None:
    """Die at this point from now on; raises ValueError for one that is not: its test would pass by doing nothing."""
    global _armed
    if name not in POINTS:
        raise ValueError(f"VINHDANH_FAULT_AT names no known point: {name}")
    _armed = name
