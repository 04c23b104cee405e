"""A whole bench: both homes, phase after phase, beside the limits of the machine.

Owns: the order. Promises: preparation is outside the measured time; what was claimed is proven before it is told.
Leaves to others: each part.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from deploy.bench import machine, proof
from deploy.bench.appending import Appending, find_appending
from deploy.bench.homes import BenchHome, home_of
from deploy.bench.hops import Spread, spread
from deploy.bench.http_rate import receive_over_http
from deploy.bench.phases import Measured, await_quiet, run_phase
from deploy.bench.preparation import prepare
from deploy.bench.task import Task
from services.review.models import Case
from shared.config import Home
from shared.events.terms import CaseState

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to measure. `one_by_one`, `paced_seconds` and `http` are nought where they are not wanted.

    `pace` in nominations per second; None: a tenth of what the first phase reached.
    """

    nominations: int
    in_flight: int
    per_command: int
    one_by_one: int
    paced_seconds: int
    pace: float | None
    http: int
    profile: bool
    limits: bool


@dataclass
class Result:
    """What one home did. `appending`: of its first phase, where that was profiled. `complaints` is empty when all the
    work was really done."""

    home: Home
    limits: dict[str, float] = field(default_factory=dict)
    phases: list[Measured] = field(default_factory=list)
    appending: Appending | None = None
    http_per_second: float = 0.0
    http: Spread | None = None
    complaints: list[str] = field(default_factory=list)


def measure_home(kind: Home, wanted: Wanted, directory: Path, tell: Tell) -> Result:
    """All phases on one home."""
    result = Result(kind)
    with home_of(kind, directory, profile=wanted.profile) as home:
        if wanted.limits:
            tell(f"{kind}: the limits of this machine")
            result.limits = _limits(home, directory)
        paced = _paced_count(wanted)
        total = wanted.nominations + wanted.one_by_one + paced + wanted.http
        tell(f"{kind}: preparing {total} drafts")
        prepare(home.desk("nomination"), home.desk("review"), total)
        home.start_stations()
        await_quiet(home, awards=0)
        try:
            done = _run_phases(home, wanted, paced, result, tell)
            if wanted.http:
                _measure_http(home, wanted, result, tell, awards=done)
            if wanted.profile:
                _write_statements(home)
            result.complaints = proof.complaints(proof.count(home.databases), nominations=done)
        finally:
            home.stop_stations()
    return result


def _run_phases(home: BenchHome, wanted: Wanted, paced: int, result: Result, tell: Tell) -> int:
    done = 0
    tasks = [Task(phase="1-lists", nominations=wanted.nominations, in_flight=wanted.in_flight,
                  per_command=wanted.per_command)]  # fmt: skip
    if wanted.one_by_one:
        tasks.append(Task(phase="2-one-by-one", nominations=wanted.one_by_one, in_flight=wanted.in_flight,
                          per_command=1))  # fmt: skip
    for task in tasks:
        tell(f"{home.home}: {task.nominations} nominations, {task.per_command} cases per command")
        done += task.nominations
        home.count_statements_anew()
        result.phases.append(run_phase(home, task, awards=done))
        if len(result.phases) == 1:
            result.appending = find_appending(home, result.phases[0])
    if paced:
        pace = wanted.pace or max(1.0, result.phases[0].per_second / 10)
        count = min(paced, int(pace * wanted.paced_seconds))
        tell(f"{home.home}: paced at {pace:.1f} nominations/s")
        task = Task(phase="3-paced", nominations=count, in_flight=wanted.in_flight, per_command=wanted.per_command,
                    pace=pace)  # fmt: skip
        done += count
        result.phases.append(run_phase(home, task, awards=done))
    return done


def _paced_count(wanted: Wanted) -> int:
    """Drafts enough for a tenth of any rate we can hope for."""
    return wanted.paced_seconds * 30


def _measure_http(home: BenchHome, wanted: Wanted, result: Result, tell: Tell, *, awards: int) -> None:
    """Submit without receiving, then receive over HTTP."""
    tell(f"{home.home}: {wanted.http} commands over HTTP, 8 clients")
    task = Task(phase="4-http", nominations=wanted.http, in_flight=wanted.in_flight, per_command=1, pace=200.0,
                road_ends_at="review")  # fmt: skip
    home.board.post(task)
    while home.board.find_answer(task.phase, "nomination") is None:
        time.sleep(0.1)
    await_quiet(home, awards=awards)
    waiting = select(Case.id, Case.body).where(Case.state == CaseState.SUBMITTED.value, Case.stage_index == 0)
    with home.databases["review"].reading() as tx:
        cases = [(row.id, row.body) for row in tx.execute(waiting)]
    station = home.stations.get("review") or home.stations["all"]
    rate = receive_over_http(station.port, home.keys, cases)
    result.http_per_second, result.http = rate.per_second, spread(rate.seconds)
    await_quiet(home, awards=awards)


def _limits(home: BenchHome, directory: Path) -> dict[str, float]:
    if home.home is Home.EMBEDDED:
        return {"one-row commits/s, 1 writer (SQLite, FULL)": machine.local_commits_per_second(directory)}
    assert home.pgbench is not None
    url = str(home.databases["review"].url.set(database="limits"))
    limits = {
        f"one-row commits/s, {clients} clients": machine.commits_per_second(home.pgbench, url, clients)
        for clients in (1, 8, 32)
    }
    limits["confirmed publishes/s, one by one"] = machine.publishes_per_second(home.broker_url, 1)
    limits["confirmed publishes/s, pipelined by 200"] = machine.publishes_per_second(home.broker_url, 200)
    return limits




def _write_statements(home: BenchHome) -> None:
    lines = [f"{database:14}{calls:8}{ms:10} ms  {words}" for database, calls, ms, words in home.statements()]
    (home.board.directory / "statements.profile.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
