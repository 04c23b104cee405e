"""Places where a rehearsal may kill the process, to prove that nothing is lost there.

Owns: the named points. Promises: does nothing unless `VINHDANH_FAULT_AT` names a point, and then dies as by kill -9.
"""

from __future__ import annotations

import os
import signal

_ARMED = os.environ.get("VINHDANH_FAULT_AT", "")

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
    if name == _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)


def armed_name_is_known() -> bool:
    """A misspelt point would make a fault test pass by doing nothing; start-up refuses it."""
    return not _ARMED or _ARMED in POINTS
