"""`vinhdanh bench`: the standard work on both homes, beside the limits of the machine.

Owns: the options and the exit code: 1 when the work was not really done. Leaves to others: measuring (`deploy.bench`).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from shared.clock import wall_now
from shared.config import Home


@click.command()
@click.option("--nominations", default=2000, show_default=True, help="How many go the whole road.")
@click.option("--home", default="both", show_default=True, type=click.Choice(["embedded", "distributed", "both"]))
@click.option("--in-flight", default=32, show_default=True, help="Nominations on the road at any moment.")
@click.option("--per-command", default=32, show_default=True, help="Cases a stage takes in one command, at most.")
@click.option("--one-by-one", default=300, show_default=True, help="Nominations of the phase with single commands.")
@click.option("--paced-seconds", default=20, show_default=True, help="Length of the phase at a tenth of the load.")
@click.option("--pace", type=float, help="Its nominations per second; by default a tenth of what was reached.")
@click.option("--http", default=400, show_default=True, help="Commands of the phase over HTTP.")
@click.option("--profile", is_flag=True, help="Sample where each process spends its time.")
@click.option("--limits/--no-limits", default=True, show_default=True, help="The limits of the machine beside it.")
@click.option("--out", default="var/bench", show_default=True, type=click.Path(path_type=Path))
def bench(
    nominations: int, home: str, in_flight: int, per_command: int, one_by_one: int, paced_seconds: int,
    pace: float | None, http: int,
    profile: bool, limits: bool, out: Path,
) -> None:  # fmt: skip
    """Measure the standard work: 2,000 nominations from submission to notice, durable at every step."""
    from deploy.bench import report
    from deploy.bench.run import Result, Wanted, measure_home

    _borrow_servers()
    _make_room(out)
    console = Console()
    wanted = Wanted(
        nominations=nominations, in_flight=in_flight, per_command=per_command, one_by_one=one_by_one,
        paced_seconds=paced_seconds, pace=pace, http=http, profile=profile, limits=limits,
    )  # fmt: skip
    kinds = [Home.EMBEDDED, Home.DISTRIBUTED] if home == "both" else [Home(home)]
    at = wall_now()
    results: list[Result] = []
    for kind in kinds:
        work = Path(tempfile.mkdtemp(prefix=f"vinhdanh-bench-{kind.value}-"))
        results.append(measure_home(kind, wanted, work, lambda words: console.print(f"[dim]{words}")))
        for told in sorted((work / "board").glob("*.profile.txt")):
            kept = out / f"{at:%Y%m%dT%H%M%S}.{kind.value}.{told.name}"
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(told, kept)
            console.print(f"profile: {kept}")
        shutil.rmtree(work)
    report.show(console, results)
    report.write(out / f"{at:%Y%m%dT%H%M%S}.json", results, at=at)
    console.print(f"written: {out / f'{at:%Y%m%dT%H%M%S}.json'}")
    if any(result.complaints for result in results):
        sys.exit(1)


def _borrow_servers() -> None:
    """The private servers stand in tests/, which is in a clone and not in an installation."""
    root = Path(__file__).parents[2]
    if not (root / "tests" / "support").is_dir():
        raise click.ClickException("the bench borrows its servers from tests/: run it in a clone")
    sys.path.insert(0, str(root))


def _make_room(out: Path) -> None:
    """Half an hour of measuring is not for a directory that takes nothing."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=out):
        pass
