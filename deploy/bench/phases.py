"""One phase: the task is posted, done by the stations, and over when everybody has heard of everything.

Owns: what is measured around it. Promises: the time ends with the last effect in the last service, not with the last
command. Leaves to others: which phases (`run`), telling (`report`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deploy.bench import hops, proof
from deploy.bench.homes import BenchHome
from deploy.bench.hops import Spread, spread
from deploy.bench.meters import Memory, Watch
from deploy.bench.task import Task
from shared.clock import wall_now


class PhaseFailed(RuntimeError):
    """A station ended, refused or never finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`cpu` is seconds per 1,000 nominations, `databases` what of PostgreSQL's served which database, but for what its
    own helpers used; `commits`, `events` and `messages` are per nomination."""

    task: Task
    seconds: float
    per_second: float
    hops: dict[str, Spread]
    commands: dict[str, Spread]
    tried_again: int
    cpu: dict[str, float]
    databases: dict[str, float]
    memory: dict[str, Memory]
    commits: float
    events: float
    messages: float


def run_phase(home: BenchHome, task: Task, *, awards: int, limit: float = 900.0) -> Measured:
    """Do the task and wait until all of it has settled; `awards` are expected in the register afterwards."""
    before, commits = proof.count(home.databases), home.commits()
    watch, since = Watch(home.pids), wall_now()
    watch.start()
    home.board.post(task)
    answers = _await_answers(home, task, limit)
    _await_settled(home, awards, limit)
    watch.stop()
    until = wall_now()
    after = proof.count(home.databases)
    time.sleep(1.5)  # PostgreSQL's counters lag by a second
    seconds = _last_settled(home, since) - since.timestamp()
    number = task.nominations
    took: dict[str, list[float]] = {}
    for answer in answers:
        for name, times in answer.get("commands", {}).items():
            took.setdefault(name, []).extend(times)
    return Measured(
        task=task, seconds=seconds, per_second=number / seconds,
        hops=hops.measure(home.databases, home.board.directory, since, until),
        commands={name: spread(times) for name, times in took.items()},
        tried_again=sum(answer.get("tried_again", 0) for answer in answers),
        cpu={name: used / number * 1000 for name, used in watch.cpu.items()},
        databases={name: used / number * 1000 for name, used in watch.databases.items()},
        memory=watch.memory(home.stations), commits=(home.commits() - commits) / number,
        events=(after.events - before.events) / number, messages=(after.messages - before.messages) / number,
    )  # fmt: skip


def await_quiet(home: BenchHome, *, awards: int, limit: float = 120.0) -> None:
    """Until what was prepared has been published and heard."""
    _await_settled(home, awards, limit)


def _await_answers(home: BenchHome, task: Task, limit: float) -> list[dict[str, Any]]:
    wanted = ("nomination", "review")
    deadline = time.monotonic() + limit
    while True:
        answers = [home.board.find_answer(task.phase, name) for name in wanted]
        for answer in answers:
            if answer and "failed" in answer:
                raise PhaseFailed(f"{task.phase}: {answer['failed']}\n{_logs(home)}")
        if all(answer is not None for answer in answers):
            return [answer for answer in answers if answer is not None]
        _refuse_ended(home)
        if time.monotonic() > deadline:
            raise PhaseFailed(
                f"{task.phase} was not done in {limit:.0f} s: {home.board.submitted} submitted, "
                f"{home.board.passed} passed\n{_logs(home)}"
            )
        time.sleep(0.1)


def _await_settled(home: BenchHome, awards: int, limit: float) -> None:
    deadline = time.monotonic() + limit
    while not proof.is_settled(home.databases, awards):
        _refuse_ended(home)
        if time.monotonic() > deadline:
            raise PhaseFailed(f"not settled: {proof.count(home.databases)}\n{_logs(home)}")
        time.sleep(0.25)


def _last_settled(home: BenchHome, since: datetime) -> float:
    """The moment of the last effect anywhere."""
    last = since.timestamp()
    for path in home.board.directory.glob("*.settled"):
        *_, line = path.read_text(encoding="ascii").splitlines() or ["- 0"]
        last = max(last, float(line.split()[1]))
    return last


def _refuse_ended(home: BenchHome) -> None:
    for name, station in home.stations.items():
        if not station.is_running():
            raise PhaseFailed(f"{name} ended\n{station.log_tail()}")


def _logs(home: BenchHome) -> str:
    return "\n".join(station.log_tail(15) for station in home.stations.values())
