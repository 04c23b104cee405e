"""Checkpoints are signed at decisions and on a timer, served with tiles, and prove what they say without our code."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import struct
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text, update

from services.audit.checkpointing import sign_newest
from services.audit.errors import CheckBrokenOff, KeyUnusable
from services.audit.metrics import CHECKED, FAULTS
from services.audit.models import Checkpoint, Leaf, TreeHead
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_checkpoints import find_newest
from services.audit.queries_gauges import (
    CHECK_ASKED_SECONDS,
    SELF_CHECK,
    check_itself,
    check_when_due,
    holding_on,
)
from services.audit.queries_verification import Verified, verify
from services.audit.rules.checkpoints import signed_checkpoint
from services.audit.rules.notes import ED25519, read_note
from services.audit.service import DEFINITION
from services.audit.signing import PrivateKey, read_public, rotate_key
from shared.clock import wall_now
from shared.config import SettingsInvalid, WitnessSettings
from shared.desk import STOPPING, Desk
from shared.events.registry import LaterDecisionSigned
from shared.events.review_numbers import LaterDecisionNumbered
from shared.events.terms import LaterDecision, Role
from shared.leases import claim, this_process
from shared.tables import lease
from shared.web.app import build_app
from tests.support.desks import bearer, make_desk
from tests.support.ledgers import KEY, LOG
from tests.unit.audit.said import CASE, HEAD, Speakers, award_item, decision_signed, hear, outside_decision, received

LEDGER = "/api/audit/v1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return build_app(desk).test_client()


def sizes(desk: Desk) -> list[int]:
    with desk.database.reading() as tx:
        return list(tx.scalars(select(Checkpoint.size).order_by(Checkpoint.size)))


def checked(desk: Desk) -> Verified:
    with desk.database.reading() as tx:
        return verify(tx, now=wall_now(), trusted=Trusted(read_public(desk.settings.ledger_key)))


def received_by(speakers: Speakers, count: int, first: int = 0) -> list:
    return [speakers.say(f"case-{n}", received(f"case-{n}"), HEAD) for n in range(first, first + count)]


@pytest.mark.parametrize("decision", [decision_signed, outside_decision])
def test_a_decision_is_under_a_checkpoint_in_the_same_transaction(desk: Desk, decision: Any) -> None:
    """Ours, and one from beyond the chain."""
    speakers = Speakers()
    hear(desk, received_by(speakers, 3))
    assert sizes(desk) == []
    hear(desk, [*received_by(speakers, 1, 3), speakers.say("d1", decision(award_item(CASE, "Hương")))])
    assert sizes(desk) == [5]
    assert checked(desk).is_intact


def test_the_timer_signs_what_is_new_and_nothing_twice(desk: Desk) -> None:
    speakers = Speakers()
    sign_newest(desk)
    assert sizes(desk) == []
    hear(desk, received_by(speakers, 3))
    sign_newest(desk)
    sign_newest(desk)
    assert sizes(desk) == [3]
    hear(desk, received_by(speakers, 300, 3))
    sign_newest(desk)
    assert sizes(desk) == [3, 303]
    found = checked(desk)
    assert (found.is_intact, found.checkpoints, found.unknown) == (True, 2, ())


@pytest.mark.parametrize(
    "about",
    [
        LaterDecisionSigned(
            decision="l1", remedy="r1", kind=LaterDecision.REVOCATION, amends="d1", award_id="a1", case=CASE,
            body="ldld", body_name="LĐLĐ", plan="p", ground="forged", basis="Điều 93", signed_at=datetime.now(UTC),
            signed_by="thang", proposed_by="tuyet", document_sha256="0" * 64,
        ),
        LaterDecisionNumbered(
            decision="l1", amends="d1", number="9/QĐ", dated=date(2026, 9, 1), case=CASE, document_sha256="0" * 64
        ),
    ],
)  # fmt: skip
def test_a_decision_about_a_decision_is_signed_at_once_too(desk: Desk, about: Any) -> None:
    hear(desk, [Speakers().say("l1", about)])
    assert sizes(desk) == [1]


def test_each_checkpoint_names_the_one_before_under_its_signature(desk: Desk) -> None:
    speakers = Speakers()
    for first in (0, 3, 6):
        hear(desk, received_by(speakers, 3, first))
        sign_newest(desk)
    with desk.database.reading() as tx:
        notes = [read_note(note.encode()) for note in tx.scalars(select(Checkpoint.note).order_by(Checkpoint.size))]
    keys = read_public(desk.settings.ledger_key)
    assert [signed_checkpoint(note, keys).previous for note in notes] == [None, 3, 6]


@pytest.mark.parametrize("gone", [3, 6])
def test_a_checkpoint_taken_away_is_named_though_nobody_cosigned_it(desk: Desk, gone: int) -> None:
    speakers = Speakers()
    for first in (0, 3, 6):
        hear(desk, received_by(speakers, 3, first))
        sign_newest(desk)
    with desk.database.transaction() as tx:
        tx.execute(delete(Checkpoint).where(Checkpoint.size == gone))

    faults = [fault.words.en for fault in checked(desk).faults]

    stands = None if gone == 3 else gone - 3
    what = f"it was signed after {gone}, but {stands} stands there: one is missing or does not belong"
    assert faults == [f"checkpoint {gone + 3}: {what}"]


def test_when_the_newest_checkpoint_was_taken_away_the_leaves_under_none_are_told(desk: Desk) -> None:
    speakers = Speakers()
    for first in (0, 3):
        hear(desk, received_by(speakers, 3, first))
        sign_newest(desk)
    with desk.database.transaction() as tx:
        tx.execute(delete(Checkpoint).where(Checkpoint.size == 6))
    trusted = Trusted(read_public(desk.settings.ledger_key))
    with desk.database.reading() as tx:
        found = verify(tx, now=wall_now() + timedelta(minutes=11), trusted=trusted)

    assert [words.en for words in found.unknown] == ["Leaves from 3 on are under no checkpoint, for 11 minutes."]
    assert not found.is_complete


def test_the_ledgers_own_check_asks_for_signatures_too(desk: Desk) -> None:
    hear(desk, received_by(Speakers(), 3))
    sign_newest(desk)
    check_itself(desk)
    assert FAULTS._value.get() == 0
    forged = PrivateKey("vinhdanh.local/ledger", ED25519, b"f" * 32)
    with desk.database.transaction() as tx:
        note = read_note(tx.scalar(select(Checkpoint.note)).encode())
        tx.execute(update(Checkpoint).values(note=forged.sign_text(note.text).written()))
    check_itself(desk)
    assert FAULTS._value.get() == 1


def test_a_process_that_starts_checks_the_ledger_whoever_did_before(desk: Desk, tmp_path: Path) -> None:
    hear(desk, received_by(Speakers(), 3))
    sign_newest(desk)
    check_when_due(desk)
    seen = CHECKED._value.get()
    with desk.database.transaction() as tx:
        tx.execute(update(Leaf).where(Leaf.index == 1).values(actor="kẻ khác"))
    check_when_due(desk)
    assert (FAULTS._value.get(), CHECKED._value.get()) == (0, seen)

    again = make_desk(DEFINITION, tmp_path)
    check_when_due(again)
    again.database.close()

    assert FAULTS._value.get() > 0
    assert CHECKED._value.get() > seen
    (timer,) = [one for one in DEFINITION.timers if one.name == SELF_CHECK]
    # The first time comes a pause after the start; another process takes over when the lease, two pauses, has ended.
    assert 3 * timer.pause(desk.settings) <= 60


def test_a_check_that_failed_is_made_again_before_the_hour_is_over(desk: Desk) -> None:
    hear(desk, received_by(Speakers(), 3))
    public = desk.settings.ledger_key.with_name(desk.settings.ledger_key.name + ".pub")
    words = public.read_text(encoding="utf-8")
    public.write_text("no key\n", encoding="utf-8")
    with pytest.raises(KeyUnusable):
        check_when_due(desk)
    public.write_text(words, encoding="utf-8")

    assert 0 < desk.extras["ledger_checked_next"] - time.monotonic() <= 300


def test_a_long_check_keeps_the_timer_from_other_replicas(desk: Desk) -> None:
    moments = iter((100.0, 101.0, 100.0 + CHECK_ASKED_SECONDS))
    pause = holding_on(desk, lambda: next(moments))
    assert claim(desk.database, SELF_CHECK, this_process(), CHECK_ASKED_SECONDS)
    ends = timedelta(seconds=1)
    with desk.database.transaction() as tx:
        tx.execute(update(lease).values(until=wall_now() + ends))
    held = []
    for _ in range(2):
        pause()
        with desk.database.reading() as tx:
            held.append(tx.scalar(select(lease.c.until)) - wall_now() > ends)

    assert held == [False, True]


def test_a_check_breaks_off_when_its_process_is_told_to_stop(desk: Desk) -> None:
    hear(desk, received_by(Speakers(), 3))
    desk.extras[STOPPING] = True

    with pytest.raises(CheckBrokenOff):
        check_when_due(desk)


def test_a_checkpoint_kept_elsewhere_is_contained_or_the_rewriting_is_named(desk: Desk) -> None:
    hear(desk, received_by(Speakers(), 5))
    sign_newest(desk)
    keys = read_public(desk.settings.ledger_key)
    with desk.database.reading() as tx:
        own = signed_checkpoint(find_newest(tx).note, keys)
        other = dataclasses.replace(own, root=bytes(32))
        longer = dataclasses.replace(own, size=9)
        found = {
            kept: [one.words.en for one in verify(tx, now=wall_now(), trusted=Trusted(keys, kept=kept)).faults]
            for kept in ((own,), (own, other), (longer,))
        }

    assert list(found.values()) == [
        [],
        ["checkpoint 5: you kept one with another root: the ledger was rewritten since"],
        ["checkpoint 9: you kept it, and the ledger is shorter now"],
    ]


def test_a_tree_that_did_not_only_grow_is_not_signed_and_events_are_kept(desk: Desk) -> None:
    speakers = Speakers()
    hear(desk, received_by(speakers, 3))
    sign_newest(desk)
    with desk.database.transaction() as tx:
        tx.execute(update(Leaf).where(Leaf.index == 1).values(leaf_hash="f" * 64))
    hear(desk, [speakers.say("d1", decision_signed(award_item(CASE, "Hương")))])
    sign_newest(desk)
    assert sizes(desk) == [3]
    with desk.database.reading() as tx:
        assert tx.scalar(select(TreeHead.size).order_by(TreeHead.size.desc()).limit(1)) == 4


def test_after_a_rotation_the_new_key_signs_and_all_are_verified(desk: Desk) -> None:
    speakers = Speakers()
    hear(desk, received_by(speakers, 2))
    sign_newest(desk)
    rotate_key(desk.settings.ledger_key)
    hear(desk, received_by(speakers, 2, 2))
    sign_newest(desk)
    found = checked(desk)
    assert (found.is_intact, found.checkpoints) == (True, 2)


@pytest.mark.parametrize(
    ("forgery", "said"),
    [
        ("UPDATE checkpoints SET note = upper(note)", "checkpoint 5"),
        ("UPDATE checkpoints SET size = 4 WHERE size = 5", "it does not follow from the leaves"),
        ("DELETE FROM checkpoints WHERE size = 5", "missing, although a decision was signed"),
        ("INSERT INTO checkpoints SELECT 9, note FROM checkpoints WHERE size = 5", "no tree of that size"),
        ("INSERT INTO cosignatures VALUES (4, 'w', 'x')", "it was cosigned but is not there"),
        ("UPDATE tree_heads SET recorded_at = '2026-01-01 00:00:00' WHERE size = 3", "not heard when its head"),
        ("UPDATE leaves SET heard_at = '2026-01-01 00:00:00' WHERE \"index\" = 1", "not heard when its head"),
        ("UPDATE leaves SET case_id = 'c' WHERE \"index\" = 1", "the cases it concerns"),
        ("DELETE FROM tree_heads WHERE size = 3", "not heard when its head"),
        ("UPDATE tree_tip SET heard = '{}'", "the counts kept of review"),
        ("UPDATE tree_tip SET peaks = 'x' || substr(peaks, 2)", "the present root is not that of the leaves"),
        ("UPDATE tree_tip SET peaks = upper(peaks)", "the present root is not that of the leaves"),
        ("UPDATE tree_tip SET root = 'x'", "the present root is not that of the leaves"),
    ],
)
def test_an_altered_row_beside_the_leaves_is_named(desk: Desk, forgery: str, said: str) -> None:
    speakers = Speakers()
    hear(desk, received_by(speakers, 3))
    sign_newest(desk)
    hear(desk, [*received_by(speakers, 1, 3), speakers.say("d1", decision_signed(award_item(CASE, "Hương")))])
    assert checked(desk).faults == ()
    with desk.database.transaction() as tx:
        tx.execute(text(forgery))
    assert any(said in fault.words.en for fault in checked(desk).faults), checked(desk).faults


def test_a_checkpoint_signed_by_another_key_is_named(desk: Desk) -> None:
    hear(desk, received_by(Speakers(), 3))
    sign_newest(desk)
    own = read_public(desk.settings.ledger_key)
    desk.settings.ledger_key.with_name("ledger.key.pub").unlink()
    rotate_key(desk.settings.ledger_key)
    with desk.database.reading() as tx:
        found = verify(tx, now=wall_now(), trusted=Trusted(read_public(desk.settings.ledger_key)))
    assert [fault.words.en for fault in found.faults] == ["checkpoint 3: no key of the ledger signed it"]
    assert own != read_public(desk.settings.ledger_key)


def test_without_a_key_nothing_is_taken_for_good(desk: Desk) -> None:
    hear(desk, received_by(Speakers(), 3))
    sign_newest(desk)
    with desk.database.reading() as tx:
        found = verify(tx, now=wall_now())
    assert (found.is_intact, found.is_complete) == (True, False)


# --- over HTTP, read by a few lines that share nothing with the service


def tree_hash(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962 over leaf hashes, as the text defines it."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + tree_hash(hashes[:half]) + tree_hash(hashes[half:])).digest()


def tiles_at(level: int, size: int) -> Iterator[tuple[str, int]]:
    """Path and width of each tile of a level."""
    count = size >> (8 * level)
    for tile in range((count + 255) // 256):
        width = min(256, count - tile * 256)
        yield f"{level}/{tile:03}" + ("" if width == 256 else f".p/{width}"), width


@pytest.mark.parametrize("count", [1, 255, 256, 257, 700])
def test_tiles_and_entries_hash_to_the_signed_root(desk: Desk, client: FlaskClient, tmp_path: Path, count: int) -> None:
    speakers = Speakers()
    hear(desk, received_by(speakers, count))
    sign_newest(desk)
    hear(desk, received_by(speakers, 5, count))  # beyond the checkpoint: not shown
    origin, size, root, *_ = client.get(f"{LEDGER}/checkpoint").get_data(as_text=True).split("\n")
    assert (origin, int(size)) == ("vinhdanh.local/ledger", count)
    leaves: list[bytes] = []
    for path, width in tiles_at(0, count):
        answer = client.get(f"{LEDGER}/tile/{path}")
        assert (answer.status_code, len(answer.data)) == (200, 32 * width)
        assert "immutable" in answer.headers["Cache-Control"]
        leaves.extend(answer.data[at : at + 32] for at in range(0, len(answer.data), 32))
    assert tree_hash(leaves) == base64.b64decode(root)
    above = [tree_hash(leaves[at : at + 256]) for at in range(0, count - 255, 256)]
    got = b"".join(client.get(f"{LEDGER}/tile/{path}").data for path, _ in tiles_at(1, count))
    assert got == b"".join(above)
    auditor = bearer(tmp_path, "kiem", Role.AUDITOR, "ubkt")
    entries: list[bytes] = []
    for path, _ in tiles_at(0, count):
        raw = client.get(f"{LEDGER}/tile/entries/{path.removeprefix('0/')}", headers=auditor).data
        while raw:
            (length,) = struct.unpack(">H", raw[:2])
            entries.append(raw[2 : 2 + length])
            raw = raw[2 + length :]
    assert [hashlib.sha256(b"\0" + entry).digest() for entry in entries] == leaves
    assert [json.loads(entry)["position"] for entry in entries] == list(range(1, count + 1))


@pytest.mark.parametrize(
    "path", ["0/001", "0/000", "0/000.p/4", "1/000.p/1", "64/000", "0/0", "0/000.p/0", "0/x000/000", "entries/000.p/4"]
)
def test_what_is_beyond_the_checkpoint_or_no_tile_is_not_there(
    desk: Desk, client: FlaskClient, tmp_path: Path, path: str
) -> None:
    hear(desk, received_by(Speakers(), 3))
    sign_newest(desk)
    auditor = bearer(tmp_path, "kiem", Role.AUDITOR, "ubkt")
    answer = client.get(f"{LEDGER}/tile/{path}", headers=auditor)
    assert (answer.status_code, answer.json["code"]) == (404, "audit.tile_unknown")


def test_entries_are_for_auditors_and_hashes_for_anybody(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    hear(desk, received_by(Speakers(), 3))
    assert client.get(f"{LEDGER}/checkpoint").status_code == 404
    sign_newest(desk)
    assert client.get(f"{LEDGER}/tile/0/000.p/3").status_code == 200
    assert client.get(f"{LEDGER}/tile/entries/000.p/3").status_code == 401
    officer = bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, "minh-anh")
    assert client.get(f"{LEDGER}/tile/entries/000.p/3", headers=officer).status_code == 403


def test_the_served_checkpoint_is_a_note_of_the_ledgers_key(desk: Desk, client: FlaskClient) -> None:
    hear(desk, received_by(Speakers(), 3))
    sign_newest(desk)
    answer = client.get(f"{LEDGER}/checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    head = signed_checkpoint(read_note(answer.data), read_public(desk.settings.ledger_key))
    assert head is not None
    assert head.size == 3


@pytest.mark.parametrize("vkey", ["chung.example/w1+0+AA==", KEY.public.vkey()[:-4], LOG.public.vkey()])
def test_a_start_refuses_what_is_no_key_of_a_witness(tmp_path: Path, vkey: str) -> None:
    """Nobody looks where timers fail: the check of the ledger by itself would end without an alarm."""
    desk = make_desk(DEFINITION, tmp_path)
    named = (WitnessSettings("http://one", KEY.public.vkey()), WitnessSettings("http://two", vkey))
    assert DEFINITION.starts is not None

    DEFINITION.starts(dataclasses.replace(desk, settings=dataclasses.replace(desk.settings, witnesses=named[:1])))
    with pytest.raises(SettingsInvalid, match=r"VINHDANH_WITNESSES.*http://two"):
        DEFINITION.starts(dataclasses.replace(desk, settings=dataclasses.replace(desk.settings, witnesses=named)))
