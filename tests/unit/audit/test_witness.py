"""A witness cosigns a ledger that only grows, and refuses a fork, a shrinking tree and everything malformed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from deploy.commands.audit import audit
from services.audit.errors import WitnessStateUnusable
from services.audit.rules.checkpoints import cosigned_by
from services.audit.rules.notes import Note, read_note, read_signatures
from services.audit.signing import read_key
from services.audit.witness import SIZE, Reply, State, Witness
from tests.support.ledgers import FORKED, HASHES, KEY, LOG, OTHER_LOG, proof, request, signed

NOW = 1_790_000_000


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    state = State(tmp_path / "state.json", is_new=True)
    yield Witness(KEY, [LOG.public], state)
    state.close()


def cosigned(reply: Reply, size: int, hashes: Sequence[bytes] = HASHES) -> bool:
    note = read_note(signed(size, hashes).encode())
    found = cosigned_by(Note(note.text, read_signatures(reply.body)), KEY.public)
    return reply.status == 200 and found is not None and found.at == NOW


def test_a_growing_ledger_is_cosigned_step_by_step(witness: Witness) -> None:
    for old, size in ((0, 3), (3, 3), (3, 4), (4, 17), (17, 40)):
        assert cosigned(witness.add_checkpoint(request(old, size), NOW), size), (old, size)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6).map(sorted))
def test_any_growth_is_cosigned(sizes: list[int]) -> None:
    witness, seen = Witness(KEY, [LOG.public], InMemory()), 0
    for size in sizes:
        assert cosigned(witness.add_checkpoint(request(seen, size), NOW), size)
        seen = size


class InMemory(State):
    """A state in memory: for properties over many ledgers, where the disk is not what is asked about."""

    def __init__(self) -> None:
        self._notes = {}

    def keep(self, origin: str, note: str) -> None:
        self._notes[origin] = note


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (request(0, 20, FORKED), 409),  # begins anew
        (request(12, 20, FORKED), 422),  # another history
        (request(12, 12, FORKED), 409),  # the same size, another root
        (request(0, 5), 409),  # shrinks
        (request(5, 5), 409),
        (request(12, 5), 400),
        (request(12, 20).replace(b"old 12", b"old 11"), 409),
        (request(12, 20, note=signed(20, by=OTHER_LOG)), 403),  # signed by nobody it knows
        (request(12, 20, note=signed(20, by=OTHER_LOG, origin="other.example/log")), 404),
        (request(12, 20, note=signed(20).replace("\n20\n", "\n21\n")), 403),  # altered after signing
        (request(12, 12)[:7] + request(12, 20)[7:60] + b"\n\n" + signed(20).encode(), 400),
        (b"old 12\n\n" + signed(20).encode(), 422),  # no proof
        (("\n".join(["old 12", *reversed(proof(12, 20)), "", ""]) + signed(20)).encode(), 422),
        (b"old 012\n\n" + signed(20).encode(), 400),
        (b"old 12\n" + b"AAAA\n" + b"\n" + signed(20).encode(), 400),
        (b"old 12\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + signed(20).encode(), 400),
        (b"", 400),
        (b"old 12\n\nno note", 400),
    ],
)
def test_what_does_not_follow_is_refused_and_nothing_forgotten(witness: Witness, body: bytes, status: int) -> None:
    assert cosigned(witness.add_checkpoint(request(0, 12), NOW), 12)
    reply = witness.add_checkpoint(body, NOW)
    assert reply.status == status, reply
    assert reply.status != 409 or (reply.content_type, reply.body) == (SIZE, "12\n")
    assert cosigned(witness.add_checkpoint(request(12, 20), NOW), 20)


def test_a_first_checkpoint_needs_no_proof_and_takes_none(witness: Witness) -> None:
    assert witness.add_checkpoint(b"old 0\n" + b"A" * 43 + b"=\n\n" + signed(3).encode(), NOW).status == 422
    assert cosigned(witness.add_checkpoint(request(0, 0), NOW), 0)
    assert cosigned(witness.add_checkpoint(request(0, 3), NOW), 3)


def test_a_witness_remembers_over_a_restart(tmp_path: Path) -> None:
    for is_new, old, size, status in ((True, 0, 12, 200), (False, 0, 12, 409), (False, 12, 20, 200)):
        state = State(tmp_path / "state.json", is_new=is_new)
        assert Witness(KEY, [LOG.public], state).add_checkpoint(request(old, size), NOW).status == status
        state.close()


def test_a_witness_without_its_memory_does_not_start(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    with pytest.raises(WitnessStateUnusable):
        State(file)
    State(file, is_new=True).close()
    with pytest.raises(WitnessStateUnusable):
        State(file, is_new=True)
    for broken in ("", "[]", '{"a": "b"}', json.dumps({"other": signed(3)})):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(WitnessStateUnusable):
            State(file)


def test_two_witnesses_never_share_a_memory(tmp_path: Path) -> None:
    first = State(tmp_path / "state.json", is_new=True)
    with pytest.raises(WitnessStateUnusable, match="in use"):
        State(tmp_path / "state.json")
    first.close()


def test_the_key_id_of_a_cosignature_is_the_specifications() -> None:
    [line] = read_signatures(KEY.cosign(read_note(signed(3).encode()).text, NOW).line())
    wanted = hashlib.sha256(b"chung.example/w1\n\x04" + KEY.public.key).digest()[:4]
    assert (line.name, line.key_id) == ("chung.example/w1", wanted)


def test_the_command_line_makes_keys_once(tmp_path: Path) -> None:
    file = str(tmp_path / "w.key")
    made = CliRunner().invoke(audit, ["keygen", "--witness", "--name", "chung.example/w1", "--file", file])
    again = CliRunner().invoke(audit, ["keygen", "--witness", "--file", file])
    assert made.exit_code == again.exit_code == 0
    assert made.output == again.output == read_key(Path(file)).public.vkey() + "\n"
    rotated = CliRunner().invoke(audit, ["keygen", "--rotate", "--file", file])
    assert rotated.output != made.output
