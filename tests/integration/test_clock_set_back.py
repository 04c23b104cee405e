"""A machine whose clock was ahead and is set right goes on at once: what it noted for later is not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from shared.clock import wall_now
from shared.db import Database
from shared.inbox_rows import find_receipt
from shared.leases import claim
from shared.outbox import append, republish
from shared.outbox_rows import offer, remember
from shared.tables import inbox as inbox_table
from shared.tables import lease, outbox_again
from shared.waiting import sweep
from tests.support.inboxes import make_inbox, with_effects
from tests.support.messages import withdrawal
from tests.support.stores import BOTH, fresh_of


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_of(request, tmp_path, "clock") as store:
        yield with_effects(store)


@pytest.mark.parametrize(
    ("ahead", "is_free"),
    [(-1, True), (20, False), (119, False), (130, True), (86_400, True)],
)
def test_a_lease_nobody_can_have_taken_so_long_is_free(database: Database, ahead: float, is_free: bool) -> None:
    until = wall_now() + timedelta(seconds=ahead)
    with database.transaction() as tx:
        tx.execute(insert(lease).values(name="review.overdue", holder="another:1", until=until))

    assert claim(database, "review.overdue", "this:1", 30.0) is is_free
    assert claim(database, "review.overdue", "this:1", 30.0) is is_free


def test_events_noted_to_be_offered_long_after_now_are_offered(database: Database) -> None:
    now = wall_now()
    with database.transaction() as tx:
        append(tx, [withdrawal(f"case-{number}", 1) for number in range(3)])
        everything = offer(tx, now)
        assert everything is not None
        remember(tx, everything)
        assert republish(tx, from_position=1) == 3
        for position, ahead in ((1, 1.0), (2, 5.0), (3, 86_400.0)):
            due = now + timedelta(seconds=ahead)
            tx.execute(update(outbox_again).where(outbox_again.c.position == position).values(due_at=due))
        found = offer(tx, now)
        assert found is not None
        assert [event.position for event in found.events] == [2, 3]
        remember(tx, found)
        assert tx.scalars(select(outbox_again.c.position)).all() == [1]


def test_what_waits_longer_than_the_house_ever_lets_it_is_due(database: Database) -> None:
    """The machine's clock was ahead when the attempt failed, and was set right since."""
    inbox, event = make_inbox(database), withdrawal("case-1", 1, reason="hỏng")
    inbox.take([event.wire()])
    for ahead, attempts in ((timedelta(minutes=1), 1), (timedelta(days=1), 2)):
        with database.transaction() as tx:
            tx.execute(inbox_table.update().values(next_attempt_at=wall_now() + ahead))
        sweep(database, inbox)
        with database.reading() as tx:
            receipt = find_receipt(tx, event.id)
        assert receipt is not None
        assert receipt.attempts == attempts
