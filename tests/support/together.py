"""Several people at the same instant.

Owns: starting acts together, or one while another is not committed yet, and collecting what became of each. Promises:
nobody begins before all are ready; whoever is held up waits for a lock by PostgreSQL's own word, however slow the
machine; the results stand in the order of the acts. Leaves to others: the acts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, event

from tests.support.people import Problem, hang_up
from tests.support.waiting import wait_until

_here = threading.local()


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act gave: its answer, or the Problem it was refused with. Any other failure is raised."""
    results: list[Any] = [None] * len(acts)
    failures: list[BaseException] = []
    barrier = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(30)
            results[place] = act()
        except Problem as problem:
            results[place] = problem
        except BaseException as failure:  # noqa: BLE001 (raised again below, in the test's own thread)
            failures.append(failure)
        finally:
            hang_up()

    threads = [threading.Thread(target=run, args=(place, act), daemon=True) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert not any(thread.is_alive() for thread in threads), "somebody never got an answer"
    if failures:
        raise failures[0]
    return results


class Beside:
    """An act that begins while another is not committed."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self._answers: list[Any] = []
        self._failures: list[BaseException] = []
        self.asks: tuple[URL, int] | None = None
        """The database it last asked, and which of the server's processes answers."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def is_held_up(self) -> bool:
        """It waits for a lock of somebody else."""
        if self.asks is None:
            return False
        url, answers = self.asks
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as server:
            asked = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
            return server.execute(asked, [answers]).fetchone() is not None

    def _run(self) -> None:
        _here.beside = self
        try:
            self._answers.append(self._act())
        except BaseException as failure:  # noqa: BLE001 (raised again below, in the test's own thread)
            self._failures.append(failure)

    def answer(self) -> Any:
        """What the act gave; what it failed with is raised."""
        self._thread.join(timeout=60)
        assert not self._thread.is_alive(), "it never got an answer"
        if self._failures:
            raise self._failures[0]
        return self._answers[0]


@event.listens_for(Engine, "before_cursor_execute")
def _asks(connection: Connection, *_: Any) -> None:
    """Who runs beside another notes whom it asks."""
    beside: Beside | None = getattr(_here, "beside", None)
    driver = connection.connection.driver_connection
    if beside is not None and isinstance(driver, psycopg.Connection):
        beside.asks = connection.engine.url, driver.info.backend_pid


def held_up(act: Callable[[], Any]) -> Beside:
    """An act begun now that has to wait."""
    begun = Beside(act)
    wait_until(lambda: begun.is_held_up() or begun.has_ended(), "it to wait for the other", every=0.02)
    assert not begun.has_ended(), "it did not wait for the other"
    return begun


def refusals(results: Sequence[Any]) -> list[Problem]:
    return [result for result in results if isinstance(result, Problem)]
