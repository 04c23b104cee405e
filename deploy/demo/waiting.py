"""Waiting for what events bring, with a bound and a name.

Owns: polling. Promises: ends within its bound; a hang names what was awaited and what was last seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from deploy.demo.errors import StepHung

T = TypeVar("T")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 0.6


def wait_until(what: str, look: Callable[[], T], is_there: Callable[[T], bool], *, seconds: float = 180.0) -> T:
    """Look again and again until `is_there`; `StepHung` after `seconds`."""
    deadline, pause = time.monotonic() + seconds, _FIRST_PAUSE
    while True:
        seen = look()
        if is_there(seen):
            return seen
        if time.monotonic() > deadline:
            shown = str(seen)[:400]
            raise StepHung(
                f"Chờ quá {seconds:.0f} giây: {what}. Lần xem cuối: {shown}",
                f"waited {seconds:.0f} s for: {what}; last seen: {shown}",
            )
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
