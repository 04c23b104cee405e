"""Fast tests have no network.

Owns: proof that the lock of tests/conftest.py holds. Promises: fails when somebody opens it. Leaves to others: nothing.
"""

from __future__ import annotations

import socket
import urllib.request

import pytest


def test_connection_to_a_server_is_refused_before_it_is_tried() -> None:
    with pytest.raises(AssertionError, match="no network in this test"):
        socket.create_connection(("127.0.0.1", 9), timeout=1)


def test_listening_is_refused() -> None:
    with socket.socket() as server, pytest.raises(AssertionError, match="no network in this test"):
        server.bind(("127.0.0.1", 0))


def test_library_cannot_reach_out_either() -> None:
    with pytest.raises(AssertionError, match="no network in this test"):
        urllib.request.urlopen("http://127.0.0.1:9/", timeout=1)


def test_pair_of_local_sockets_is_allowed() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"x")
        assert right.recv(1) == b"x"
