"""Several people at the same instant.

Owns: starting acts together, or one while another is not committed yet, and collecting what became of each. Promises:
nobody begins before all are ready; the results stand in the order of the acts. Leaves to others: the acts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from tests.support.people import Problem, hang_up


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
    """An act that begins while another is not committed; `waits`: whether it needs what that one holds."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self._answers: list[Any] = []
        self._failures: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        # Whoever does not wait has answered by then.
        self._thread.join(timeout=1)
        self.waits = self._thread.is_alive()

    def _run(self) -> None:
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


def held_up(act: Callable[[], Any]) -> Beside:
    """An act begun now that has to wait."""
    begun = Beside(act)
    assert begun.waits, "it did not wait for the other"
    return begun


def refusals(results: Sequence[Any]) -> list[Problem]:
    return [result for result in results if isinstance(result, Problem)]
