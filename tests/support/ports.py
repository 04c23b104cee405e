"""Free loopback ports for the private servers of the tests.

Owns: the choice of a port. Promises: a port that was free a moment ago, that this process has not given out before, and
that neither an outgoing connection (Linux takes those from 32768 on) nor another worker of the run is given.
Leaves to others: binding it soon, and trying again when another run on this machine was faster.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator

LOOPBACK = "127.0.0.1"

_FIRST, _SLICE, _SLICES = 10_000, 2_000, 11


def _slice_of(worker: str) -> range:
    """The ports of a worker of pytest-xdist (`gw3`); whoever runs alone has the last slice."""
    number = int(worker.removeprefix("gw")) % (_SLICES - 1) if worker else _SLICES - 1
    return range(_FIRST + number * _SLICE, _FIRST + (number + 1) * _SLICE)


def _in_any_order(ports: range) -> Iterator[int]:
    """Each once: two runs at a time seldom choose the same."""
    return iter(random.SystemRandom().sample(ports, len(ports)))


_ungiven = _in_any_order(_slice_of(os.environ.get("PYTEST_XDIST_WORKER", "")))


def free_port() -> int:
    """A TCP port on 127.0.0.1 nobody listens on."""
    for port in _ungiven:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        return port
    raise RuntimeError("every port of this worker has been given out")


def is_listening(port: int) -> bool:
    """Somebody accepts connections on 127.0.0.1:port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0
