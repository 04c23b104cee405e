"""Leases: of several replicas one holds a name for a while.

Owns: the lease table. Promises: at most one holder at a time by the database's rows; a holder that died is replaced
when its lease ends. Leaves to others: what the holder does.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from sqlalchemy import insert, or_, update
from sqlalchemy.exc import IntegrityError

from shared.clock import wall_now
from shared.db import Database
from shared.tables import lease

# So far two machines' clocks may be apart. A lease that ends later yet was taken by a clock that was ahead.
_APART = timedelta(seconds=60)


def this_process() -> str:
    """The holder every timer of this process claims its leases for."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(database: Database, name: str, holder: str, seconds: float) -> bool:
    """Take or renew the lease `name`; False when somebody else holds it."""
    now = wall_now()
    until = now + timedelta(seconds=max(2 * seconds, 5.0))
    is_over = or_(lease.c.until < now, lease.c.until > until + _APART)
    try:
        with database.transaction() as tx:
            taken = tx.execute(
                update(lease)
                .where(lease.c.name == name, or_(lease.c.holder == holder, is_over))
                .values(holder=holder, until=until)
            )
            if taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE answers a CursorResult
                return True
            with tx.begin_nested():
                tx.execute(insert(lease).values(name=name, holder=holder, until=until))
    except IntegrityError:
        return False
    return True
