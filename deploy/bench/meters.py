"""What processes cost: CPU time and memory, read from /proc.

Owns: the readings. Promises: children count with their parent, also those that have ended. Leaves to others: which.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
# How a backend of PostgreSQL names itself: user, database, where the client is.
_BACKEND = re.compile(r"postgres: \S+ (\S+) (?:\[local\]|[0-9a-f.:]+\(\d+\)) ")


def tree_of(pid: int) -> list[int]:
    """A process and all its descendants that live."""
    found = [pid]
    for known in found:
        for thread in _threads_of(known):
            found.extend(int(child) for child in _read(Path(f"/proc/{known}/task/{thread}/children")).split())
    return found


def _threads_of(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:  # it ended while we looked
        return []


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, its living descendants and those it has waited for."""
    return sum(_used_by(member) for member in tree_of(pid))


def backend_seconds(pid: int) -> dict[tuple[str, int], float]:
    """The same of each backend under a server, by the database it serves and its process; none under another."""
    found = {}
    for member in tree_of(pid):
        serves = _BACKEND.match(_read(Path(f"/proc/{member}/cmdline")))
        if serves:
            found[serves[1], member] = _used_by(member)
    return found


def _used_by(pid: int) -> float:
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    own, ended = slice(11, 13), slice(13, 15)
    return sum(int(value) for value in (*fields[own], *fields[ended])) / _TICKS


def resident_bytes(pid: int) -> int:
    fields = _read(Path(f"/proc/{pid}/statm")).split()
    return int(fields[1]) * _PAGE if fields else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:  # it ended while we looked
        return ""


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes of one process over a phase: after a quarter of it, at the end, at most."""

    quarter: int
    end: int
    peak: int


class Watch:
    """Follows processes through a phase; `databases`: what PostgreSQL's backends used, by the database they served."""

    def __init__(self, pids: Mapping[str, int], every: float = 0.25) -> None:
        self._pids = dict(pids)
        self._every = every
        self._resident: dict[str, list[int]] = {name: [] for name in pids}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        self._cpu = {name: cpu_seconds(pid) for name, pid in self._pids.items()}
        self._backends = self._served()
        self._began = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        self.seconds = time.monotonic() - self._began
        self.cpu = {name: cpu_seconds(pid) - self._cpu[name] for name, pid in self._pids.items()}
        self.databases: dict[str, float] = defaultdict(float)
        for (database, pid), used in self._served().items():
            self.databases[database] += used - self._backends.get((database, pid), 0.0)

    def memory(self, names: Iterable[str]) -> dict[str, Memory]:
        return {
            name: Memory(quarter=seen[len(seen) // 4], end=seen[-1], peak=max(seen))
            for name in names
            if (seen := self._resident[name])
        }

    def _served(self) -> dict[tuple[str, int], float]:
        return {one: used for pid in self._pids.values() for one, used in backend_seconds(pid).items()}

    def _follow(self) -> None:
        while not self._over.wait(self._every):
            for name, pid in self._pids.items():
                self._resident[name].append(resident_bytes(pid))
