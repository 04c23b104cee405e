"""The only door to eventlet: patching a process, waking one another, leaving the hub for slow work.

Owns: the cooperative patch, signals between loops, and calls that must not block everybody.
Promises: everything but `patch` is standard threading, so the same code runs under plain threads.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

BY_FORCE = 70
"""The exit code of a process that did not stop in time."""

_patched = False
_PATIENCE_MS = 1
_LOOK_AGAIN_S = 0.02
_TURN_S = 0.01


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
        _let_time_outs_of_children_be_caught()
    _patched = True


def _let_time_outs_of_children_be_caught() -> None:
    """`Popen` of eventlet raises the time-out of a copy of `subprocess` of its own, which no `except` of ours names."""
    import subprocess

    from eventlet import patcher

    patcher.original("subprocess").TimeoutExpired = subprocess.TimeoutExpired


def teach_psycopg() -> None:
    """Let psycopg wait on the hub in the cheapest way we know; its own cooperative way costs four times as much.

    An answer is mostly there within a millisecond: so long we wait in the kernel, where handing the turn to the hub and
    back would cost more than it gives. What takes longer (a lock, a sync) waits on the hub, and everybody goes on.
    Who asks one short question after the other hands over the turn after ten milliseconds: an act on fifty cases would
    keep relay and listener waiting to its end otherwise.
    """
    if _patched:
        from psycopg import waiting

        waiting.wait = _wait_on_hub


def _wait_on_hub(gen: Any, fileno: int, interval: float = 0.0, timeout: float | None = None) -> Any:
    from eventlet import hubs, patcher
    from psycopg import waiting

    if timeout is not None:
        return waiting.wait_select(gen, fileno, interval, timeout)
    _turn.take()
    select = patcher.original("select")
    poller, asked = select.poll(), 0
    try:
        state = next(gen)
        while True:
            if state != asked:
                reads, writes = state & waiting.WAIT_R, state & waiting.WAIT_W
                poller.register(fileno, (select.POLLIN if reads else 0) | (select.POLLOUT if writes else 0))
                asked = state
            while not (found := poller.poll(_PATIENCE_MS)):
                if writes:
                    _wait_for_room(fileno)
                else:
                    hubs.trampoline(fileno, read=True)
            event = found[0][1]
            ready = waiting.READY_W if event & select.POLLOUT else 0
            # A hang-up counts as readable: reading is what tells of it.
            state = gen.send(ready | (waiting.READY_R if event & ~select.POLLOUT else 0))
    except StopIteration as end:
        return end.value


class _Turn:
    """Whose turn it is, as far as their questions to the database tell, and since when."""

    def __init__(self) -> None:
        self._holder = 0
        self._since = 0.0

    def take(self) -> None:
        """Begin a turn, go on with one's own, or hand it over once when it has lasted long enough."""
        now, holder = time.monotonic(), threading.get_ident()
        if holder == self._holder and now - self._since > _TURN_S:
            time.sleep(0)  # waits for nobody: the hub runs whoever is ready, and comes back
            now = time.monotonic()
        elif holder == self._holder:
            return
        self._holder, self._since = holder, now


_turn = _Turn()


def _wait_for_room(fileno: int) -> None:
    """Until more can be written, but not for long: a server that has to be read from first takes nothing more.

    The hub wakes one greenlet for reading or for writing, never for whichever comes first.
    """
    from eventlet import hubs

    with suppress(_StillFull):
        hubs.trampoline(fileno, write=True, timeout=_LOOK_AGAIN_S, timeout_exc=_StillFull)


class _StillFull(Exception):
    pass


def is_patched() -> bool:
    return _patched


def when_told_to_stop(act: Callable[[], None], hard_seconds: int) -> None:
    """On SIGTERM or SIGINT run `act` once, and end the process after `hard_seconds` in any case, with `BY_FORCE`.

    The handler runs inside the hub and may not wait there; it only asks the hub to run `act` next. The alarm is caught:
    what a signal does by default it does not do to the first process of a container. A second later a thread of the
    interpreter's own ends what got stuck in C meanwhile, too, and tells where it stood. What was stuck there before the
    signal came never hears of it: that is the business of whoever runs the process.
    """
    import faulthandler
    import signal as signals

    from eventlet import hubs, patcher, spawn_n

    # The patched `write` waits for its turn, which never comes.
    write, told = patcher.original("os").write, False

    def stop(number: int, frame: object) -> None:
        nonlocal told
        if not told:
            told = True
            signals.alarm(hard_seconds)
            faulthandler.dump_traceback_later(hard_seconds + 1, exit=True)
            hubs.get_hub().schedule_call_global(0, spawn_n, act)

    def end(number: int, frame: object) -> None:
        write(2, b'{"event": "ended_by_force", "level": "error"}\n')
        os._exit(BY_FORCE)

    signals.signal(signals.SIGALRM, end)
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
