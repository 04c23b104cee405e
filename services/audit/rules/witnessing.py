"""What a witness agrees to: a ledger it knows, grown out of what it saw last, and nothing else (C2SP tlog-witness).

Owns: reading a request and judging it. Promises: pure; the answers are those of the specification, asked in its order.
Leaves to others: remembering (`services/audit/witness.py`), signing (`services/audit/signing.py`), HTTP.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.audit.rules.checkpoints import Checkpoint, read_checkpoint, read_size, signed_checkpoint
from services.audit.rules.merkle import EMPTY_ROOT, consistency_holds
from services.audit.rules.notes import Note, NoteMalformed, PublicKey, read_note

MOST_PROOF_LINES = 63
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to cosign: the size the log believes the witness saw last, the proof from there, the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not, as an HTTP status. `size`: what the witness saw last, told with 409."""

    status: int
    why: str
    size: int | None = None


def read_request(body: bytes) -> Asked:
    """The request; `NoteMalformed`."""
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise NoteMalformed("the request is not UTF-8") from error
    first, *lines = head.split("\n")
    if not blank or not first.startswith("old ") or len(lines) > MOST_PROOF_LINES:
        raise NoteMalformed("a request is an old size, at most 63 hashes, an empty line and a checkpoint")
    signed = read_note(note.encode())
    return Asked(read_size(first.removeprefix("old ")), _hashes(lines), signed, read_checkpoint(signed.text))


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    try:
        found = tuple(base64.b64decode(line, validate=True) for line in lines)
    except (binascii.Error, ValueError) as error:
        raise NoteMalformed("a proof line is a hash in base64") from error
    if any(len(one) != _HASH_BYTES for one in found):
        raise NoteMalformed("a proof line is a hash in base64")
    return found


def judge(asked: Asked, logs: Mapping[str, Sequence[PublicKey]], seen: Checkpoint | None) -> Refused | None:
    """None when the witness may cosign; `seen` is what it cosigned last of this origin."""
    new = asked.checkpoint
    if new.origin not in logs:
        return Refused(404, "unknown log")
    if not _is_signed(asked.note, logs[new.origin]):
        return Refused(403, "no signature of a key of this log")
    if asked.old > new.size:
        return Refused(400, "the old size is beyond the checkpoint")
    known = 0 if seen is None else seen.size
    if asked.old != known:
        return Refused(409, "the old size is not what was seen last", known)
    if new.size == known and seen is not None and new.root != seen.root:
        return Refused(409, "another root of the same size: a fork", known)
    return None if _grew(asked, seen) else Refused(422, "the consistency proof does not hold")


def _is_signed(note: Note, keys: Sequence[PublicKey]) -> bool:
    try:
        return signed_checkpoint(note, keys) is not None
    except NoteMalformed:
        return False


def _grew(asked: Asked, seen: Checkpoint | None) -> bool:
    new = asked.checkpoint
    if seen is None or seen.size == 0:
        return not asked.proof and (new.size > 0 or new.root == EMPTY_ROOT)
    return consistency_holds(seen.size, new.size, asked.proof, earlier_root=seen.root, later_root=new.root)
