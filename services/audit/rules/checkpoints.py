"""Checkpoints: the size and root of the ledger as a note to be signed, and what a witness signs of it.

Owns: the text of C2SP tlog-checkpoint, the message of tlog-cosignature (Ed25519). Promises: pure; one way to write each
checkpoint. Leaves to others: notes and keys (`notes`), when to sign (`services/audit/checkpointing.py`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from services.audit.rules.notes import (
    COSIGNATURE,
    Note,
    NoteMalformed,
    PublicKey,
    Signature,
    holds_over_text,
    signed_by,
)

DECISIONS = frozenset({"review.decision_signed", "review.outside_decision_entered"})
"""Decisions on awards, ours and those from beyond the chain."""

SIGNED_AT_ONCE = DECISIONS | {"registry.later_decision_signed", "review.later_decision_numbered"}
"""After an event of one of these types, decisions about decisions among them, the ledger signs at once."""

_PREVIOUS = "previous "

_TIME_BYTES = 8
_HASH_BYTES = 32
_MOST_DIGITS = 19
_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The ledger called `origin` had `size` leaves under `root` (32 bytes).

    `previous`: the size of the checkpoint it signed before, None for the first. As an extension line under signature
    and cosignatures it lets nobody take a checkpoint out unseen once another was signed.
    """

    origin: str
    size: int
    root: bytes
    previous: int | None = None

    def text(self) -> str:
        before = "" if self.previous is None else f"{_PREVIOUS}{self.previous}\n"
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{before}"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text; `NoteMalformed`. Of the extension lines only the one before it is read."""
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < _LINES or not all(lines):
        raise NoteMalformed("a checkpoint has an origin, a size and a root, and no empty line")
    origin, size, root = lines[:_LINES]
    try:
        hashed = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteMalformed("the root is not base64") from error
    if len(hashed) != _HASH_BYTES or base64.b64encode(hashed).decode() != root:
        raise NoteMalformed("the root is a SHA-256 in base64")
    before = next((line for line in lines[_LINES:] if line.startswith(_PREVIOUS)), None)
    return Checkpoint(
        origin, read_size(size), hashed, None if before is None else read_size(before.removeprefix(_PREVIOUS))
    )


def read_size(written: str) -> int:
    """A number of leaves: ASCII decimal, no leading nought; `NoteMalformed`."""
    if not (written.isascii() and written.isdigit()) or len(written) > _MOST_DIGITS or str(int(written)) != written:
        raise NoteMalformed("a size is a decimal number without leading noughts")
    return int(written)


def signed_checkpoint(note: Note, keys: Iterable[PublicKey]) -> Checkpoint | None:
    """The checkpoint of a note that at least one of these keys of the log signed; None when none did."""
    return read_checkpoint(note.text) if signed_by(note, keys, holds_over_text) else None


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness said at `at` (seconds since the epoch) that the ledger had grown consistently up to a checkpoint."""

    signature: Signature
    at: int


def cosignature_message(text: str, at: int) -> bytes:
    """What a witness signs: `cosignature/v1`, the time, the whole text of the checkpoint."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosigned_by(note: Note, key: PublicKey) -> Cosigned | None:
    """The cosignature of a witness under a note, None without one; `NoteMalformed` when it does not hold."""
    found = signed_by(note, [key], _holds_over_time_and_text)
    return Cosigned(found[-1], cosignature_time(found[-1].value)) if found else None


def _holds_over_time_and_text(key: PublicKey, note: Note, value: bytes) -> bool:
    if key.algorithm != COSIGNATURE or len(value) <= _TIME_BYTES:
        return False
    return key.made(cosignature_message(note.text, cosignature_time(value)), value[_TIME_BYTES:])


def cosignature_time(value: bytes) -> int:
    """Seconds since the epoch at which a cosignature says it was made."""
    return int.from_bytes(value[:_TIME_BYTES], "big")
