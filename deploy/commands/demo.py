"""`vinhdanh demo`: real campaigns of five plans, end to end, on this machine."""

from __future__ import annotations

import logging
import os
import signal
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from shared import logs
from shared.topology import SERVICES

_SHOWN = (
    "kh-may-minh-anh.can-bo", "kh-may-minh-anh.chu-tich", "kh-ninh-hoa.tham-dinh", "hy-tinh.thu-ky",
    "hy-tinh.federation-1", "hy-tinh.nguoi-ky", "hy-tinh.dia-ban", "quan-tri", "kiem-toan", "van-hanh",
)  # fmt: skip


@click.command()
@click.option("--no-serve", is_flag=True, help="End after the summary (SERVE=0 means the same).")
@click.option("--plan", "plans", multiple=True, help="Only the season of this plan; may be repeated.")
@click.option(
    "--directory",
    envvar="VINHDANH_DEMO_DIR",
    default="var/demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where data and summary go; data of an earlier run there is removed.",
)
def demo(no_serve: bool, plans: tuple[str, ...], directory: Path) -> None:
    """Play a season of each of the five plans from Excel lists to the register, then go on serving.

    Exit code 1 when anything expected did not hold.
    """
    from deploy.demo.progress import Progress
    from deploy.demo.rehearsal import SERVED_PORT, free_port, rehearsed
    from deploy.demo.story import read_campaigns
    from deploy.demo.tables import show_summary, show_ways_on

    played = [campaign.plan for campaign in read_campaigns()]
    if unknown := sorted(set(plans) - set(played)):
        raise click.BadParameter(f"{', '.join(unknown)}: {' · '.join(played)}", param_hint="--plan")
    logs.set_up(os.environ.get("VINHDANH_LOG_LEVEL", "ERROR").upper())
    # It warns of the web server's thread on every stop.
    logging.getLogger("nameko").setLevel(logging.ERROR)
    ends = no_serve or os.environ.get("SERVE") == "0"
    console = Console(width=None if Console().is_terminal else 140)
    port = free_port() if ends else SERVED_PORT
    with rehearsed(directory.resolve(), port=port, progress=Progress(console), plans=plans) as rehearsal:
        show_summary(console, rehearsal.summary)
        show_ways_on(console, rehearsal.summary, directory)
        if not ends:
            _serve_on(console, rehearsal, port)
    if rehearsal.differences:
        raise SystemExit(1)


def _serve_on(console: Console, rehearsal: Any, port: int) -> None:
    """Until Ctrl-C or SIGTERM; the clock runs on from the end of the last campaign."""
    from deploy.demo.tables import show_doors
    from shared.clock import VIETNAM

    stage = rehearsal.stage
    people = [(stage.players[subject], stage.persons[subject].token) for subject in _SHOWN if subject in stage.players]
    show_doors(console, port, SERVICES, people)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    now = stage.house.clock.now().astimezone(VIETNAM)
    console.print(f"\nĐồng hồ chạy tiếp từ / the clock runs on from {now:%d/%m/%Y %H:%M}.", highlight=False)
    console.print("Dừng / stop: Ctrl-C", highlight=False)
    tick = timedelta(seconds=5)
    while not ended.wait(tick.total_seconds()):
        stage.house.clock.advance(seconds=tick.total_seconds())
