"""What operators see of the ledger before each scrape, and the check it makes of itself.

Owns: filling the gauges. Promises: a scrape asks a handful of short questions; the check of everything is made soon
after a start, then an hour between, by the one replica that holds the timer. Leaves to others: the names (`metrics`),
the check (`queries_verification`), alerts (`deploy/`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from services.audit.errors import CheckBrokenOff
from services.audit.metrics import (
    CHECKED,
    CHECKPOINT_SIZE,
    FAULTS,
    HEAD_AGE,
    LAST_POSITION,
    LATE,
    LEAVES,
    NOT_ARRIVED,
    UNSIGNED,
    UNWITNESSED,
    WITNESSED_AGE,
    WITNESSED_SIZE,
)
from services.audit.queries import read_head, read_heard
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_checkpoints import read_witnessed, signed_size, waiting_since
from services.audit.queries_verification import verify
from services.audit.signing import keys_of_ledger, keys_of_witnesses
from shared.clock import wall_now
from shared.desk import STOPPING, Desk
from shared.leases import claim, this_process

log = structlog.get_logger(__name__)

SELF_CHECK = "audit.self_check"
# So often the timer asks whether a check is due; as long after a start comes the first.
CHECK_ASKED_SECONDS = 15.0
_BETWEEN_SECONDS = 3600.0
_AFTER_FAILURE_SECONDS = 300.0
_NEXT = "ledger_checked_next"


def show_gauges(tx: Session) -> None:
    """Refresh the gauges before a scrape."""
    now, newest = wall_now(), read_head(tx)
    LEAVES.set(newest.size)
    HEAD_AGE.set(_seconds(newest.recorded_at, now))
    for source, (leaves, last_position, late) in read_heard(tx).items():
        NOT_ARRIVED.labels(source).set(last_position - leaves)
        LAST_POSITION.labels(source).set(last_position)
        LATE.labels(source).set(late)
    signed = signed_size(tx)
    CHECKPOINT_SIZE.set(signed)
    UNSIGNED.set(_seconds(waiting_since(tx, signed), now))
    for one in read_witnessed(tx):
        WITNESSED_SIZE.labels(one.witness).set(one.size)
        WITNESSED_AGE.labels(one.witness).set(_seconds(one.at, now))
        UNWITNESSED.labels(one.witness).set(_seconds(waiting_since(tx, one.size), now))


def check_when_due(desk: Desk) -> None:
    """The ledger's check of itself, if this process has made none for an hour.

    Nobody keeps when it was: whoever takes the timer over from a process that ended has not seen the ledger yet.
    """
    now = time.monotonic()
    if now < desk.extras.get(_NEXT, 0.0):
        return
    desk.extras[_NEXT] = now + _AFTER_FAILURE_SECONDS
    check_itself(desk)
    desk.extras[_NEXT] = now + _BETWEEN_SECONDS


def check_itself(desk: Desk) -> None:
    """Recompute everything and show how many alterations were found; each is in the log."""
    trusted = Trusted(keys_of_ledger(desk.settings), keys_of_witnesses(desk.settings))
    now = wall_now()
    # All of one moment: a leaf that came in between would stand beyond the heads that were read.
    with desk.database.only_reading() as tx:
        found = verify(tx, now=now, trusted=trusted, pause=holding_on(desk))
    FAULTS.set(len(found.faults))
    CHECKED.set(now.timestamp())
    for fault in found.faults:
        log.error("ledger_altered", leaf=fault.leaf, fault=fault.words.en)


def holding_on(desk: Desk, monotonic: Callable[[], float] = time.monotonic) -> Callable[[], None]:
    """Minutes of arithmetic in a long ledger: whoever else lives in this process gets a word in, and no other replica
    takes the timer over and begins the same. `CheckBrokenOff` once the process is told to stop."""
    renewed = monotonic()

    def pause() -> None:
        nonlocal renewed
        if desk.extras.get(STOPPING, False):
            raise CheckBrokenOff()
        time.sleep(0)
        if (now := monotonic()) - renewed > CHECK_ASKED_SECONDS / 2:
            claim(desk.database, SELF_CHECK, this_process(), CHECK_ASKED_SECONDS)
            renewed = now

    return pause


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
