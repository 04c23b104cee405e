"""From the act to its effect, on both homes: memory transport with SQLite, RabbitMQ with PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shared.catching_up import offer_unheard
from shared.db import Database
from shared.ear import Ear
from shared.inbox_rows import list_dead
from shared.messaging import BrokerSettings, connect, drop
from shared.outbox import append, entries, republish
from shared.outbox_rows import backlog, broken_links, place
from shared.relay import lock_key
from shared.tables import inbox, outbox, outbox_again
from shared.topology import exchange_of, queue_of
from tests.support.lines import Line, running
from tests.support.messages import withdrawal
from tests.support.stores import fresh_postgres, fresh_sqlite
from tests.support.together import held_up
from tests.support.waiting import wait_until


@pytest.fixture(params=["embedded", "distributed"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    with ExitStack() as stack:
        if request.param == "embedded":
            stores = [stack.enter_context(fresh_sqlite(tmp_path, name)) for name in ("sender", "audit", "review")]
            broker = BrokerSettings("memory://")
            forget_memory_queues()
        else:
            server = request.getfixturevalue("postgres")
            stores = [stack.enter_context(fresh_postgres(server, name)) for name in ("sender", "audit", "review")]
            rabbit = request.getfixturevalue("rabbit")
            vhost = f"line_{abs(hash(request.node.name)) % 10**8}"
            broker = BrokerSettings(rabbit.create_vhost(vhost))
            stack.callback(rabbit.delete_vhost, vhost)
        yield Line(broker, stores[0], {"audit": stores[1], "review": stores[2]})


def forget_memory_queues() -> None:
    """kombu keeps the memory transport's queues for the whole process."""
    from kombu.transport.memory import Channel

    Channel.queues.clear()


def stored(database: Database) -> list[int]:
    """The positions of all events that have come in, applied or waiting."""
    with database.reading() as tx:
        return list(tx.scalars(select(inbox.c.position)))


def test_every_event_is_applied_once_by_everybody_who_hears_it(line: Line) -> None:
    with running(line):
        line.say(60)
        line.wait_all_applied()

    assert line.unpublished() == 0
    with line.sender.reading() as tx:
        assert broken_links(tx) == []


def test_what_was_said_before_any_consumer_first_started_is_not_lost(line: Line) -> None:
    line.say(10)
    line.start(line.relay.run)
    wait_until(lambda: line.unpublished() == 0, "everything published")
    line.start(*(listener.run for listener in line.listeners.values()))
    try:
        line.wait_all_applied()
    finally:
        line.stop()


def test_republishing_the_whole_log_changes_nothing(line: Line) -> None:
    with running(line):
        line.say(20)
        line.wait_all_applied()
        for _ in range(3):
            with line.sender.transaction() as tx:
                assert republish(tx, from_position=1) == 20
            line.sender.news.send()
            wait_until(lambda: line.unpublished() == 0, "everything published again")
        line.wait_all_applied()


def test_only_what_somebody_has_not_heard_is_offered_again(line: Line) -> None:
    with running(line):
        line.say(10)
        line.wait_all_applied()
    databases = {"nomination": line.sender, **line.receivers}
    assert offer_unheard("nomination", databases) == 0
    with line.receivers["review"].transaction() as tx:
        tx.execute(delete(inbox).where(inbox.c.position.in_([3, 8, 9])))

    assert offer_unheard("nomination", databases) == 3
    # Review has no ear for looks: what it does not hear it does not miss.
    with line.sender.transaction() as tx:
        tx.execute(update(outbox).where(outbox.c.position == 9).values(type="nomination.records_seen"))
        tx.execute(delete(outbox_again))
    assert offer_unheard("nomination", databases) == 2


def test_a_second_stop_while_catching_up_loses_nothing_in_the_embedded_home(tmp_path: Path) -> None:
    """What is new goes out between two parts of what is old: the last position stored says nothing of those before."""
    forget_memory_queues()
    with fresh_sqlite(tmp_path, "sender") as sender, fresh_sqlite(tmp_path, "review") as review:
        line = Line(BrokerSettings("memory://"), sender, {"review": review})
        line.say(1_200)
        while line.relay.publish_some():
            pass
        forget_memory_queues()
        assert offer_unheard("nomination", {"nomination": sender, "review": review}) == 1_200
        line.say(10, start=1_200)
        line.relay.publish_some()
        line.start(line.listeners["review"].run)
        wait_until(lambda: len(stored(review)) == 510, "some of the old and all of the new")
        line.stop()
        forget_memory_queues()

        again = Line(BrokerSettings("memory://"), sender, {"review": review})
        assert offer_unheard("nomination", {"nomination": sender, "review": review}) == 700
        with running(again):
            again.wait_all_applied()


def test_what_waits_is_told_apart_from_what_left_long_ago(line: Line) -> None:
    with running(line):
        line.say(10)
        line.wait_all_applied()
    line.say(3, start=10)
    with line.sender.transaction() as tx:
        republish(tx, from_position=4, to_position=5)
    with line.sender.reading() as tx:
        rows = entries(tx, limit=50)
        waits = entries(tx, waiting=True, limit=50)
        assert [one.id for one in waits] == [one.id for one in rows if not one.is_published]
        assert [one.position for one in waits] == [4, 5, None, None, None]
        assert len(waits) == backlog(tx)[0]
        assert entries(tx, waiting=True, newest=True, limit=2) == waits[-2:]
        assert entries(tx, newest=True, limit=4) == rows[-4:]
        assert entries(tx, limit=4) == rows[:4]


def test_two_relays_of_one_service_give_each_event_one_position(line: Line) -> None:
    other = line.make_relay()
    line.start(line.relay.run, other.run, *(listener.run for listener in line.listeners.values()))
    try:
        writers = [threading.Thread(target=line.say, args=(15,), kwargs={"subjects": 1, "start": n}) for n in (0, 100)]
        writers[0].start()
        writers[0].join()
        line.say(15, subjects=3, start=200)
        line.wait_all_applied()
    finally:
        other.stop()
        line.stop()
    with line.sender.reading() as tx:
        assert broken_links(tx) == []


def test_a_message_that_cannot_be_read_is_kept_by_everybody_as_dead(line: Line) -> None:
    with running(line):
        line.say(3)
        line.wait_all_applied()
        connection = connect(line.broker)
        channel = connection.channel()
        message = channel.prepare_message(b"\x80not json", content_type="application/x-python-serialize")
        channel.basic_publish(message, exchange_of("nomination"), "nomination.submitted")
        for listener in line.listeners.values():
            listener._wakeup.send()

        def kept() -> bool:
            found = []
            for database in line.receivers.values():
                with database.reading() as tx:
                    found.append([(item.body, item.error_code) for item in list_dead(tx)])
            return all(dead == [(b"\x80not json", "message.undecodable")] for dead in found)

        wait_until(kept, "kept as dead")
        line.say(3, start=3)
        line.wait_all_applied()
        drop(connection)


def test_what_the_broker_has_no_queue_for_waits_without_holding_up_the_rest(postgres: Any, rabbit: Any) -> None:
    url = rabbit.create_vhost("unbound")
    with fresh_postgres(postgres, "sender") as sender, fresh_postgres(postgres, "review") as review:
        line = Line(BrokerSettings(url), sender, {"review": review})
        with sender.transaction() as tx:
            strange = replace(withdrawal("case-strange", 1), type="nomination.never_bound", position=None, chain=None)
            append(tx, [strange])
        with running(line):
            line.say(5)
            wait_until(lambda: len(line.applied("review")) == 5, "the others applied")
            # Heard is not yet noted as published: the relay notes it once the broker has confirmed.
            wait_until(lambda: line.unpublished() == 1, "all but the strange one published")
            with sender.reading() as tx:
                waits = [entry.event_id for entry in entries(tx) if not entry.is_published]
            # Somebody binds the name: it goes out by itself.
            connection = connect(line.broker)
            connection.channel().queue_bind(queue_of("review"), exchange_of("nomination"), strange.type)
            wait_until(lambda: line.unpublished() == 0, "published after all")
            drop(connection)
    rabbit.delete_vhost("unbound")

    assert waits == [strange.id]


def test_what_is_said_while_an_operator_offers_the_log_again_goes_out_too(line: Line) -> None:
    line.say(10)
    while line.relay.publish_some():
        pass
    with line.sender.transaction() as tx:
        assert republish(tx, from_position=4, to_position=6) == 3
        assert republish(tx, from_position=5) == 6
    line.say(2, start=10)
    with line.sender.reading() as tx:
        assert backlog(tx)[0] == 9
    with running(line):
        line.wait_all_applied()

    assert line.unpublished() == 0


def test_a_relay_that_stops_before_it_remembered_leaves_nothing_to_offer_again(line: Line) -> None:
    line.say(3)
    assert line.relay.publish_some() == 3
    assert line.unpublished() == 3
    line.relay.stop()
    line.relay.run()

    assert line.unpublished() == 0


def test_what_went_out_is_remembered_with_what_follows_or_soon_by_itself(line: Line) -> None:
    """A round that finds nothing new would cost a commit after each batch."""
    rounds: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "AS has_new" in statement:
            rounds.append(statement)

    event.listen(line.sender.engine, "before_cursor_execute", note)
    begun, ended = [time.monotonic()], []
    line.start(line.relay.run)
    for number in range(8):
        begun.append(time.monotonic())
        line.say(1, start=number)
        ended.append(time.monotonic())
        time.sleep(0.06)
    wait_until(lambda: line.unpublished() == 0, "remembered without being asked")
    line.stop()
    ended.append(time.monotonic())

    # The one it begins with, one each, and the last that finds nothing. Where this machine let a moment pass, what went
    # out was remembered by itself, and after a second the relay looks whether somebody has said more without a call.
    pauses = [end - begin for begin, end in zip(begun, ended, strict=True)]
    alone = sum(pause > 0.1 for pause in pauses[1:-1]) + sum(map(int, pauses))
    assert 1 <= len(rounds) <= 10 + alone


def test_a_process_that_does_not_lead_calls_the_one_that_does(postgres: Any) -> None:
    with fresh_postgres(postgres, "sender") as leads, leads.engine.connect() as lock:
        lock.execute(text("SELECT pg_advisory_lock(:key)"), {"key": lock_key("nomination")})
        lock.commit()
        ear = Ear(leads)
        ear.start()
        assert leads.news.wait(10.0), "listening"
        # A pool of its own, as another process of the service has.
        follows = Database(leads.url.render_as_string(hide_password=False))
        line = Line(BrokerSettings("memory://"), follows, {})
        line.start(line.relay.run)
        line.say(1)
        # Nothing else of this test sends news to the leading side.
        assert leads.news.wait(10.0), "called"
        line.stop()
        ear.stop()
        follows.close()


def test_the_relay_that_lost_its_database_lock_leads_again(postgres: Any, rabbit: Any, tmp_path: Path) -> None:
    vhost = rabbit.create_vhost("relock")
    with (
        fresh_postgres(postgres, "sender") as sender,
        fresh_sqlite(tmp_path, "audit") as audit,
        fresh_sqlite(tmp_path, "review") as review,
        running(Line(BrokerSettings(vhost), sender, {"audit": audit, "review": review})) as line,
    ):
        line.say(2)
        line.wait_all_applied()
        with sender.engine.connect() as connection:
            ended = connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND ((classid::bigint << 32) | objid::bigint) = :key"
                    # Other houses of the session stand on the same server; a lock belongs to its database.
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                ),
                {"key": lock_key("nomination")},
            ).all()
        assert len(ended) == 1
        line.say(4, start=2)
        line.wait_all_applied()
    rabbit.delete_vhost("relock")


def test_queues_are_quorum_queues_and_hold_nothing_in_the_end(postgres: Any, rabbit: Any) -> None:
    url = rabbit.create_vhost("kinds")
    with fresh_postgres(postgres, "sender") as sender, fresh_postgres(postgres, "review") as review:
        with running(Line(BrokerSettings(url), sender, {"review": review})) as line:
            line.say(5)
            line.wait_all_applied()
            wait_until(lambda: rabbit.queues("kinds")[queue_of("review")].messages == 0, "acknowledged")
            kinds = {name: queue.kind for name, queue in rabbit.queues("kinds").items()}
        assert kinds.keys() >= {queue_of("review"), queue_of("audit")}
        assert set(kinds.values()) == {"quorum"}
    rabbit.delete_vhost("kinds")


def test_a_position_once_given_is_never_changed_by_a_second_relay(postgres: Any) -> None:
    """The early row commits late: a relay that sees it would shift the row another relay has placed already."""
    with fresh_postgres(postgres, "sender") as sender:
        with sender.transaction() as late:
            append(late, [withdrawal("early", 1)])
            late.flush()
            with sender.transaction() as tx:
                append(tx, [withdrawal("late", 1)])
            first = Session(sender.engine)
            place(first)

        def place_too() -> None:
            with sender.transaction() as tx:
                place(tx)

        second = held_up(place_too)
        first.commit()
        first.close()
        with pytest.raises(IntegrityError):
            second.answer()
        with sender.transaction() as tx:
            place(tx)
        with sender.reading() as tx:
            placed = dict(tx.execute(select(outbox.c.subject, outbox.c.position)).all())
            assert broken_links(tx) == []

    assert placed == {"late": 1, "early": 2}
