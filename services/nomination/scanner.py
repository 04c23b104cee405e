"""Asking a virus scanner about a file: the `INSTREAM` conversation that clamd documents.

Owns: the conversation, and telling an answer from none. Promises: a file is clean only when the scanner said so in
whole words; all else (away, slow, cut off, garbage, an error of its own) raises `ScannerAway`; no conversation lasts
longer than the settings say. Leaves to others: what follows from an answer or from none (`scanning`).
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from services.nomination.errors import ScannerAway
from shared.config import ScannerSettings

_CHUNK = 64 * 1024
_MOST_ANSWER = 1000
_END_OF_FILE = struct.pack("!I", 0)
_CLEAN = "stream: OK"
_FOUND = re.compile(r"stream: ([\x20-\x7e]{1,200}) FOUND")
_VERSION = re.compile(r"ClamAV [\x20-\x7e]{1,190}")
_KEEPS_ITS_VERSION = "COMMAND UNAVAILABLE"
_NOT_TOLD = "ClamAV, version not told"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a scanner said of a file. `scanner` is its version and that of its signatures, in its own words."""

    scanner: str
    found: str | None  # the signature, None of a clean file


def judge(settings: ScannerSettings, data: bytes) -> Judged:
    """The scanner's answer about this content; `ScannerAway` where there is none."""
    scanner = version_of(settings)
    answer = _converse(settings, (b"zINSTREAM\0", *_chunks(data), _END_OF_FILE))
    if answer == _CLEAN:
        return Judged(scanner, None)
    found = _FOUND.fullmatch(answer)
    if found is not None:
        return Judged(scanner, found[1])
    raise _no_answer(answer)


def version_of(settings: ScannerSettings) -> str:
    """What the scanner calls itself: `ClamAV 1.4.3/27700/Thu Jul 24 …`, where the second is that of its signatures."""
    answer = _converse(settings, (b"zVERSION\0",))
    if answer == _KEEPS_ITS_VERSION:
        return _NOT_TOLD
    if not _VERSION.fullmatch(answer):
        raise _no_answer(answer)
    return answer


def _no_answer(answer: str) -> ScannerAway:
    """It refuses (`INSTREAM size limit exceeded. ERROR`), or what answers is no scanner."""
    is_refusal = answer.endswith("ERROR") and answer.isascii() and answer.isprintable()
    return ScannerAway("refused", answer[:100]) if is_refusal else ScannerAway("garbled")


def _chunks(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), _CHUNK):
        part = data[at : at + _CHUNK]
        yield struct.pack("!I", len(part)) + part


def _converse(settings: ScannerSettings, parts: Iterable[bytes]) -> str:
    """Say it all over one connection and hear one answer, all of it before the deadline."""
    deadline = time.monotonic() + settings.timeout
    try:
        with closing(_connected(settings, deadline)) as line:
            try:
                for part in parts:
                    _say(line, part, deadline)
            except ConnectionError:
                pass  # it may refuse before it has heard all; then its answer stands in the line
            return _hear(line, deadline)
    except OSError as error:
        raise ScannerAway("away", type(error).__name__) from error


def _connected(settings: ScannerSettings, deadline: float) -> socket.socket:
    if settings.path is None:
        return socket.create_connection((settings.host, settings.port), timeout=_left(deadline))
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(_left(deadline))
        line.connect(settings.path)
    except BaseException:
        line.close()
        raise
    return line


def _say(line: socket.socket, part: bytes, deadline: float) -> None:
    """By hand, since `sendall` counts its time anew for every piece a slow reader takes."""
    rest = memoryview(part)
    while rest:
        line.settimeout(_left(deadline))
        rest = rest[line.send(rest) :]


def _hear(line: socket.socket, deadline: float) -> str:
    """Up to the nought byte that ends an answer; one that was cut off before it is none."""
    heard = b""
    while b"\0" not in heard:
        if len(heard) > _MOST_ANSWER:
            raise ScannerAway("garbled")
        line.settimeout(_left(deadline))
        some = line.recv(1024)
        if not some:
            raise ScannerAway("garbled" if heard else "away", "closed")
        heard += some
    return heard.partition(b"\0")[0].decode("utf-8", "replace")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
