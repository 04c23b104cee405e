"""The warm program: a process that has imported what `vinhdanh` imports, and forks for each start asked for.

Owns: what happens between the fork and the entry point. Promises: the child runs `deploy.cli.main` with the arguments,
environment, directory, streams and session a fresh process would have, on a hub of its own; what serves a service has
imported no other. Leaves to others: asking, signals, waiting (`warm`).

usage: warm_server.py DOOR cooperative|plain (DOOR: the number of a socket that was handed down)
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from importlib import import_module
from os import waitpid
from socket import recv_fds, socket
from typing import Any

from shared.greenlets import is_patched, patch

# `waitpid` and `socket` are those of before the patch: this process waits in the kernel, and no hub ever runs in it.

LONGEST = 1 << 18
"""Bytes of an order; nearly all of it is the environment."""


def main() -> None:
    door, is_cooperative = socket(fileno=int(sys.argv[1])), sys.argv[2] == "cooperative"
    if is_cooperative:
        patch()
    _import_what_all_do(is_cooperative)
    while (order := _wait_for_order(door)) is not None:
        if "arguments" in order:
            door.close()
            _become(order)
            from deploy.cli import main as vinhdanh

            sys.exit(vinhdanh())
        door.close()
        door = socket(fileno=order["streams"][0])
        _import_what_one_does(order["command"])


def _import_what_all_do(is_cooperative: bool) -> None:
    drivers = ["psycopg", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite"]
    house = ["deploy.cli", "deploy.commands.root", "deploy.desks", *(["deploy.runner"] if is_cooperative else [])]
    for module in [*drivers, *house]:
        import_module(module)
    _read_the_policy_once()
    _make_cheap_to_fork()


def _read_the_policy_once() -> None:
    """A child reads the files again, and understands anew what has other bytes than the packaged ones had here."""
    from shared.policy.load import load_policy_set

    load_policy_set()


def _import_what_one_does(command: list[str]) -> None:
    """`serve` with its services, or a command with those it stands under."""
    import click

    from deploy.commands.root import root
    from deploy.services import definition_of
    from shared.topology import SERVICES

    found: click.Command | None = root
    for word in command:
        if isinstance(found, click.Group):
            found = found.get_command(click.Context(found), word)
    # A service imports itself alone, as it does in life. Commands open one or several of them: all are there.
    for name in (command[0] == "serve" and command[1:]) or SERVICES:
        definition_of(name)
    _make_cheap_to_fork()


def _make_cheap_to_fork() -> None:
    """A child that looks through what was imported for garbage takes 0.7 s of CPU, and copies each page it looks at."""
    _refuse_what_would_not_survive_a_fork()
    gc.collect()
    gc.freeze()


def _refuse_what_would_not_survive_a_fork() -> None:
    """A thread would be missing in the child; a listener or a timer of the hub would be lost with the hub."""
    is_busy = threading.active_count() > 1
    if is_patched():
        from eventlet import hubs

        hub = hubs.get_hub()
        is_busy = is_busy or bool(hub.get_readers() or hub.get_writers() or hub.get_timers_count())
    if is_busy:
        raise RuntimeError("importing the house has started something: it cannot be forked")


def _wait_for_order(door: socket) -> dict[str, Any] | None:
    """In a child: its order, with the streams that came with it. Here: None, when whoever asks is gone."""
    while True:
        told, streams, _, _ = recv_fds(door, LONGEST, 2)
        if not told:
            return None
        order: dict[str, Any] = json.loads(told)
        if "poll" in order:
            pid, status = waitpid(order["poll"], os.WNOHANG)
            door.sendall(json.dumps(os.waitstatus_to_exitcode(status) if pid else None).encode())
            continue
        pid = os.fork()
        if pid == 0:
            return order | {"streams": streams}
        for stream in streams:
            os.close(stream)
        door.sendall(json.dumps(pid).encode())


def _become(order: dict[str, Any]) -> None:
    """What the kernel and a fresh interpreter would have set up before the entry point."""
    os.setsid()
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    for number, stream in zip((1, 2), order["streams"], strict=True):
        os.dup2(stream, number)
        os.close(stream)
    if is_patched():
        from eventlet import hubs

        # The hub made while importing polls a file that all children would share. Closed by its owner, or the number
        # would be closed once more when the hub is collected, and be somebody else's by then.
        hubs.get_hub().poll.close()
        hubs.use_hub()
    if left := _open_files() - {0, 1, 2}:
        raise RuntimeError(f"files of the warm process are still open: {left}")
    sys.argv[:] = order["arguments"]
    sys.path[0] = os.path.dirname(sys.argv[0])


def _open_files() -> set[int]:
    """But for a loaded library's own file: newer ones of libffi keep theirs open to map it again, and never read it."""
    numbers = [n for n in map(int, os.listdir("/proc/self/fd")) if os.path.exists(f"/proc/self/fd/{n}")]
    return {n for n in numbers if ".so" not in os.path.basename(os.readlink(f"/proc/self/fd/{n}"))}


if __name__ == "__main__":
    main()
