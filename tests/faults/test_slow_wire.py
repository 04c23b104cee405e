"""A wire that takes what is written bit by bit: a statement wider than its buffers arrives, and nobody stands still.

On the loopback of one machine every statement fits; between two machines, or two containers, a list of cases does not.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.support.ports import LOOPBACK
from tests.support.warm import REPOSITORY

_MEGABYTES = 24  # more than the buffers of both ends together
_PAUSE = 5.0


def _carry(giver: socket.socket, taker: socket.socket, *, pausing: bool) -> None:
    """Everything from one side to the other; the first big piece lies about for a while."""
    with suppress(OSError):
        while piece := giver.recv(1 << 16):
            taker.sendall(piece)
            if pausing and len(piece) > 1 << 12:
                time.sleep(_PAUSE)
                pausing = False
    with suppress(OSError):
        taker.shutdown(socket.SHUT_WR)


@contextmanager
def _slow_wire(port: int) -> Iterator[int]:
    """A port before the server's, on which what the client says waits once."""
    with socket.create_server((LOOPBACK, 0)) as door:
        ends: list[socket.socket] = []

        def serve() -> None:
            client, _ = door.accept()
            server = socket.create_connection((LOOPBACK, port))
            ends.extend((client, server))
            back = threading.Thread(target=_carry, args=(server, client), kwargs={"pausing": False}, daemon=True)
            back.start()
            _carry(client, server, pausing=True)
            back.join(timeout=10)

        carrier = threading.Thread(target=serve, daemon=True)
        carrier.start()
        yield door.getsockname()[1]
        for end in ends:
            end.close()
        carrier.join(timeout=10)


def test_a_statement_wider_than_the_wire_arrives_and_others_go_on(postgres: Any) -> None:
    postgres.create_database("slow_wire")
    try:
        with _slow_wire(postgres.port) as port:
            url = postgres.url("slow_wire").replace(f":{postgres.port}/", f":{port}/")
            command = [sys.executable, "-W", "ignore", "-m", "tests.support.wide_statement", url, str(_MEGABYTES)]
            done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    finally:
        postgres.drop_database("slow_wire")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["length"] == _MEGABYTES * 2**20 // 3
    assert told["turns"] > _PAUSE / 0.01 / 3
