"""What tells of a person, at rest: under the key of its record, and with the key gone for good."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from services.registry.service import DEFINITION
from shared.clock import SystemClock, wall_now
from shared.db import Database
from shared.errors import MalformedBody
from shared.events.envelope import Envelope, body_hash, decode, wire_of
from shared.events.keeping import Opened, PartUnreadable, kept_body, opened, records_in, said_body
from shared.events.sealing import owners_in, sealed_text, without_parts_of
from shared.inbox import Handlers, Inbox
from shared.inbox_rows import find_receipt
from shared.keys import KeyLost, destroy_keys, keep_bodies, say_bodies, say_bodies_whole
from shared.outbox import append
from shared.outbox_rows import offer
from shared.tables import inbox as inbox_rows
from shared.tables import outbox, personal_key
from shared.waiting import sweep
from shared.work import Work
from tests.support.desks import make_desk
from tests.unit.shared.test_sealing import PERSONAL, an_event

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = make_desk(DEFINITION, tmp_path).database
    yield made
    made.close()


@pytest.mark.parametrize("name", PERSONAL)
def test_every_personal_event_comes_back_as_it_was_said_and_keeps_its_hash(name: str) -> None:
    event = an_event(name)
    body, records = event.body(), {part.owner for part in event.parts}
    keys = dict.fromkeys(records, KEY)

    kept = kept_body(body, event.parts, keys)

    assert records_in(kept) == records
    assert body_hash(kept) == body_hash(body)
    assert decode(said_body(kept, keys).encode()) == decode(body.encode())
    assert said_body(kept, {}) == without_parts_of(body, records)


def test_nothing_of_a_part_stands_in_the_open_and_nobody_reads_it_by_oversight() -> None:
    event = an_event()
    event.data["reason"] = "chuyển công tác vì bệnh"

    kept = kept_body(event.body(), event.parts, {part.owner: KEY for part in event.parts})

    assert "bệnh" not in kept
    with pytest.raises(MalformedBody, match="under their keys"):
        decode(kept.encode())


def test_of_several_people_each_has_a_key() -> None:
    event = an_event("nomination.identity_ruled")
    event = replace(event, parts=tuple(replace(one, owner=f"r{number}") for number, one in enumerate(event.parts)))
    body, keys = event.body(), {part.owner: KEY for part in event.parts}

    left = said_body(kept_body(body, event.parts, keys), {"r0": KEY})

    assert len(keys) > 1
    assert owners_in(left) == {"r0"}


@pytest.mark.parametrize("spoil", [lambda kept: kept, lambda kept: kept.replace('":"', '":"AAAA', 1)])
def test_another_key_or_an_altered_cipher_is_no_silence(spoil: Callable[[str], str]) -> None:
    event = an_event()
    [owner] = {part.owner for part in event.parts}
    kept = kept_body(event.body(), event.parts, {owner: KEY})

    with pytest.raises(PartUnreadable):
        said_body(spoil(kept), {owner: OTHER})


def test_a_cipher_written_otherwise_is_altered_though_it_says_the_same() -> None:
    """Base64 leaves bits over in its last letter, which no other text of the same cipher may use."""
    event = an_event()
    [owner] = {part.owner for part in event.parts}
    # Of three reasons, each a letter longer than the one before, one leaves bits over.
    bodies = [replace(event, data={**event.data, "reason": "x" * length}).body() for length in (1, 2, 3)]
    kept = next(one for one in (kept_body(body, event.parts, {owner: KEY}) for body in bodies) if '="' in one)
    end = kept.index("=")
    again = kept[: end - 1] + chr(ord(kept[end - 1]) + 1) + kept[end:]

    assert said_body(kept, {owner: KEY})
    for spoilt in (again, kept.replace("=", "", 1), kept.replace("=", "==", 1), kept.replace('":"', '":" ', 1)):
        with pytest.raises(PartUnreadable):
            said_body(spoilt, {owner: KEY})


def test_what_is_kept_fits_its_own_body_only() -> None:
    """Two events of one record: the cipher of one does not open before the rest of the other."""
    one, other = an_event(), an_event()
    [owner] = {part.owner for part in one.parts}
    first, second = (kept_body(event.body(), event.parts, {owner: KEY}) for event in (one, other))
    moved = first[: first.index("},") + 2] + second[second.index("},") + 2 :]

    with pytest.raises(PartUnreadable):
        said_body(moved, {owner: KEY})


@pytest.mark.parametrize("front", ['x{"c1":"AAAA"},', "[],", "null,", '{"c1":"AAAA"', '{"c1":"AAAA"};', '{"c1":', ""])
def test_what_was_spoilt_in_front_is_read_as_it_stands_and_never_handed_on(front: str) -> None:
    event = an_event()
    spoilt = f'{{"kept":{front}{sealed_text(event.body())[1:]}'

    assert records_in(spoilt) == frozenset()
    assert opened(spoilt.encode(), {}) == Opened(None, spoilt.encode())
    with pytest.raises(PartUnreadable):
        said_body(spoilt, {})


def test_a_message_with_spaces_is_kept_under_the_key_too() -> None:
    event = an_event("review.decision_signed")
    whole = json.loads(event.body())
    spaced = json.dumps({"personal": whole.pop("personal"), **whole}, ensure_ascii=False, separators=(" , ", ":"))
    keys = {part.owner: KEY for part in event.parts}

    assert said_body(kept_body(spaced, event.parts, keys), keys) == event.body()


def kept_in(database: Database, event: Envelope) -> str:
    with database.transaction() as tx:
        append(tx, [event])
    with database.reading() as tx:
        return tx.scalars(select(outbox.c.body)).all()[-1]


def test_a_log_keeps_it_under_the_key_and_the_relay_says_it_whole(database: Database) -> None:
    event = replace(an_event(), sequence=1, position=None, chain=None)
    kept = kept_in(database, event)

    with database.transaction() as tx:
        offered = offer(tx, wall_now())

    assert kept.startswith('{"kept":')
    assert offered is not None
    assert [one.body for one in offered.events] == [event.body()]


def test_a_record_has_one_key_and_none_once_it_was_destroyed(database: Database) -> None:
    one, other = (replace(an_event(), id=f"01987000-0000-7000-8000-00000000000{n}") for n in (1, 2))
    [owner] = {part.owner for part in one.parts}
    kept_in(database, one)
    kept_in(database, other)
    with database.reading() as tx:
        assert len(tx.execute(select(personal_key)).all()) == 1

    with database.transaction() as tx:
        destroy_keys(tx, {owner})
        destroy_keys(tx, {owner})
    later = kept_in(database, replace(an_event(), id="01987000-0000-7000-8000-000000000003"))

    assert records_in(later) == frozenset()
    with database.reading() as tx:
        read = say_bodies_whole(tx, tx.scalars(select(outbox.c.body)).all())
    assert [owners_in(body) for body in read] == [frozenset()] * 3


def test_writing_and_erasing_at_once_leaves_nothing_to_read(database: Database) -> None:
    event = an_event()
    [owner] = {part.owner for part in event.parts}
    kept: list[str] = []

    def write() -> None:
        with database.transaction() as tx:
            kept.extend(keep_bodies(tx, [(event.body(), event.parts)]))

    def erase() -> None:
        with database.transaction() as tx:
            destroy_keys(tx, {owner})

    both = [threading.Thread(target=act) for act in (write, erase)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    with database.reading() as tx:
        assert [owners_in(body) for body in say_bodies(tx, kept)] == [frozenset()]


@pytest.mark.parametrize(("lose", "error"), [
    (delete(personal_key), KeyLost), (update(personal_key).values(key=OTHER), PartUnreadable),
])  # fmt: skip
def test_what_lost_its_key_is_not_published_as_if_it_had_been_erased(
    database: Database, lose: Any, error: type[Exception]
) -> None:
    kept_in(database, replace(an_event(), position=None, chain=None))
    with database.transaction() as tx:
        tx.execute(lose)

    with database.transaction() as tx, pytest.raises(error):
        offer(tx, wall_now())


class Refusing:
    """A handler that fails until told not to."""

    fails = True

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, work: Work, fact: object, event: Envelope) -> None:
        if self.fails:
            raise LookupError("not yet")
        self.heard.append(event.body())


def test_a_message_that_waits_is_kept_under_the_key_and_applied_as_it_came(database: Database) -> None:
    event, handler = an_event(), Refusing()
    inbox = Inbox("registry", database, Handlers({event.type: handler}), clock=SystemClock(), new_id=lambda: event.id)
    inbox.take([wire_of(event.body(), 1, event.chain or "")])
    with database.reading() as tx:
        receipt = find_receipt(tx, event.id)
    assert receipt is not None
    assert receipt.body is not None
    assert (receipt.status.value, b'"kept":{"' in receipt.body) == ("retry", True)

    handler.fails = False
    with database.transaction() as tx:
        tx.execute(inbox_rows.update().values(next_attempt_at=wall_now()))

    assert (sweep(database, inbox), handler.heard) == (1, [event.body()])
