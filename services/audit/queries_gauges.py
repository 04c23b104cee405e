"""What operators see of the ledger before each scrape, and the check it makes of itself.

Owns: filling the gauges. Promises: a scrape asks a handful of short questions; the check of everything is made on a
timer, an hour between. Leaves to others: the names (`metrics`), the check (`queries_verification`), alerts (`deploy/`).
"""

from __future__ import annotations

import time
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from services.audit.metrics import (
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
from shared.desk import Desk

log = structlog.get_logger(__name__)


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


def check_itself(desk: Desk) -> None:
    """Recompute everything and show how many alterations were found; each is in the log."""
    trusted = Trusted(keys_of_ledger(desk.settings), keys_of_witnesses(desk.settings))
    # All of one moment: a leaf that came in between would stand beyond the heads that were read.
    with desk.database.only_reading() as tx:
        # Minutes of arithmetic in a long ledger: whoever else lives in this process has to get a word in.
        found = verify(tx, now=wall_now(), trusted=trusted, pause=lambda: time.sleep(0))
    FAULTS.set(len(found.faults))
    for fault in found.faults:
        log.error("ledger_altered", leaf=fault.leaf, fault=fault.words.en)


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
