"""Which worker runs which test file.

Owns: the order of files among the workers of pytest-xdist. Promises: a file stays with one worker; files that use the
session's houses go to few workers, since each of these starts two houses with servers of their own and keeps them to
its end: they idle under every file that needs none. Leaves to others: how many workers there are (Makefile).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from xdist.scheduler import LoadFileScheduling

LANDLORDS = 2
"""Workers that have houses: while one waits for a timer, the other has the machine."""

# The cases of the fixture `home`.
_OF_A_HOUSE = ("[embedded", "[distributed")


class Worker(Protocol):
    """What is asked of a worker here."""

    def shutdown(self) -> None: ...


class FewHouses(LoadFileScheduling):
    """Files in their order: of those with a house the first workers take the next, of the rest the others do."""

    def _assign_work_unit(self, node: Worker) -> None:
        scope = self._next_for(node)
        if scope is None:
            node.shutdown()
            return
        self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)

    def _next_for(self, node: Worker) -> str | None:
        """None where only houses are left, and they are others' business."""
        is_landlord = node in self.nodes[:LANDLORDS]
        for scope, cases in self.workqueue.items():
            if uses_a_house(cases) is is_landlord:
                return scope
        return next(iter(self.workqueue)) if is_landlord else None


def uses_a_house(nodeids: Iterable[str]) -> bool:
    """Whether one of these cases runs in a house of the session."""
    return any(mark in nodeid for nodeid in nodeids for mark in _OF_A_HOUSE)
