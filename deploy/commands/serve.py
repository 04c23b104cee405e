"""`vinhdanh serve`: run services until told to stop."""

from __future__ import annotations

import os

import click
import structlog

from shared import faults, logs
from shared.config import read_settings
from shared.greenlets import when_told_to_stop
from shared.topology import SERVICES

log = structlog.get_logger(__name__)

_HARD_STOP_SECONDS = 38


@click.command()
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
def serve(services: tuple[str, ...]) -> None:
    """Run SERVICES in this process; without names, all of them (the embedded home)."""
    from deploy.runner import Process

    settings = read_settings()
    logs.set_up(settings.log_level)
    if point := os.environ.get("VINHDANH_FAULT_AT"):
        try:
            faults.arm(point)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    process = Process(settings, services or SERVICES)
    when_told_to_stop(process.stop, _HARD_STOP_SECONDS)
    process.start()
    if not process.is_told_to_stop:
        log.info("serving", services=services or SERVICES, port=settings.http_port)
    process.wait()
