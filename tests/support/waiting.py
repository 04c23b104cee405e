"""Waiting for what another process does.

Owns: the one polling loop of the tests. Promises: no test sleeps a fixed time and hopes; a wait that ends in vain says
what it waited for and what was last seen. Leaves to others: what is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 90.0
"""Seconds after which what has not come is said not to come: only who waits in vain pays them."""


class WaitedInVainError(AssertionError):
    """What a test waited for did not come in time."""


def wait_until(
    seen: Callable[[], T],
    what: str,
    *,
    timeout: float = PATIENCE,
    every: float = 0.05,
    evidence: Callable[[], str] | None = None,
) -> T:
    """The first truthy answer of `seen`, asked every `every` seconds, and the rarer the longer it takes.

    Raises WaitedInVainError after `timeout` seconds with the last answer and, when given, the evidence (a log's tail).
    """
    deadline, pause = time.monotonic() + timeout, every
    while not (answer := seen()):
        if time.monotonic() > deadline:
            told = f"\n{evidence()}" if evidence else ""
            raise WaitedInVainError(f"waited {timeout:g} s for {what}; last seen: {answer!r}{told}")
        time.sleep(pause)
        # Who asks costs what the others could work with: it was a twentieth of a run's CPU, and the servers' share.
        pause = min(1.3 * pause, 4 * every)
    return answer
