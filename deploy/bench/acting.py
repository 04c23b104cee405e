"""Giving commands: in a transaction each, tried again where two met, timed until acknowledged.

Owns: the frame the web puts around a command, without HTTP. Promises: a time is taken after the commit.
Leaves to others: which commands (`submitting`, `appraising`, `meeting`).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from shared.db import is_contention
from shared.desk import Desk
from shared.events.envelope import Actor
from shared.events.terms import Via
from shared.work import Work

T = TypeVar("T")

_TRIES = 3


class Commands:
    """Gives commands at one desk and keeps how long each took, in seconds, by name."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.tried_again = 0

    def give(self, name: str, actor: Actor, act: Callable[[Work], T]) -> T:
        """What `act` returns, after its transaction is committed."""
        started = time.monotonic()
        for attempt in range(1, _TRIES + 1):
            try:
                with self.desk.working(actor, via=Via.API) as work:
                    done = act(work)
                break
            except Exception as error:
                if attempt == _TRIES or not is_contention(error):
                    raise
                self.tried_again += 1
        self.seconds[name].append(time.monotonic() - started)
        return done
