"""Reading signed checkpoints and what witnesses put under them.

Owns: the statements. Promises: read-only. Leaves to others: signing and asking (`checkpointing`, `witnessing`).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.audit.errors import NoCheckpoint
from services.audit.models import Checkpoint, Cosignature, TreeHead
from services.audit.rules.checkpoints import Checkpoint as Head
from services.audit.rules.checkpoints import cosignature_time, read_checkpoint
from services.audit.rules.notes import Note, read_note, read_signatures

_RECENT = 200


@dataclass(frozen=True, slots=True)
class Signed:
    """A stored checkpoint: the note without cosignatures, and what it says."""

    note: Note
    head: Head


@dataclass(frozen=True, slots=True)
class Witnessed:
    """How far a witness has cosigned, and when it last did."""

    witness: str
    size: int
    at: datetime


class Kept(NamedTuple):
    """What stands under a size: the note of the checkpoint, None where only cosignatures do; witnesses and lines."""

    size: int
    note: str | None
    lines: Sequence[tuple[str, str]]


def kept_checkpoints(tx: Session, at_a_time: int = 1000) -> Iterator[Kept]:
    """All, in order of size, only some in memory at a time."""
    after: int | None = -sys.maxsize
    while after is not None:
        wanted = select(Checkpoint.size, Checkpoint.note).where(Checkpoint.size > after).order_by(Checkpoint.size)
        notes: dict[int, str] = {size: note for size, note in tx.execute(wanted.limit(at_a_time)).all()}
        upto = max(notes, default=None)
        cosigned = select(Cosignature.size, Cosignature.witness, Cosignature.line).where(Cosignature.size > after)
        lines = defaultdict[int, list[tuple[str, str]]](list)
        for size, witness, line in tx.execute(cosigned if upto is None else cosigned.where(Cosignature.size <= upto)):
            lines[size].append((witness, line))
        for size in sorted(notes.keys() | lines.keys()):
            yield Kept(size, notes.get(size), lines.get(size, ()))
        after = upto


def find_newest(tx: Session) -> Signed | None:
    """The newest checkpoint."""
    written = tx.scalar(select(Checkpoint.note).order_by(Checkpoint.size.desc()).limit(1))
    if written is None:
        return None
    note = read_note(written.encode())
    return Signed(note, read_checkpoint(note.text))


def read_published(tx: Session) -> str:
    """The newest checkpoint with all its cosignatures, as it is served; `NoCheckpoint`."""
    return read_best_witnessed(tx, least=signed_size(tx))


def read_best_witnessed(tx: Session, *, least: int) -> str:
    """The checkpoint over at least `least` leaves that most witnesses cosigned, with their cosignatures.

    Of equals the newest; only the newest few are asked, so that what nobody cosigns any more is not taken for ever.
    `NoCheckpoint`.
    """
    newest = select(Checkpoint.size).where(Checkpoint.size >= least).order_by(Checkpoint.size.desc()).limit(_RECENT)
    recent = newest.subquery()
    rows = tx.execute(
        select(recent.c.size, func.count(Cosignature.witness))
        .join_from(recent, Cosignature, Cosignature.size == recent.c.size, isouter=True)
        .group_by(recent.c.size)
    ).all()
    if not rows:
        raise NoCheckpoint()
    _, best = max((count, size) for size, count in rows)
    note = tx.scalar(select(Checkpoint.note).where(Checkpoint.size == best))
    lines = select(Cosignature.line).where(Cosignature.size == best).order_by(Cosignature.witness)
    return str(note) + "".join(tx.scalars(lines))


def signed_size(tx: Session) -> int:
    """How many leaves are under a checkpoint."""
    return tx.scalar(select(func.max(Checkpoint.size))) or 0


def read_witnessed(tx: Session) -> list[Witnessed]:
    """The last cosignature of each witness."""
    newest = func.max(Cosignature.size).label("size")
    last = select(Cosignature.witness, newest).group_by(Cosignature.witness).subquery()
    rows = tx.execute(
        select(Cosignature.witness, Cosignature.size, Cosignature.line)
        .join(last, (last.c.witness == Cosignature.witness) & (last.c.size == Cosignature.size))
        .order_by(Cosignature.witness)
    )
    return [Witnessed(witness, size, _when(line)) for witness, size, line in rows]


def waiting_since(tx: Session, size: int) -> datetime | None:
    """When the first leaf beyond the first `size` was heard; None when there is none."""
    wanted = select(TreeHead.recorded_at).where(TreeHead.size > size).order_by(TreeHead.size).limit(1)
    return tx.scalar(wanted)


def _when(line: str) -> datetime:
    [signature] = read_signatures(line)
    return datetime.fromtimestamp(cosignature_time(signature.value), UTC)
