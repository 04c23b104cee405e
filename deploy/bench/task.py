"""What a run asks of its stations, and how far they are: files in one directory that bench and stations share.

Owns: tasks, answers, the counters of a phase. Promises: a task is seen whole or not at all. Leaves to others: doing it.
"""

from __future__ import annotations

import dataclasses
import json
import mmap
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One phase: so many nominations along the road.

    `in_flight`: nominations between submission and the province's pass at any moment. `per_command`: cases a stage
    takes in one command (1: one by one). `pace`: nominations per second (None: as fast as it goes).
    `road_ends_at`: `register`, or `review` when the cases are only to wait there.
    """

    phase: str
    nominations: int
    in_flight: int
    per_command: int
    per_session: int = 50
    pace: float | None = None
    road_ends_at: str = "register"


class Board:
    """The directory, and two counters every process of a run sees: submitted and passed by the province."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        counters = directory / "counters"
        if not counters.exists():
            counters.write_bytes(bytes(16))
        with counters.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 16)

    def post(self, task: Task) -> None:
        self._shared[:] = bytes(16)
        _write(self.directory / f"{task.phase}.task.json", dataclasses.asdict(task))

    def await_task(self, done: set[str]) -> Task:
        """The next task that is not among those done."""
        while True:
            for path in sorted(self.directory.glob("*.task.json")):
                if path.name not in done:
                    done.add(path.name)
                    return Task(**json.loads(path.read_text(encoding="utf-8")))
            time.sleep(0.05)

    def answer(self, phase: str, station: str, told: dict[str, Any]) -> None:
        _write(self.directory / f"{phase}.{station}.done.json", told)

    def find_answer(self, phase: str, station: str) -> dict[str, Any] | None:
        path = self.directory / f"{phase}.{station}.done.json"
        found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        return found

    @property
    def submitted(self) -> int:
        return int(struct.unpack_from("<q", self._shared, 0)[0])

    @property
    def passed(self) -> int:
        return int(struct.unpack_from("<q", self._shared, 8)[0])

    def add_submitted(self, count: int) -> None:
        # Each counter has one writing process.
        struct.pack_into("<q", self._shared, 0, self.submitted + count)

    def add_passed(self, count: int) -> None:
        struct.pack_into("<q", self._shared, 8, self.passed + count)


def _write(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content), encoding="utf-8")
    os.replace(draft, path)
