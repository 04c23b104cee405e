"""Waking what waits in the inbox: retries whose time has come, events whose predecessor has arrived.

Owns: the sweep. Promises: an event is tried by one replica at a time; nothing is tried before its time.
Leaves to others: applying (`shared.inbox`), the timer (`shared.service`).
"""

from __future__ import annotations

from shared.clock import wall_now
from shared.db import Database
from shared.events.envelope import decode
from shared.inbox import Arrived, Inbox
from shared.inbox_rows import waiting


def sweep(database: Database, inbox: Inbox, *, rounds: int = 50) -> int:
    """Try everything that is due; returns how many events were tried. Followers are freed round by round."""
    tried = 0
    for _ in range(rounds):
        with database.reading() as tx:
            due = waiting(tx, wall_now())
        if not due:
            return tried
        arrived = [
            Arrived(decode(receipt.body or b""), receipt.body or b"", receipt.attempts, has_waited=True)
            for receipt in due
        ]
        inbox.settle(arrived)
        tried += len(due)
    return tried
