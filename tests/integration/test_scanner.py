"""The conversation with a virus scanner that refuses, talks nonsense, is slow, hangs up or is not there.

Owns: proof that nothing but a whole answer makes a file clean. Promises: a real socket, the protocol as clamd documents
it. Leaves to others: what follows for papers and lists (`test_scanned_papers`).
"""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deploy.commands.check import check
from services.nomination.errors import ScannerAway
from services.nomination.paper_store import TEST_SIGNATURE
from services.nomination.scanner import Judged, judge, version_of
from shared.config import ScannerSettings
from tests.support.scanner import PrivateScanner
from tests.support.scanner_server import VERSION

CLEAN = b"%PDF-1.7 nothing to see %%EOF"
SAMPLE = b"%PDF-1.7 VINHDANH-MALWARE-SAMPLE %%EOF"


def test_a_clean_file_and_a_virus_are_told_with_scanner_and_signatures(scanner: PrivateScanner) -> None:
    assert judge(scanner.settings(), CLEAN) == Judged(VERSION, None)
    assert judge(scanner.settings(), SAMPLE) == Judged(VERSION, "Vinhdanh.Sample.UNOFFICIAL")
    assert judge(scanner.settings(), TEST_SIGNATURE) == Judged(VERSION, "Eicar-Test-Signature")


def test_a_virus_across_two_chunks_is_found_and_a_file_of_whole_chunks_ends(scanner: PrivateScanner) -> None:
    chunk = 64 * 1024
    assert judge(scanner.settings(), b"0" * (chunk - 10) + SAMPLE).found == "Vinhdanh.Sample.UNOFFICIAL"
    assert judge(scanner.settings(), b"0" * chunk).found is None
    assert judge(scanner.settings(), b"0" * (10 * 1024 * 1024)).found is None


def test_a_scanner_that_keeps_its_version_to_itself_still_judges(scanner: PrivateScanner) -> None:
    scanner.behave(version="COMMAND UNAVAILABLE\0")
    assert judge(scanner.settings(), CLEAN) == Judged("ClamAV, version not told", None)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ({"says": "stream: OK"}, "garbled"),
        ({"says": "stream: O"}, "garbled"),
        ({"says": ""}, "away"),
        ({"says": "\0"}, "garbled"),
        ({"says": "OK\0"}, "garbled"),
        ({"says": "stream: OK stream: OK\0"}, "garbled"),
        ({"says": "stream:  FOUND\0"}, "garbled"),
        ({"says": "stream: \x1b[2J FOUND\0"}, "garbled"),
        ({"says": "stream: \xff\xfe FOUND\0"}, "garbled"),
        ({"says": "stream: " + "x" * 5000 + " FOUND\0"}, "garbled"),
        ({"says": "x" * 30_000}, "garbled"),
        ({"says": "HTTP/1.1 400 Bad Request\r\n\r\n"}, "garbled"),
        ({"says": "INSTREAM size limit exceeded. ERROR\0"}, "refused"),
        ({"says": "stream: Can't allocate memory ERROR\0"}, "refused"),
        ({"says": "\xe9\x01 ERROR\0"}, "garbled"),
        ({"limit": 5}, "refused"),
        ({"hang_up": 5}, "away"),
        ({"babbles": True}, "garbled"),
        ({"version": "SSH-2.0-OpenSSH_9.2\0"}, "garbled"),
        ({"version": "UNKNOWN COMMAND\0"}, "garbled"),
        ({"version": "ClamAV"}, "garbled"),
    ],
)
def test_what_is_no_whole_answer_judges_nothing(scanner: PrivateScanner, script: dict[str, Any], why: str) -> None:
    scanner.behave(**script)
    with pytest.raises(ScannerAway) as told:
        judge(scanner.settings(), CLEAN)
    assert told.value.why == why
    assert (told.value.code, told.value.status) == ("scanner.away", 503)


def test_a_long_file_refused_before_its_end_is_refused_and_not_taken_for_clean(scanner: PrivateScanner) -> None:
    """The line breaks while we still speak, and its last words stand in it."""
    scanner.behave(limit=100_000)
    with pytest.raises(ScannerAway) as told:
        judge(scanner.settings(), b"0" * (10 * 1024 * 1024))
    assert (told.value.why, told.value.detail) == ("refused", "INSTREAM size limit exceeded. ERROR")


@pytest.mark.parametrize("script", [{"deaf": True}, {"pause": 0.2}])
def test_a_slow_scanner_is_given_its_seconds_and_no_more(scanner: PrivateScanner, script: dict[str, Any]) -> None:
    """Every byte in time does not make an answer in time."""
    scanner.behave(**script)
    began = time.monotonic()
    with pytest.raises(ScannerAway) as told:
        version_of(scanner.settings(0.7))
    assert told.value.why == "away"
    assert time.monotonic() - began < 5  # a whole answer of the one takes nine, of the other sixty


def test_a_scanner_that_never_reads_is_given_up() -> None:
    """It tells its version, takes the line, and leaves the file where it is."""
    given_up = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)

        def answer() -> None:
            first, _ = listener.accept()
            with first:
                first.sendall(VERSION.encode() + b"\0")
            second, _ = listener.accept()
            with second:
                given_up.wait(30)

        answering = threading.Thread(target=answer)
        answering.start()
        settings = ScannerSettings(host="127.0.0.1", port=listener.getsockname()[1], path=None, timeout=0.5)
        began = time.monotonic()
        with pytest.raises(ScannerAway) as told:
            judge(settings, b"0" * (10 * 1024 * 1024))
        took = time.monotonic() - began
        given_up.set()
        answering.join()
    assert told.value.why == "away"
    assert took < 10  # who waits for the other waits thirty


def test_nobody_there_is_away(scanner: PrivateScanner, tmp_path: Path) -> None:
    scanner.stop()
    nowhere = ScannerSettings(host="", port=0, path=str(tmp_path / "clamd.ctl"), timeout=1)
    for settings in (scanner.settings(), nowhere):
        with pytest.raises(ScannerAway) as told:
            version_of(settings)
        assert told.value.why == "away"


def test_a_socket_file_is_spoken_to_as_a_port_is(tmp_path: Path) -> None:
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        listener.settimeout(30)

        def answer() -> None:
            line, _ = listener.accept()
            with line:
                assert line.recv(100) == b"zVERSION\0"
                line.sendall(VERSION.encode() + b"\0")

        answering = threading.Thread(target=answer)
        answering.start()
        said = version_of(ScannerSettings(host="", port=0, path=path, timeout=30))
        answering.join()
    assert said == VERSION


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({}, "ok  virus scanner\n"),
        ({"says": "stream: OK\0"}, "no  virus scanner: it does not know the test signature"),
        ({"limit": 5 * 1024 * 1024}, "no  virus scanner: it gives no answer to rely on"),
        ({"version": "220 mail ready\0"}, "no  virus scanner: it gives no answer to rely on: garbled"),
    ],
)
def test_check_asks_the_scanner_for_what_it_will_be_asked(
    scanner: PrivateScanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: dict[str, Any], said: str
) -> None:
    scanner.behave(**script)
    monkeypatch.setenv("VINHDANH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VINHDANH_SCANNER", f"tcp://127.0.0.1:{scanner.port}")
    monkeypatch.setenv("COLUMNS", "250")
    assert said in CliRunner().invoke(check, ["nomination"]).output
    assert "virus scanner" not in CliRunner().invoke(check, ["review"]).output


def test_check_says_that_no_scanner_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINHDANH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.delenv("VINHDANH_SCANNER", raising=False)
    assert "--  virus scanner: none is named (VINHDANH_SCANNER)" in CliRunner().invoke(check, ["nomination"]).output
