"""Waking what waits in the inbox: retries whose time has come, events whose predecessor has arrived.

Owns: the sweep, the one look that says what is due, the timers every service has. Promises: an event is tried by one
replica at a time; nothing is tried before its time. Leaves to others: applying (`shared.inbox`), running the
timers (`shared.service`).
"""

from __future__ import annotations

import structlog
from sqlalchemy.orm import Session

from shared.answers import LOOK_SECONDS, forget_answers
from shared.clock import wall_now
from shared.db import Database
from shared.desk import Desk, Timer
from shared.errors import MalformedBody
from shared.events.envelope import recall
from shared.inbox import Arrived, Inbox
from shared.inbox_rows import Receipt, waiting
from shared.keys import KEY_ERRORS, say_message_whole
from shared.readings import are_due
from shared.storing import waiting_for_the_database

log = structlog.get_logger(__name__)


def sweep(database: Database, inbox: Inbox, *, rounds: int = 50) -> int:
    """Try everything that is due; returns how many events were tried. Followers are freed round by round.

    `Unavailable` where it could not even be read: this follows a batch that is settled already.
    """
    tried = 0
    for _ in range(rounds):
        with waiting_for_the_database(inbox.service), database.reading() as tx:
            arrived = [event for receipt in waiting(tx, wall_now()) if (event := _arrived(tx, receipt)) is not None]
        if not arrived:
            return tried
        inbox.settle(arrived)
        tried += len(arrived)
    return tried


def sweep_house(desk: Desk) -> None:
    """What the clock alone makes due in any service: sums of refusals, looks whose window is over, events that wait."""
    desk.sum_up_refusals()
    inbox: Inbox | None = desk.extras.get("inbox")
    # Mostly nothing is due: that is asked in one look.
    with desk.database.reading() as tx:
        has_looks = are_due(tx, desk.clock.now())
        has_events = inbox is not None and bool(waiting(tx, wall_now(), limit=1))
    if has_looks:
        desk.say_looks()
    if inbox is not None and has_events:
        sweep(desk.database, inbox)


# Each replica sweeps: what is due is claimed row by row.
SWEEP = Timer("house.sweep", 1.0, sweep_house)
HOUSE_TIMERS = (SWEEP, Timer("house.answers", LOOK_SECONDS, forget_answers))
"""What every service does by the clock, beside its own timers."""


def _arrived(tx: Session, receipt: Receipt) -> Arrived | None:
    """A kept message as it came; one whose key was lost stays where it is until the key is back."""
    try:
        raw = say_message_whole(tx, receipt.body or b"")
        # Its form was asked when it came: no later release refuses what waits here already.
        envelope = recall(None, raw)
    except (*KEY_ERRORS, MalformedBody) as error:
        log.error("event_cannot_be_opened", event_id=receipt.event_id, type=receipt.type, code=error.code)
        return None
    return Arrived(envelope, raw, receipt.attempts, receipt.received_at)
