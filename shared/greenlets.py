"""The only door to eventlet: patching a process, waking one another, leaving the hub for slow work.

Owns: the cooperative patch, signals between loops, and calls that must not block everybody.
Promises: everything but `patch` and `off_hub` is standard threading, so the same code runs under plain threads.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_patched = False


def patch() -> None:
    """Make this process cooperative. Called first thing by a process entry point, before other imports."""
    global _patched
    if _patched:
        return
    # psycopg waits in C otherwise, and one slow query would stop every greenlet of the process.
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_select")
    with warnings.catch_warnings():
        # Its own notice of deprecation; ARCHITECTURE.md says how we would leave it.
        warnings.simplefilter("ignore")
        import eventlet

        eventlet.monkey_patch()
    _patched = True


def is_patched() -> bool:
    return _patched


def off_hub(slow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run CPU-bound C code (hashing, inflating) in a native thread, so that the hub goes on."""
    if not _patched:
        return slow(*args, **kwargs)
    from eventlet import tpool

    result: T = tpool.execute(slow, *args, **kwargs)
    return result


def when_told_to_stop(act: Callable[[], None], hard_seconds: int) -> None:
    """On SIGTERM or SIGINT run `act` once, and end the process after `hard_seconds` in any case.

    The handler runs inside the hub and may not wait there; it only asks the hub to run `act` next. The alarm is the
    kernel's: it ends a process whose hub is stuck.
    """
    import signal as signals

    from eventlet import hubs, spawn_n

    told = False

    def stop(number: int, frame: object) -> None:
        nonlocal told
        if not told:
            told = True
            signals.alarm(hard_seconds)
            hubs.get_hub().schedule_call_global(0, spawn_n, act)

    signals.signal(signals.SIGTERM, stop)
    signals.signal(signals.SIGINT, stop)


class Signal:
    """Wakes one waiting loop. A signal sent while nobody waits is kept, several are one."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def send(self) -> None:
        self._event.set()

    def wait(self, timeout: float) -> bool:
        """Wait until a signal or `timeout` seconds; True when there was a signal."""
        signalled = self._event.wait(timeout)
        self._event.clear()
        return signalled
