"""A witness: elsewhere, knowing of each ledger only its name, its keys and the last checkpoint it cosigned.

Owns: its state file and the answer to each request. Promises: cosigns only what contains everything it cosigned before,
over restarts too; the new state is on the disk before the cosignature leaves; one process at a time holds the state.
Leaves to others: the judgement (`rules.witnessing`), HTTP (`deploy/commands/audit_witness.py`). No database.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.audit.errors import WitnessStateUnusable
from services.audit.rules.checkpoints import Checkpoint, read_checkpoint
from services.audit.rules.notes import NoteMalformed, PublicKey, read_note
from services.audit.rules.witnessing import Asked, Refused, judge, read_request
from services.audit.signing import PrivateKey

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    content_type: str
    body: str


class State:
    """The notes last cosigned, by origin, in one file. Losing it would let a log begin anew: that takes a person."""

    def __init__(self, file: Path, *, is_new: bool = False) -> None:
        self._file = file
        if is_new == file.exists():
            raise WitnessStateUnusable(
                f"Tệp {file} đã có rồi." if is_new else f"Không có tệp {file}; lần đầu dùng --new-state.",
                f"{file} is there already" if is_new else f"{file} is not there; the first time say --new-state",
            )
        self._lock = _held(file)
        try:
            self._notes: dict[str, str] = {} if is_new else _read(file)
            if is_new:
                self._write({})
        except BaseException:
            self._lock.close()
            raise

    def seen(self, origin: str) -> Checkpoint | None:
        written = self._notes.get(origin)
        return None if written is None else read_checkpoint(read_note(written.encode()).text)

    def notes(self) -> Mapping[str, str]:
        return dict(self._notes)

    def keep(self, origin: str, note: str) -> None:
        """On the disk when this returns, whole or not at all."""
        self._write(self._notes | {origin: note})
        self._notes[origin] = note

    def close(self) -> None:
        self._lock.close()

    def _write(self, notes: Mapping[str, str]) -> None:
        beside = self._file.with_name(self._file.name + ".new")
        with open(beside, "w", encoding="utf-8") as opened:
            json.dump(notes, opened, ensure_ascii=False)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(beside, self._file)
        directory = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


class Witness:
    """Answers add-checkpoint for the logs it is told of; one request at a time."""

    def __init__(self, key: PrivateKey, logs: Sequence[PublicKey], state: State) -> None:
        self._key = key
        self._state = state
        self._turn = threading.Lock()
        self._logs: dict[str, list[PublicKey]] = {}
        for log in logs:
            self._logs.setdefault(log.name, []).append(log)

    def add_checkpoint(self, body: bytes, at: int) -> Reply:
        """The reply to a request at `at`, seconds since the epoch."""
        try:
            asked = read_request(body)
        except NoteMalformed as error:
            return Reply(400, TEXT, f"{error}\n")
        with self._turn:
            refused = judge(asked, self._logs, self._state.seen(asked.checkpoint.origin))
            return _refusal(refused) if refused else self._cosign(asked, at)

    def _cosign(self, asked: Asked, at: int) -> Reply:
        self._state.keep(asked.checkpoint.origin, asked.note.written())
        return Reply(200, TEXT, self._key.cosign(asked.note.text, at).line())

    def tell(self) -> Reply:
        """What it saw last of each log, for whoever wants to compare."""
        return Reply(200, TEXT, "\n".join(self._state.notes().values()))


def _refusal(refused: Refused) -> Reply:
    if refused.size is not None:
        return Reply(refused.status, SIZE, f"{refused.size}\n")
    return Reply(refused.status, TEXT, f"{refused.why}\n")


def _held(file: Path) -> Any:
    """The lock of a state file; two witnesses on one state could both agree to something."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = open(file.with_name(file.name + ".lock"), "w", encoding="utf-8")  # noqa: SIM115  (held until `close`)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise WitnessStateUnusable(f"Tệp {file} đang được dùng.", f"{file} is in use") from error
    return lock


def _read(file: Path) -> dict[str, str]:
    try:
        notes = json.loads(file.read_text(encoding="utf-8"))
        for origin, written in notes.items():
            if read_checkpoint(read_note(written.encode()).text).origin != origin:
                raise ValueError("a note stands under another origin")
    except (ValueError, AttributeError) as error:
        raise WitnessStateUnusable(f"Không đọc được {file}.", f"{file} cannot be read: {error}") from error
    return dict(notes)
