"""What was measured, for people and for the file.

Owns: tables and JSON. Leaves to others: measuring.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.bench.hops import Spread
from deploy.bench.phases import Measured
from deploy.bench.run import Result

_MEGABYTE = 1024 * 1024


def show(console: Console, results: Iterable[Result]) -> None:
    for result in results:
        console.rule(f"{result.home.value} home")
        console.print(_limits(result))
        for phase in result.phases:
            console.print(_summary(phase), _spreads("hop", phase.hops), _spreads("command", phase.commands))
            console.print(_processes(phase))
        if result.appending is not None:
            told = result.appending
            console.print(
                f"appending to the ledger: {told.share:.1%} of the work's CPU ({told.witness:.1f} s per 1,000 in the "
                f"witness, {told.postgresql:.1f} in PostgreSQL with all its commits)"
            )
        if result.http is not None:
            console.print(
                f"over HTTP: {result.http_per_second:.0f} receive commands/s at 8 clients, "
                f"p50 {result.http.p50} ms, p99 {result.http.p99} ms"
            )
        for complaint in result.complaints:
            console.print(f"[red]NOT DONE: {complaint}")


def write(path: Path, results: Iterable[Result], *, at: datetime) -> None:
    told = {
        "at": at.isoformat(), "cores": os.cpu_count(), "homes": [dataclasses.asdict(result) for result in results],
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=2, default=_plain), encoding="utf-8")


def _plain(value: Any) -> Any:
    return str(value)


def _limits(result: Result) -> Table:
    table = Table("limit of this machine", "per second", title="in the same run")
    for name, rate in result.limits.items():
        table.add_row(name, f"{rate:,.0f}")
    return table


def _summary(phase: Measured) -> Table:
    task = phase.task
    pace = f"paced at {task.pace:.1f}/s" if task.pace else f"{task.in_flight} in flight"
    table = Table(title=f"{task.phase}: {task.nominations} nominations, {pace}, ≤ {task.per_command} cases a command")
    for name in ("nominations/s", "seconds", "commits each", "events each", "messages each", "commands tried again"):
        table.add_column(name, justify="right")
    table.add_row(
        f"{phase.per_second:.1f}", f"{phase.seconds:.1f}", f"{phase.commits:.1f}", f"{phase.events:.1f}",
        f"{phase.messages:.1f}", str(phase.tried_again),
    )  # fmt: skip
    return table


def _spreads(what: str, spreads: dict[str, Spread]) -> Table:
    table = Table(what, *(f"{name}" for name in ("count", "p50 ms", "p99 ms", "worst ms")))
    for name, told in spreads.items():
        table.add_row(name, str(told.count), str(told.p50), str(told.p99), str(told.worst))
    return table


def _processes(phase: Measured) -> Table:
    table = Table("process", "CPU s per 1,000", "peak MB", "MB after a quarter", "MB at the end")
    for name, used in phase.cpu.items():
        memory = phase.memory.get(name)
        sizes = (memory.peak, memory.quarter, memory.end) if memory else ()
        table.add_row(name, f"{used:.1f}", *(f"{size / _MEGABYTE:.0f}" for size in sizes))
    for name, used in sorted(phase.databases.items()):
        table.add_row(f"postgresql for {name}", f"{used:.1f}")
    table.add_row("all", f"{sum(phase.cpu.values()):.1f}")
    return table
