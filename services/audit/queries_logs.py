"""A source's own log, row by row, beside what the ledger heard of it.

Owns: comparing an outbox with the leaves of its service. Promises: read-only; a row that was edited, removed, inserted
or moved is named by its position. Leaves to others: reaching the databases (`deploy/commands/audit.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.audit.models import Leaf
from services.audit.queries_erasures import heard_erasures
from services.audit.rules.erasures import Erasures, by_record
from services.audit.rules.faults import Fault, log_fault
from shared.canonical import sha256_hex
from shared.errors import MalformedBody
from shared.events.envelope import GENESIS, Envelope, chained, recall
from shared.events.keeping import Opened
from shared.events.sealing import is_opened_falsely, sealed_bytes
from shared.keys import open_rows
from shared.tables import outbox

_AT_A_TIME = 1000


@dataclass
class LogCompared:
    """`unheard`: positions the log has and the ledger has not, `unplaced`: rows without one, `unerased`: positions that
    still hold what was erased, `erased_unheard`: positions that lack what an erasure took of which the ledger has not
    heard; all normal for moments.
    """

    source: str
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    unheard: list[int] = field(default_factory=list)
    unplaced: int = 0
    unerased: list[int] = field(default_factory=list)
    erased_unheard: list[int] = field(default_factory=list)


def compare_log(ledger: Session, log: Session, source: str, unheard: Erasures | None = None) -> LogCompared:
    """Every placed row of the log of `source` beside its leaf; rows not placed yet are counted.

    `unheard`: what `unheard_erasures` found. What they took is missing rightly, or will be found to have been taken as
    soon as the ledger hears them.
    """
    found, chain, expected = LogCompared(source), GENESIS, 1
    leaves, erasures = _Leaves(ledger, source), by_record(heard_erasures(ledger))
    for row, kept in open_rows(log, _rows(log), lambda row: row.body.encode()):
        found.rows += 1
        found.faults.extend(log_fault(source, gone, *_GONE) for gone in leaves.before(row.position))
        if row.position != expected or row.chain != chained(chain, row.position, sha256_hex(kept.sealed)):
            found.faults.append(log_fault(source, row.position, "mã băm nối không khớp", "its chain does not follow"))
        chain, expected = row.chain, row.position + 1
        leaf = leaves.at(row.position)
        if leaf is None:
            found.unheard.append(row.position)
            continue
        differing, is_unerased = _differing(row, kept, leaf, erasures)
        if differing == "body" and unheard and _differing(row, kept, leaf, {**erasures, **unheard})[0] is None:
            found.erased_unheard.append(row.position)
            continue
        if is_unerased:
            found.unerased.append(row.position)
        if differing is not None:
            vi, en = f"“{differing}” khác với sổ chứng", f"{differing} is not what the ledger heard"
            found.faults.append(log_fault(source, row.position, vi, en))
    found.faults.extend(log_fault(source, gone, *_GONE) for gone in leaves.before(None))
    found.unplaced = log.scalar(select(func.count()).where(outbox.c.position.is_(None))) or 0
    return found


_GONE = ("dòng này không còn", "the ledger heard it, the row is gone")


def _differing(row: Any, kept: Opened, leaf: Any, erasures: Erasures) -> tuple[str | None, bool]:
    """The first column of a row that is not what was heard of it, and whether it still holds what was erased."""
    if kept.sealed != sealed_bytes(leaf.body.encode()):
        return "body", False
    try:
        said = recall(kept.openings, kept.sealed)
    except MalformedBody:
        return "body", False
    is_unerased = any(part.salt is not None and part.owner in erasures for part in said.parts)
    if _is_tampered(said, kept.openings or {}, erasures):
        return "body", is_unerased
    heard = {
        "chain": leaf.chain, "event_id": said.id, "type": said.type, "subject": said.subject, "sequence": said.sequence,
    }  # fmt: skip
    return next((name for name, value in heard.items() if getattr(row, name) != value), None), is_unerased


def _is_tampered(said: Envelope, openings: Mapping[str, bytes], erasures: Erasures) -> bool:
    """Whether a personal part is false, or gone without an erasure."""
    gone = any(part.salt is None and part.owner not in erasures for part in said.parts)
    return gone or any(is_opened_falsely(part, said.data, openings.get(part.path)) for part in said.parts)


def _rows(log: Session) -> Iterator[Any]:
    wanted = select(
        outbox.c.position, outbox.c.chain, outbox.c.event_id, outbox.c.type, outbox.c.subject, outbox.c.sequence,
        outbox.c.body,
    ).where(outbox.c.position.is_not(None))  # fmt: skip
    return iter(log.execute(wanted.order_by(outbox.c.position), execution_options={"yield_per": _AT_A_TIME}))


class _Leaves:
    """The leaves of one source in order of position, read once beside the log."""

    def __init__(self, ledger: Session, source: str) -> None:
        wanted = select(Leaf.position, Leaf.chain, Leaf.body).where(Leaf.source == source, Leaf.position.is_not(None))
        read = ledger.execute(wanted.order_by(Leaf.position), execution_options={"yield_per": _AT_A_TIME})
        self._rows = iter(read)
        self._next: Any = next(self._rows, None)

    def before(self, position: int | None) -> Iterator[int]:
        """Positions below `position` (None: all that are left) that the log passed over."""
        while self._next is not None and (position is None or self._next.position < position):
            yield self._next.position
            self._next = next(self._rows, None)

    def at(self, position: int) -> Any:
        """The leaf of this position; its twins, if any, are named by the ledger's own check."""
        found = None
        while self._next is not None and self._next.position == position:
            found = found or self._next
            self._next = next(self._rows, None)
        return found
