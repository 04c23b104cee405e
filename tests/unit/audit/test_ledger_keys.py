"""A key that comes or changes while the ledger listens: whatever is decided from then on is signed by it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from deploy.commands.audit import audit
from services.audit.checkpointing import ORIGIN, sign_newest
from services.audit.errors import KeyUnusable
from services.audit.models import Checkpoint, Leaf
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_verification import verify
from services.audit.rules.checkpoints import signed_checkpoint
from services.audit.rules.faults import Fault
from services.audit.rules.notes import read_note
from services.audit.service import DEFINITION
from services.audit.signing import make_key, public_file, read_key, read_public, rotate_key
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.inbox import Inbox
from tests.support.desks import make_desk
from tests.unit.audit.said import CASE, HEAD, Speakers, award_item, decision_signed, received

Hears = Callable[[Sequence[Envelope]], None]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


def listening(desk: Desk) -> Hears:
    """As a process does that started now: its handlers are made once."""
    inbox = Inbox(desk.service, desk.database, desk.handlers, clock=desk.clock, new_id=desk.new_id)
    return lambda events: inbox.take([event.wire() for event in events])


def decided(speakers: Speakers, decision: str) -> Envelope:
    return speakers.say(decision, decision_signed(award_item(CASE, "Hương"), decision=decision))


def signed(desk: Desk) -> list[int]:
    with desk.database.reading() as tx:
        return list(tx.scalars(select(Checkpoint.size).order_by(Checkpoint.size)))


def faults(desk: Desk) -> tuple[Fault, ...]:
    with desk.database.reading() as tx:
        return tuple(verify(tx, now=wall_now(), trusted=Trusted(read_public(desk.settings.ledger_key))).faults)


def test_a_key_made_after_the_start_signs_the_next_decision(desk: Desk) -> None:
    """As in an installation whose operator makes the key when the alert says that nothing is signed."""
    desk.settings.ledger_key.unlink()
    public_file(desk.settings.ledger_key).unlink()
    speakers, hears = Speakers(), listening(desk)
    hears([decided(speakers, "d1"), speakers.say(CASE, received(), HEAD)])
    assert signed(desk) == []

    make_key(desk.settings.ledger_key, ORIGIN, is_witness=False)
    hears([speakers.say(CASE, received(), HEAD)])
    sign_newest(desk)
    hears([decided(speakers, "d2")])
    hears([speakers.say(CASE, received(), HEAD)])
    sign_newest(desk)

    assert signed(desk) == [3, 4, 5]
    assert faults(desk) == ()


def test_after_a_rotation_a_decision_is_signed_by_the_new_key(desk: Desk) -> None:
    """Nobody starts anything again."""
    speakers, hears = Speakers(), listening(desk)
    hears([decided(speakers, "d1")])
    new = rotate_key(desk.settings.ledger_key)
    hears([decided(speakers, "d2")])

    with desk.database.reading() as tx:
        notes = [read_note(note.encode()) for note in tx.scalars(select(Checkpoint.note).order_by(Checkpoint.size))]
    assert [signed_checkpoint(note, (new,)) is not None for note in notes] == [False, True]
    assert faults(desk) == ()


def test_a_decision_is_kept_though_the_key_cannot_be_used(desk: Desk) -> None:
    """Whoever witnesses goes on; nothing is signed until somebody has looked, and the timer says so each time."""
    speakers, hears = Speakers(), listening(desk)
    desk.settings.ledger_key.write_text("no key", encoding="utf-8")
    hears([decided(speakers, "d1")])

    with desk.database.reading() as tx:
        assert list(tx.scalars(select(Leaf.subject))) == ["d1"]
    assert signed(desk) == []
    with pytest.raises(KeyUnusable):
        sign_newest(desk)


def test_there_is_a_key_at_every_moment_of_a_rotation(tmp_path: Path) -> None:
    """A decision that comes then is signed by the old one or the new one, and the public file has both."""
    file = tmp_path / "ledger.key"
    make_key(file, ORIGIN, is_witness=False)
    ended, looked = threading.Event(), threading.Event()

    def unlisted() -> tuple[int, list[str]]:
        looks, found = 0, []
        while not ended.is_set():
            used = read_key(file).public
            if used not in read_public(file):
                found.append(used.vkey())
            looks += 1
            looked.set()
        return looks, found

    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(unlisted)
        assert looked.wait(30)
        for _ in range(200):
            rotate_key(file)
        ended.set()
        looks, found = reading.result()
        assert looks > 1
        assert found == []
    assert len(read_public(file)) == 201
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ledger.key", "ledger.key.pub"]


def test_a_key_half_made_elsewhere_is_in_the_way(tmp_path: Path) -> None:
    file = tmp_path / "ledger.key"
    make_key(file, ORIGIN, is_witness=False)
    key = file.read_bytes()
    file.with_name("ledger.key.new").write_bytes(b"")

    with pytest.raises(KeyUnusable, match=r"ledger\.key\.new"):
        rotate_key(file)
    assert file.read_bytes() == key


def keygen(file: Path, *words: str) -> tuple[int, str]:
    ended = CliRunner().invoke(audit, ["keygen", "--file", str(file), *words])
    return ended.exit_code, str(ended.exception) if ended.exception else ended.output


@pytest.mark.parametrize("how", [(), ("--rotate",)])
def test_a_name_that_the_key_does_not_bear_is_refused(tmp_path: Path, how: Sequence[str]) -> None:
    """It was ignored: an operator who named the ledger after its first start was told that all was well."""
    file = tmp_path / "ledger.key"
    assert keygen(file)[0] == 0
    key = file.read_bytes()

    code, said = keygen(file, "--name", "ledger.example.vn/vinhdanh", *how)
    assert code == 1
    assert ORIGIN in said
    assert file.read_bytes() == key


def test_the_name_that_the_key_bears_may_be_said_again(tmp_path: Path) -> None:
    file = tmp_path / "ledger.key"
    made = keygen(file, "--name", "ledger.example.vn/vinhdanh")
    assert made == keygen(file, "--name", "ledger.example.vn/vinhdanh") == keygen(file)
    assert keygen(file, "--name", "ledger.example.vn/vinhdanh", "--rotate")[0] == 0
    assert {key.name for key in read_public(file)} == {"ledger.example.vn/vinhdanh"}
