"""`vinhdanh serve`: run services until told to stop."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import click
import structlog

from shared import faults, logs
from shared.config import read_settings
from shared.topology import SERVICES

log = structlog.get_logger(__name__)

_HARD_STOP_SECONDS = 38.0


@click.command()
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
def serve(services: tuple[str, ...]) -> None:
    """Run SERVICES in this process; without names, all of them (the embedded home)."""
    from deploy.runner import Process

    settings = read_settings()
    logs.set_up(settings.log_level)
    if not faults.armed_name_is_known():
        raise click.UsageError("VINHDANH_FAULT_AT names no known point")
    process = Process(settings, services or SERVICES)
    stop_on_signals(process)
    process.start()
    log.info("serving", services=services or SERVICES, port=settings.http_port)
    process.wait()


def stop_on_signals(process: Any) -> None:
    """SIGTERM and SIGINT stop the process gracefully, and after a bound in any case."""
    stopping = threading.Event()

    def stop(number: int, frame: Any) -> None:
        if stopping.is_set():
            return
        stopping.set()
        fuse = threading.Timer(_HARD_STOP_SECONDS, os._exit, args=(70,))
        fuse.daemon = True
        fuse.start()
        threading.Thread(target=process.stop, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
