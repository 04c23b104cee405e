"""Free loopback ports for the private servers of the tests.

Owns: the choice of a port. Promises: a port that was free a moment ago and that this process has not given out before.
Leaves to others: binding it soon, and trying again when somebody else was faster.
"""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"

_given: set[int] = set()


def free_port() -> int:
    """A TCP port on 127.0.0.1 nobody listens on."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
        if port not in _given:
            _given.add(port)
            return port


def is_listening(port: int) -> bool:
    """Somebody accepts connections on 127.0.0.1:port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0
