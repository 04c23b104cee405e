"""A small profiler by sampling: what a process is doing every few milliseconds of its own CPU time.

Owns: the samples. Promises: costs next to nothing, needs no dependency; greenlets are seen like threads.
Leaves to others: reading the lines.
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from types import FrameType

_EVERY = 0.004


class Sampler:
    """Counts, per function, in how many samples it ran itself and in how many it stood on the stack."""

    def __init__(self) -> None:
        self._self: Counter[str] = Counter()
        self._stack: Counter[str] = Counter()
        self._samples = 0

    def start(self) -> None:
        signal.signal(signal.SIGPROF, self._take)
        signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0, 0)

    def write(self, path: Path, most: int = 70) -> None:
        """The heaviest functions as text: share of samples on the stack, share by themselves."""
        total = max(1, self._samples)
        lines = [f"{self._samples} samples", "on stack  itself"]
        for place, count in self._stack.most_common(most):
            lines.append(f"{count / total:7.1%} {self._self[place] / total:7.1%}  {place}")
        lines.append("--- by themselves")
        for place, count in self._self.most_common(most):
            lines.append(f"{count / total:15.1%}  {place}")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _take(self, number: int, frame: FrameType | None) -> None:
        self._samples += 1
        seen: set[str] = set()
        while frame is not None:
            code = frame.f_code
            place = f"{'/'.join(code.co_filename.split('/')[-3:])}:{code.co_qualname}"
            if not seen:
                self._self[place] += 1
            seen.add(place)
            frame = frame.f_back
        self._stack.update(seen)
