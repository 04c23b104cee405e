"""The ledger asks a witness over HTTP; a witness that refuses, is away or speaks nonsense changes nothing."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from deploy.commands.audit_witness import serving
from services.audit.checkpointing import sign_newest
from services.audit.metrics import WITNESS_NAMED
from services.audit.models import Cosignature
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_checkpoints import read_published, read_witnessed
from services.audit.queries_gauges import show_gauges
from services.audit.queries_verification import Verified, verify
from services.audit.rules.checkpoints import cosigned_by
from services.audit.rules.notes import PublicKey, read_note
from services.audit.service import DEFINITION
from services.audit.signing import make_key, read_public
from services.audit.witness import State, Witness
from services.audit.witnessing import ask_witnesses
from shared.clock import wall_now
from shared.config import WitnessSettings
from shared.desk import Desk
from tests.support.desks import make_desk
from tests.support.ledgers import KEY, LOG, request
from tests.support.ports import free_port, is_listening
from tests.support.processes import ServiceProcess
from tests.support.waiting import wait_until
from tests.unit.audit.said import HEAD, Speakers, hear, received

NOWHERE = "http://127.0.0.1:1"
Serve = Callable[[tuple[PublicKey, ...]], str]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A witness for logs with these keys, on a port of its own; returns its address."""
    ends: list[Callable[[], object]] = []

    def start(logs: tuple[PublicKey, ...]) -> str:
        state = State(tmp_path / "witness.json", is_new=True)
        server = serving(Witness(KEY, logs, state), ("127.0.0.1", 0))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        ends.extend((server.shutdown, server.server_close, thread.join, state.close))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for end in ends:
        end()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path / "house")
    yield made
    made.database.close()


def with_witness(desk: Desk, url: str) -> Desk:
    return replace(desk, settings=replace(desk.settings, witnesses=(WitnessSettings(url, KEY.public.vkey()),)))


def own_keys(desk: Desk) -> tuple[PublicKey, ...]:
    return read_public(desk.settings.ledger_key)


def grow(desk: Desk, speakers: Speakers, first: int, count: int) -> None:
    hear(desk, [speakers.say(f"case-{n}", received(f"case-{n}"), HEAD) for n in range(first, first + count)])
    sign_newest(desk)


def checked(desk: Desk) -> Verified:
    with desk.database.reading() as tx:
        return verify(tx, now=wall_now(), trusted=Trusted(own_keys(desk), [KEY.public]))


def test_the_ledger_gets_cosignatures_and_serves_them(desk: Desk, serve: Serve) -> None:
    desk, speakers = with_witness(desk, serve(own_keys(desk))), Speakers()
    for first, count in ((0, 3), (3, 300)):
        grow(desk, speakers, first, count)
        ask_witnesses(desk)
        ask_witnesses(desk)
        with desk.database.reading() as tx:
            [seen] = read_witnessed(tx)
            served = read_note(read_published(tx).encode())
            show_gauges(tx)
        assert (seen.witness, seen.size) == (KEY.public.name, first + count)
        assert cosigned_by(served, KEY.public) is not None
    found = checked(desk)
    assert (found.is_intact, found.is_complete) == (True, True)


def test_only_witnesses_that_are_named_today_are_waited_for(desk: Desk, serve: Serve) -> None:
    named = with_witness(desk, serve(own_keys(desk)))
    WITNESS_NAMED.clear()
    grow(named, Speakers(), 0, 3)
    ask_witnesses(named)
    DEFINITION.starts(desk)
    with desk.database.reading() as tx:
        show_gauges(tx)
        assert [one.witness for one in read_witnessed(tx)] == [KEY.public.name]
    assert REGISTRY.get_sample_value("vinhdanh_audit_witness_named", {"witness": KEY.public.name}) is None

    DEFINITION.starts(named)
    assert REGISTRY.get_sample_value("vinhdanh_audit_witness_named", {"witness": KEY.public.name}) == 1


def test_a_forged_cosignature_is_named(desk: Desk, serve: Serve) -> None:
    desk = with_witness(desk, serve(own_keys(desk)))
    grow(desk, Speakers(), 0, 3)
    ask_witnesses(desk)
    with desk.database.transaction() as tx:
        row = tx.get(Cosignature, (3, KEY.public.name))
        assert row is not None
        row.line = KEY.cosign("another text\n", 1_790_000_000).line()
    assert ["the cosignature of" in fault.words.en for fault in checked(desk).faults] == [True]


@pytest.mark.parametrize("grown", [3, 2, 5])
def test_a_ledger_begun_anew_is_refused_and_nothing_stored(
    desk: Desk, serve: Serve, tmp_path: Path, grown: int
) -> None:
    """As long as what was cosigned, shorter or longer: another history is another history."""
    desk = with_witness(desk, serve(own_keys(desk)))
    grow(desk, Speakers(), 0, 3)
    ask_witnesses(desk)
    anew = replace(make_desk(DEFINITION, tmp_path / "anew"), settings=desk.settings)
    grow(anew, Speakers(), 100, grown)
    ask_witnesses(anew)
    with anew.database.reading() as tx:
        assert read_witnessed(tx) == []
    anew.database.close()


def test_a_witness_that_does_not_know_the_key_is_asked_in_vain(desk: Desk, serve: Serve) -> None:
    desk = with_witness(desk, serve((LOG.public,)))
    grow(desk, Speakers(), 0, 3)
    ask_witnesses(desk)
    with desk.database.reading() as tx:
        assert read_witnessed(tx) == []


def test_a_witness_that_is_away_or_speaks_nonsense_keeps_nobody_from_anything(desk: Desk) -> None:
    def hang_up(deaf: socket.socket) -> None:
        deaf.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as deaf:
        thread = threading.Thread(target=hang_up, args=(deaf,))
        thread.start()
        grow(desk, Speakers(), 0, 3)
        ask_witnesses(with_witness(desk, f"http://127.0.0.1:{deaf.getsockname()[1]}"))
        thread.join()
    ask_witnesses(with_witness(desk, NOWHERE))
    with desk.database.reading() as tx:
        assert read_witnessed(tx) == []


def test_a_stranger_is_answered_by_the_specification(serve: Serve) -> None:
    host = serve((LOG.public,)).removeprefix("http://")
    for method, path, body, status in (
        ("GET", "/", None, 200),
        ("GET", "/x", None, 404),
        ("POST", "/x", b"", 404),
        ("POST", "/add-checkpoint", b"", 400),
        ("POST", "/add-checkpoint", request(0, 3), 200),
        ("POST", "/add-checkpoint", request(0, 5), 409),
        ("POST", "/add-checkpoint", b"x" * 70_000, 413),
    ):
        connection = http.client.HTTPConnection(host, timeout=10)
        connection.request(method, path, body)
        assert connection.getresponse().status == status, (method, path)
        connection.close()


def test_a_witness_killed_at_any_moment_comes_back_with_its_memory(desk: Desk, tmp_path: Path) -> None:
    """The command itself, ended as by kill -9 after each cosignature; it never agrees to the history it forgot."""
    key, speakers = tmp_path / "witness.key", Speakers()
    vkey = make_key(key, "chung.example/w1", is_witness=True)
    [log] = own_keys(desk)
    anew = replace(make_desk(DEFINITION, tmp_path / "anew"), settings=desk.settings)
    grow(anew, Speakers(), 100, 20)
    told = ["audit", "witness", "--state", str(tmp_path / "state.json"), "--key", str(key), "--log", log.vkey()]
    for number in range(3):
        port = free_port()
        arguments = [*told, "--port", str(port), *(["--new-state"] if number == 0 else [])]
        process = ServiceProcess(
            arguments, log=tmp_path / f"witness-{number}.log", env={}, port=port, name="witness", cold=True
        )
        process.start()
        wait_until(lambda port=port: is_listening(port), "the witness", evidence=process.log_tail)
        there = (WitnessSettings(f"http://127.0.0.1:{port}", vkey.vkey()),)
        grow(desk, speakers, number * 3, 3)
        ask_witnesses(replace(desk, settings=replace(desk.settings, witnesses=there)))
        ask_witnesses(replace(anew, settings=replace(desk.settings, witnesses=there)))
        process.kill9()
        with desk.database.reading() as tx, anew.database.reading() as other:
            assert [one.size for one in read_witnessed(tx)] == [number * 3 + 3], process.log_tail()
            assert read_witnessed(other) == []
    anew.database.close()
