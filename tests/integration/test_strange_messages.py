"""No message wedges a consumer or ends its process: what cannot be read, or stands in no row, is dead and seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared.clock import wall_now
from shared.db import Database
from shared.inbox_rows import Receipt, Status, find_receipt, list_dead, requeue, write_receipts
from shared.waiting import sweep
from tests.support.inboxes import effects, make_due, make_inbox, waiting_in, with_effects
from tests.support.messages import withdrawal
from tests.support.stores import BOTH, fresh_of

_HALF = "nửa \ud800 chữ"


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_of(request, tmp_path, "inbox") as store:
        yield with_effects(store)


def changed(sequence: int = 1, reason: str = "x", data: dict[str, Any] | None = None, **attributes: Any) -> bytes:
    """A message of ours but for these attributes, as another JSON writer sends it."""
    given = json.loads(withdrawal("case-9", sequence, reason=reason).wire())
    return json.dumps(given | {"data": given["data"] | (data or {})} | attributes).encode()


STRANGE = {
    "nothing": b"",
    "no text": b"\x80\x04\x95",
    "no JSON": b"{",
    "no event": b'{"specversion":"1.0"}',
    "before the first day": changed(time="0001-01-01T00:00:00+14:00"),
    "after the last day": changed(time="9999-12-31T23:59:59-14:00"),
    "half a character in its subject": changed(subject=_HALF),
    "half a character in the data of one that would be parked": changed(2, data={"unit": _HALF}),
    "half a character in a key": changed(data={_HALF: 1}),
    "a nought byte in its id": changed(id="a\x00b"),
    "a nought byte in its subject": changed(subject="a\x00b"),
    "a nought byte in its type": changed(type="a\x00b"),
    "a nought byte in its data": changed(data={"unit": "a\x00b"}),
    "a sequence beyond 31 bits": changed(2**31),
    "a sequence beyond every number": changed(2**70),
    "a position beyond 63 bits": changed(position=2**63),
    "a version beyond 31 bits": changed(dataversion=2**31),
    "too long an id": changed(id="i" * 81),
    "too long a subject": changed(subject="s" * 81),
    "too long a type": changed(type="t" * 81),
    "too long a source": changed(source="/" + "s" * 41),
    "a part that is nowhere": changed(data={"items": []}, sealed={"items/5/birth": ["r", "0" * 64]}, personal={}),
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE.keys())
def test_what_cannot_be_read_is_kept_as_dead_once(database: Database, body: bytes) -> None:
    inbox, good = make_inbox(database), withdrawal("case-1", 1)
    inbox.take([body, good.wire(), body])
    inbox.take([body])
    with database.reading() as tx:
        dead = list_dead(tx)

    assert [(item.body, item.error_code) for item in dead] == [(body, "message.undecodable")]
    assert effects(database) == [("case-1", "Đã chuyển đơn vị")]
    with database.transaction() as tx:
        assert requeue(tx, [dead[0].event_id], wall_now()) == []


def test_a_character_written_as_two_halves_is_whole(database: Database) -> None:
    inbox = make_inbox(database)
    inbox.take([changed(reason="Đã chuyển 🌾")])

    assert effects(database) == [("case-9", "Đã chuyển 🌾")]


def refuse_subject(database: Database, subject: str) -> None:
    """A row of this subject cannot be put into the inbox: for a reason of the database nobody has thought of."""
    if database.is_sqlite:
        statements = [
            f"CREATE TRIGGER strange BEFORE INSERT ON inbox WHEN NEW.subject = '{subject}'"
            " BEGIN SELECT RAISE(ABORT, 'strange'); END"
        ]
    else:
        statements = [
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE 'strange' USING ERRCODE = 'check_violation'; END $$",
            f"CREATE TRIGGER strange BEFORE INSERT ON inbox FOR EACH ROW WHEN (NEW.subject = '{subject}')"
            " EXECUTE FUNCTION refuse()",
        ]
    with database.transaction() as tx:
        for statement in statements:
            tx.execute(text(statement))


def test_what_no_row_takes_is_kept_as_dead_and_its_neighbours_are_applied(database: Database) -> None:
    inbox = make_inbox(database)
    refuse_subject(database, "case-9")
    strange = [withdrawal("case-9", number) for number in (1, 2)]
    sound = [withdrawal("case-1", number, reason=str(number)) for number in (1, 2)]
    batch = [strange[0].wire(), sound[1].wire(), b"{", strange[1].wire(), sound[0].wire()]
    for _ in range(2):
        inbox.take(batch)
    with database.reading() as tx:
        dead = {(item.body, item.error_code) for item in list_dead(tx)}

    assert effects(database) == [("case-1", "1"), ("case-1", "2")]
    assert dead == {(event.wire(), "message.unstorable") for event in strange} | {(b"{", "message.undecodable")}
    assert waiting_in(database) == {"dead": 3}


def test_what_waits_and_fits_no_row_any_more_is_dead_with_its_reason(database: Database) -> None:
    inbox, event = make_inbox(database), withdrawal("case-9", 1, reason="hỏng")
    inbox.take([event.wire()])
    refuse_subject(database, "case-9")
    make_due(database)
    sweep(database, inbox)
    with database.reading() as tx:
        receipt = find_receipt(tx, event.id)

    assert receipt is not None
    assert (receipt.status, receipt.error_code) == (Status.DEAD, "message.unstorable")


def test_what_an_older_release_kept_is_tried_although_it_would_be_refused_today(database: Database) -> None:
    inbox, came = make_inbox(database), wall_now() - timedelta(seconds=1)
    waits = Receipt(
        event_id="kept", source="nomination", type="nomination.draft_withdrawn", subject="case-9", sequence=1,
        position=1, status=Status.RETRY, attempts=1, received_at=came, settled_at=None, next_attempt_at=came,
        error_code="handler.failed", error=None, body=changed(id="kept", data={"unit": "a\x00b"}),
    )  # fmt: skip
    with database.transaction() as tx:
        write_receipts(tx, [waits])
    sweep(database, inbox)

    assert effects(database) == [("case-9", "x")]


def test_a_reason_no_row_takes_is_told_without_its_strange_letters(database: Database) -> None:
    def fails(*_: Any) -> None:
        raise ValueError(f"{_HALF} \x00")

    inbox, event = make_inbox(database, fails), withdrawal("case-1", 1)
    inbox.take([event.wire()])
    with database.reading() as tx:
        receipt = find_receipt(tx, event.id)

    assert receipt is not None
    assert (receipt.status, receipt.error) == (Status.RETRY, "ValueError: nửa � chữ �")
