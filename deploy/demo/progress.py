"""How far the rehearsal is, while it runs.

Owns: the live lines. Promises: readable in a terminal and in a log file alike. Leaves to others: what happens.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from rich.console import Console


class Progress:
    """A headline per day, and under it what was done."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def announce(self, words: str) -> None:
        self._console.print(f"[bold]{words}[/]")

    def tell(self, words: str) -> None:
        self._console.print(f"      {words}", style="dim", highlight=False)

    @contextmanager
    def phase(self, campaign: str, place: str, title: str, day: date) -> Iterator[None]:
        began = time.monotonic()
        self._console.print(f"[bold]{campaign}[/]  {place:>5}  {day:%d/%m/%Y}  {title}", highlight=False)
        with self._console.status("đang làm / at work"):
            yield
        self._console.print(f"      {time.monotonic() - began:.1f} s", style="dim", highlight=False)
