"""Desks from settings: one service set up, but not started.

Owns: putting a desk together. Promises: nothing here loads the service container, so that a command starts quickly.
Leaves to others: running desks (`runner`).
"""

from __future__ import annotations

from deploy.services import definition_of
from shared.clock import Clock, FileClock, SystemClock
from shared.config import Settings
from shared.db import Database
from shared.desk import Desk
from shared.identity import TokenReader
from shared.ids import new_id
from shared.policy import PolicySet
from shared.policy_book import PolicyBook


def clock_of(settings: Settings) -> Clock:
    return FileClock(settings.clock_file) if settings.clock_file is not None else SystemClock()


def build_desk(
    name: str, settings: Settings, policies: PolicySet, clock: Clock, *, stands: bool = False
) -> Desk:
    """One service, set up but not started. `stands`: as for `Database`."""
    tokens = TokenReader(settings.keys_dir)
    return Desk(
        definition=definition_of(name),
        settings=settings,
        database=Database(settings.database_of(name), pool_size=settings.pool_size, stands=stands),
        clock=clock,
        new_id=new_id,
        tokens=tokens,
        policies=PolicyBook(policies),
    )
