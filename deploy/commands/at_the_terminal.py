"""Who stands at a command line, and what is kept of what they tried and of whom they saw something.

Owns: naming the actor, recording refusals and looks of the commands that act on or read people's records. Promises: the
actor is whom the machine has signed in, never a name that was typed: that one stands as whom they act for.
Leaves to others: what is refused and shown (the commands), what a record holds (`shared.refusals`, `shared.readings`).
"""

from __future__ import annotations

import getpass
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from deploy.desks import clock_of
from shared.config import Settings
from shared.db import Database
from shared.desk import Desk
from shared.errors import VinhDanhError
from shared.events.envelope import Actor, Trace
from shared.events.terms import Role, Shown, Via
from shared.readings import Look, row_of, write_down
from shared.refusals import attempt_of
from shared.work import Work

_REFUSED = range(400, 500)


def at_the_terminal(role: Role = Role.OPERATOR, unit: str | None = None, *, for_whom: str | None = None) -> Actor:
    """Whoever this machine says is at its command line, in no signed-in session; by default an operator of the machine.

    `for_whom`: the name they gave with `--by`. Nobody here can know whether it is theirs.
    """
    who = getpass.getuser()
    return Actor(who, role, unit or socket.gethostname(), on_behalf_of=None if for_whom == who else for_whom)


@contextmanager
def working_at_the_terminal(desk: Desk, who: Actor, action: str, target: str | None = None) -> Iterator[Work]:
    """A transaction in which they act; a refusal is on record before it is told."""
    with recording_refusals(desk, who, action, target), desk.working(who, via=Via.COMMAND_LINE) as work:
        yield work


@contextmanager
def recording_refusals(desk: Desk, who: Actor, action: str, target: str | None = None) -> Iterator[None]:
    """Record what the block refuses, in a transaction of its own."""
    try:
        yield
    except VinhDanhError as error:
        if error.status in _REFUSED:
            came_in = Trace(Via.COMMAND_LINE, desk.new_id())
            desk.record_refusal(who, attempt_of(action, error, {"target_id": target} if target else {}), came_in)
        raise


def write_down_looks(settings: Settings, service: str, view: str, shown: Shown, records: Sequence[str | None]) -> None:
    """Before they are shown: the records of a service that somebody at the command line is about to see."""
    database = Database(settings.database_of(service), pool_size=1, stands=True)
    with closing(database), database.transaction() as tx:
        for record in records:
            look = Look(at_the_terminal(), Via.COMMAND_LINE, view, shown, record)
            write_down(tx, row_of(look, clock_of(settings).now()))
