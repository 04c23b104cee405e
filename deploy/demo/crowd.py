"""Several people at work at once, but not everybody at once.

Owns: bounded parallel work. Promises: results in the order of the jobs; the first failure is raised once all who
have begun are done, and nobody begins after it. Leaves to others: what is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")

AT_ONCE = 6


def in_parallel(jobs: Iterable[Callable[[], T]], *, at_once: int = AT_ONCE) -> list[T]:
    """Do all jobs, at most `at_once` together."""
    crowd = _Crowd(list(jobs))
    workers = [threading.Thread(target=crowd.work, daemon=True) for _ in range(min(at_once, len(crowd.jobs)))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if crowd.failures:
        raise crowd.failures[0]
    return [crowd.results[number] for number in range(len(crowd.jobs))]


class _Crowd(Generic[T]):
    def __init__(self, jobs: list[Callable[[], T]]) -> None:
        self.jobs = jobs
        self.results: dict[int, T] = {}
        self.failures: list[Exception] = []
        self._next = iter(range(len(jobs)))
        self._turn = threading.Lock()

    def work(self) -> None:
        while not self.failures:
            with self._turn:
                number = next(self._next, None)
            if number is None:
                return
            try:
                self.results[number] = self.jobs[number]()
            except Exception as error:  # noqa: BLE001 (raised by in_parallel, once everybody has stopped)
                self.failures.append(error)
