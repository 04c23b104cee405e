"""Several people at the same instant.

Owns: starting acts together and collecting what became of each. Promises: nobody begins before all are ready; the
results stand in the order of the acts. Leaves to others: the acts.
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


def refusals(results: Sequence[Any]) -> list[Problem]:
    return [result for result in results if isinstance(result, Problem)]
