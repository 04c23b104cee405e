"""A dead event that can never be applied is let rest by a person: kept, and no longer counted; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.clock import wall_now
from shared.db import Database
from shared.errors import InvalidInput
from shared.events.envelope import Envelope
from shared.events.nomination import DraftWithdrawn
from shared.inbox_rows import Status, followers, list_dead, list_unapplied, requeue, settle_dead
from shared.waiting import sweep
from shared.work import Work
from tests.support.inboxes import effects, make_due, make_inbox, note, waiting_in, with_effects
from tests.support.messages import withdrawal
from tests.support.stores import BOTH, fresh_of


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_of(request, tmp_path, "inbox") as store:
        yield with_effects(store)


def test_what_was_settled_is_kept_and_neither_counted_nor_applied_and_what_follows_it_waits(database: Database) -> None:
    def objects(work: Work, event: DraftWithdrawn, envelope: Envelope) -> None:
        if "hỏng" in event.reason:
            raise InvalidInput("sai hợp đồng", "against the contract")
        note(work, event, envelope)

    inbox, bad, behind = make_inbox(database, objects), withdrawal("case-1", 1, reason="hỏng"), withdrawal("case-1", 2)
    inbox.take([bad.wire(), behind.wire(), b"{"])
    assert waiting_in(database) == {"dead": 2, "parked": 1}
    with database.transaction() as tx:
        names = [item.event_id for item in list_dead(tx)]
        assert settle_dead(tx, names, wall_now()) == sorted(names)
        assert followers(tx, names) == 1
    inbox.take([bad.wire(), b"{"])
    make_due(database)
    sweep(database, inbox)

    assert effects(database) == []
    assert waiting_in(database) == {"parked": 1}
    with database.transaction() as tx:
        assert {item.event_id for item in list_unapplied(tx, [Status.SETTLED])} == {*names}
        assert requeue(tx, names, wall_now()) == [bad.id]
    sweep(database, make_inbox(database))
    assert waiting_in(database) == {"retry": 1, "parked": 1}
