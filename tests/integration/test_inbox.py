"""Every event takes effect once, in the order of its subject, or waits where a person can see it: on both databases."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError

from deploy.services import definition_of
from shared.attempts import MAX_ATTEMPTS
from shared.clock import SystemClock, wall_now
from shared.db import Database
from shared.errors import Unavailable
from shared.events.batch import joined
from shared.events.envelope import Envelope
from shared.events.nomination import DraftWithdrawn
from shared.ids import new_id
from shared.inbox import Handlers, Inbox
from shared.inbox_rows import find_receipt, list_dead, requeue
from shared.keys import say_message_whole
from shared.storing import DatabaseUnavailable
from shared.tables import inbox as inbox_table
from shared.tables import inbox_cursor
from shared.waiting import sweep, sweep_house
from shared.work import Work
from tests.support.desks import make_desk
from tests.support.inboxes import (
    EFFECTS,
    Fails,
    effects,
    make_due,
    make_inbox,
    note,
    put_off,
    waiting_in,
    with_effects,
)
from tests.support.messages import redelivered, withdrawal
from tests.support.stores import BOTH, fresh_of, fresh_postgres
from tests.support.waiting import wait_until


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_of(request, tmp_path, "inbox") as store:
        yield with_effects(store)


def test_an_event_has_its_effect_once_however_often_it_comes(database: Database) -> None:
    inbox, event = make_inbox(database), withdrawal("case-1", 1)
    for _ in range(3):
        inbox.take([event.wire(), event.wire()])

    assert effects(database) == [("case-1", "Đã chuyển đơn vị")]


def test_events_of_one_subject_take_effect_in_their_order(database: Database) -> None:
    inbox = make_inbox(database)
    events = [withdrawal("case-1", number, reason=str(number)) for number in range(1, 21)]
    shuffled = events[:]
    random.Random(7).shuffle(shuffled)
    for event in shuffled:
        inbox.take([event.wire()])
        sweep(database, inbox)

    assert effects(database) == [("case-1", str(number)) for number in range(1, 21)]
    assert waiting_in(database) == {}


def test_an_event_whose_predecessor_is_missing_waits_and_others_go_on(database: Database) -> None:
    inbox = make_inbox(database)
    inbox.take([withdrawal("case-1", 2).wire(), withdrawal("case-2", 1).wire()])
    sweep(database, inbox)

    assert effects(database) == [("case-2", "Đã chuyển đơn vị")]
    assert waiting_in(database) == {"parked": 1}


def test_a_failing_event_leaves_nothing_and_does_not_stop_its_neighbours(database: Database) -> None:
    inbox = make_inbox(database)
    inbox.take([withdrawal(f"case-{n}", 1, reason="hỏng" if n == 2 else "được").wire() for n in (1, 2, 3)])

    assert sorted(effects(database)) == [("case-1", "được"), ("case-3", "được")]
    assert waiting_in(database) == {"retry": 1}


def test_followers_of_a_failing_event_wait_behind_it(database: Database) -> None:
    inbox = make_inbox(database)
    inbox.take([withdrawal("case-1", 1, reason="hỏng").wire(), withdrawal("case-1", 2).wire()])

    assert effects(database) == []
    assert waiting_in(database) == {"retry": 1, "parked": 1}


def test_the_timer_tries_what_has_become_due(tmp_path: Path) -> None:
    broken = {"is": True}

    def mends(work: Work, event: DraftWithdrawn, envelope: Envelope) -> None:
        if broken["is"]:
            raise Fails()
        note(work, event, envelope)

    desk = make_desk(definition_of("review"), tmp_path)
    EFFECTS.metadata.create_all(desk.database.engine)
    desk.extras["inbox"] = inbox = make_inbox(desk.database, mends)
    inbox.take([withdrawal("case-1", 1, reason="1").wire()])
    broken["is"] = False
    put_off(desk.database)
    sweep_house(desk)
    assert effects(desk.database) == []

    make_due(desk.database)
    sweep_house(desk)

    assert effects(desk.database) == [("case-1", "1")]


def test_a_retry_waits_for_its_time_and_then_frees_its_followers(database: Database) -> None:
    broken = {"is": True}

    def mends(work: Work, event: DraftWithdrawn, envelope: Envelope) -> None:
        if broken["is"]:
            raise Fails()
        note(work, event, envelope)

    inbox = make_inbox(database, mends)
    inbox.take([withdrawal("case-1", 1, reason="1").wire(), withdrawal("case-1", 2, reason="2").wire()])
    broken["is"] = False
    put_off(database)
    sweep(database, inbox)
    assert effects(database) == []

    make_due(database)
    sweep(database, inbox)

    assert effects(database) == [("case-1", "1"), ("case-1", "2")]
    assert waiting_in(database) == {}


def test_after_the_last_attempt_an_event_is_dead_and_an_operator_brings_it_back(database: Database) -> None:
    broken = {"is": True}

    def mends(work: Work, event: DraftWithdrawn, envelope: Envelope) -> None:
        if broken["is"]:
            raise Fails("chưa đọc được", "not readable yet")
        note(work, event, envelope)

    inbox, event = make_inbox(database, mends), withdrawal("case-1", 1)
    inbox.take([event.wire()])
    for _ in range(MAX_ATTEMPTS + 2):
        make_due(database)
        sweep(database, inbox)
    with database.reading() as tx:
        dead = list_dead(tx)
    assert [(item.event_id, item.attempts, item.error_code) for item in dead] == [
        (event.id, MAX_ATTEMPTS, "test.fails")
    ]
    assert "not readable yet" in (dead[0].error or "")

    broken["is"] = False
    with database.transaction() as tx:
        assert requeue(tx, [event.id], wall_now()) == [event.id]
    sweep(database, inbox)

    assert effects(database) == [("case-1", "Đã chuyển đơn vị")]
    assert waiting_in(database) == {}


def test_an_event_that_cannot_be_read_waits_for_a_person_without_the_batch_it_came_in(database: Database) -> None:
    inbox, events = make_inbox(database), [withdrawal("case-1", number, reason=str(number)) for number in (1, 2)]
    batch = joined([events[0].wire(), b'{"specversion":"0.3"}', events[1].wire()])
    for _ in range(2):
        inbox.take([batch, batch[:-1]])
    with database.reading() as tx:
        dead = {item.body for item in list_dead(tx)}

    assert effects(database) == [("case-1", "1"), ("case-1", "2")]
    assert dead == {b'{"specversion":"0.3"}', batch[:-1]}


def test_a_failing_event_waits_with_its_own_bytes_and_not_those_of_its_batch(database: Database) -> None:
    inbox = make_inbox(database)
    events = [withdrawal(f"case-{number}", 1, reason="hỏng" if number == 2 else "được") for number in (1, 2, 3)]
    inbox.take([joined([event.wire() for event in events])])
    with database.reading() as tx:
        receipt = find_receipt(tx, events[1].id)
        assert receipt is not None
        came = say_message_whole(tx, receipt.body or b"")

    assert sorted(effects(database)) == [("case-1", "được"), ("case-3", "được")]
    assert (receipt.status, came) == ("retry", events[1].wire())


def test_an_unknown_event_is_dead_at_once_with_its_body(database: Database) -> None:
    inbox, event = make_inbox(database), redelivered(withdrawal("case-1", 1), version=9)
    inbox.take([event.wire()])
    with database.reading() as tx:
        receipt = find_receipt(tx, event.id)
        assert receipt is not None
        came = say_message_whole(tx, receipt.body or b"")

    assert (receipt.status, receipt.error_code, came) == ("dead", "event.unknown", event.wire())


def test_a_second_history_of_a_subject_is_not_applied(database: Database) -> None:
    inbox = make_inbox(database)
    inbox.take([withdrawal("case-1", 1, reason="thật").wire()])
    inbox.take([withdrawal("case-1", 1, reason="giả").wire()])

    assert effects(database) == [("case-1", "thật")]
    assert waiting_in(database) == {"dead": 1}


def test_replicas_that_race_apply_each_event_once_and_in_order(database: Database) -> None:
    subjects, length = 5, 12
    events = [withdrawal(f"case-{s}", n, reason=str(n)) for n in range(1, length + 1) for s in range(subjects)]
    bodies = [event.wire() for event in events for _ in range(2)]
    random.Random(11).shuffle(bodies)
    parts = [bodies[start::4] for start in range(4)]

    def replica(part: list[bytes]) -> None:
        inbox = make_inbox(database)
        for start in range(0, len(part), 5):
            inbox.take(part[start : start + 5])
            sweep(database, inbox)

    threads = [threading.Thread(target=replica, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    sweep(database, make_inbox(database))

    done = effects(database)
    for subject in range(subjects):
        assert [reason for name, reason in done if name == f"case-{subject}"] == [str(n) for n in range(1, length + 1)]
    assert len(done) == subjects * length
    assert waiting_in(database) == {}
    with database.reading() as tx:
        assert set(tx.scalars(select(inbox_cursor.c.sequence))) == {length}


def test_while_the_database_is_away_the_messages_are_not_taken(postgres: Any) -> None:
    with fresh_postgres(postgres, "away") as database:
        inbox = make_inbox(database)
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        gone = Database(str(database.url.set(port=1).render_as_string(hide_password=False)))
        with pytest.raises(DatabaseUnavailable):
            Inbox("review", gone, Handlers({}), clock=SystemClock(), new_id=new_id).take([withdrawal("c", 1).wire()])
        assert waiting_in(database) == {}
        assert inbox.has_parked is False


def test_a_database_that_goes_away_between_a_batch_and_the_sweep_after_it_is_waited_for(
    postgres: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a slow machine the connection would have rested, and be asked whether it lives before it is used.
    monkeypatch.setattr("shared.db._REST_SECONDS", 600.0)
    with fresh_postgres(postgres, "restarted") as database:
        with_effects(database)
        inbox = make_inbox(database)
        inbox.take([withdrawal("case-1", 2).wire()])
        assert inbox.has_parked
        end_connections(postgres, database)
        with pytest.raises(DatabaseUnavailable):
            sweep(database, inbox)
        inbox.take([withdrawal("case-1", 1).wire()])
        assert sweep(database, inbox) == 1


def end_connections(postgres: Any, database: Database) -> None:
    server = Database(postgres.url("postgres"), pool_size=1)
    ends = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    with server.transaction() as tx:
        assert tx.execute(ends, {"name": database.url.database}).all()
    server.close()


def test_a_sweep_the_database_refuses_ends_no_process(database: Database) -> None:
    inbox = make_inbox(database)
    with database.transaction() as tx:
        tx.execute(text("ALTER TABLE inbox RENAME TO inbox_away"))
    with pytest.raises(Unavailable):
        sweep(database, inbox)


def test_receipts_are_found_by_their_index_although_the_plans_were_made_while_there_were_few(postgres: Any) -> None:
    """A plan lives as long as its connection: made for a short table, it must not go on reading all of a long one."""
    with fresh_postgres(postgres, "growing") as database:
        # Without its effects, which nobody looks for.
        inbox = make_inbox(database, lambda work, event, envelope: None)
        for batch in range(30):
            inbox.take([withdrawal(f"case-{batch}-{at}", 1).wire() for at in range(10)])
        # A connection tells what it read when it ends.
        database.engine.dispose()
        with database.reading() as tx:
            read = text("SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE relname LIKE 'inbox%'")
            wait_until(lambda: _counted(database) == 300, "what was written is told")
            assert {name: rows for name, rows in tx.execute(read)} == {"inbox": 0, "inbox_cursor": 0}


def _counted(database: Database) -> int | None:
    with database.reading() as tx:
        return tx.scalar(text("SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'inbox'"))


def test_whoever_reads_whole_tables_may_plan_so(postgres: Any) -> None:
    with fresh_postgres(postgres, "plans") as database:
        asked = text("SHOW enable_seqscan")
        for _ in range(2):
            with database.only_reading() as tx:
                assert tx.scalar(asked) == "on"
            with database.reading() as tx:
                assert tx.scalar(asked) == "off"


def test_looking_leaves_prepared_what_acts_prepared_and_writes_nothing(postgres: Any) -> None:
    """The driver drops every prepared statement of a connection at a ROLLBACK, and plans them all anew."""
    with fresh_postgres(postgres, "looking") as database:
        for _ in range(8):
            with database.transaction() as tx:
                tx.execute(select(inbox_cursor.c.sequence))
        with database.reading() as tx:
            tx.execute(select(inbox_cursor.c.sequence))
        with database.transaction() as tx:
            kept = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%inbox_cursor%'")
            assert tx.scalar(kept) == 1
        with pytest.raises(InternalError, match="read-only transaction"), database.reading() as tx:
            tx.execute(inbox_cursor.delete())


def test_how_long_an_event_waits_is_counted_from_its_coming(database: Database) -> None:
    inbox, event = make_inbox(database), withdrawal("case-1", 1, reason="hỏng")
    inbox.take([event.wire()])
    with database.transaction() as tx:
        came = wall_now() - timedelta(hours=1)
        tx.execute(inbox_table.update().values(received_at=came))
    make_due(database)
    sweep(database, inbox)
    with database.reading() as tx:
        receipt = find_receipt(tx, event.id)

    assert receipt is not None
    assert (receipt.attempts, receipt.received_at) == (2, came)
