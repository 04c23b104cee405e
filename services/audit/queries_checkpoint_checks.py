"""Signed checkpoints against the tree, and signatures against keys.

Owns: what may be asked of checkpoints and cosignatures. Promises: read-only; a signature nobody here has the key for is
named as unknown and never taken for good. Leaves to others: the tree (`queries_verification`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import Checkpoint as Row
from services.audit.models import Cosignature
from services.audit.rules.checkpoints import SIGNED_AT_ONCE, Checkpoint, cosigned_by, read_checkpoint, signed_checkpoint
from services.audit.rules.faults import Fault, checkpoint_fault
from services.audit.rules.merkle import Frontier
from services.audit.rules.notes import Note, NoteMalformed, PublicKey, read_note, read_signatures
from shared.words import Words


@dataclass(frozen=True, slots=True)
class Trusted:
    """What whoever checks brings along: public keys of the ledger and of witnesses, and checkpoints kept elsewhere."""

    keys: Sequence[PublicKey] = ()
    witnesses: Sequence[PublicKey] = ()
    kept: Sequence[Checkpoint] = ()


class CheckpointChecks:
    """The checkpoints of a ledger, asked one by one while its tree grows again."""

    def __init__(self, tx: Session, trusted: Trusted) -> None:
        stored = tx.execute(select(Row.size, Row.note).order_by(Row.size)).all()
        self._notes = {row.size: row.note for row in stored}
        self._lines: dict[int, list[tuple[str, str]]] = {}
        for size, witness, line in tx.execute(select(Cosignature.size, Cosignature.witness, Cosignature.line)):
            self._lines.setdefault(size, []).append((witness, line))
        self.sizes = [row.size for row in stored]
        self._before = dict(zip(self.sizes, [None, *self.sizes], strict=False))
        self._keys, self._witnesses = trusted.keys, {key.name: key for key in trusted.witnesses}
        self._kept: dict[int, set[bytes]] = {}
        for one in trusted.kept:
            self._kept.setdefault(one.size, set()).add(one.root)
        self._decided: set[int] = set()
        self.asked = {*self._notes, *self._kept}
        self._unknown_witnesses: set[str] = set()

    @property
    def count(self) -> int:
        return len(self.sizes)

    def is_signed(self, size: int) -> bool:
        return size in self._before

    def hear(self, leaf_type: str, head_size: int) -> None:
        """A decision is under a checkpoint from the head that holds it."""
        if leaf_type in SIGNED_AT_ONCE:
            self._decided.add(head_size)
            self.asked.add(head_size)

    def contradicted_by(self, tree: Frontier) -> Iterator[Fault]:
        """What a tree of one of the sizes `asked` says otherwise."""
        if self._kept.pop(tree.size, {tree.root()}) != {tree.root()}:
            yield checkpoint_fault(tree.size, "SỔ BỊ VIẾT LẠI sau khi bạn giữ điểm chốt này", _FORKED)
        if tree.size in self._notes:
            yield from self._check(tree.size, self._notes.pop(tree.size), tree.root())
        elif tree.size in self._decided and self.sizes and self.sizes[0] < tree.size:
            yield checkpoint_fault(tree.size, "thiếu, dù có quyết định", "missing, although a decision was signed")

    def left_over(self) -> Iterator[Fault]:
        """Checkpoints beyond the tree, cosignatures of none, and what was kept of a longer ledger."""
        for size in sorted(size for size in self._kept if size):
            yield checkpoint_fault(size, "SỔ BỊ CẮT NGẮN: bạn giữ điểm chốt dài hơn", _SHRUNK)
        for size in sorted(self._notes):
            yield checkpoint_fault(size, "không có cây nào lớn như vậy", "there is no tree of that size")
        for size in sorted(self._lines):
            yield checkpoint_fault(size, "có chữ ký chứng mà không có điểm chốt", "it was cosigned but is not there")

    def unknown(self) -> tuple[Words, ...]:
        """Signatures nobody here has the key for."""
        found = []
        if self.sizes and not self._keys:
            found.append(Words("Chưa kiểm chữ ký điểm chốt: không có khóa công khai của sổ chứng.",
                               "Checkpoints' signatures were not checked: no key of the ledger here."))  # fmt: skip
        for name in sorted(self._unknown_witnesses):
            found.append(Words(f"Chưa kiểm chữ ký của bên chứng {name}: không có khóa.",
                               f"Cosignatures of {name} were not checked: no key of it here."))  # fmt: skip
        return tuple(found)

    def _check(self, size: int, written: str, root: bytes) -> Iterator[Fault]:
        lines = self._lines.pop(size, [])
        try:
            note = read_note(written.encode())
            head = read_checkpoint(note.text)
            is_signed = not self._keys or signed_checkpoint(note, self._keys) is not None
        except NoteMalformed as error:
            yield checkpoint_fault(size, f"không đọc được ({error})", f"it cannot be read ({error})")
            return
        if (head.size, head.root) != (size, root):
            yield checkpoint_fault(size, "không khớp các lá", "it does not follow from the leaves")
        if head.previous != self._before[size]:
            yield _unchained(size, head, self._before[size])
        if not is_signed or (self._keys and head.origin not in {key.name for key in self._keys}):
            yield checkpoint_fault(size, "không do khóa của sổ chứng ký", "no key of the ledger signed it")
        yield from (found for witness, line in lines for found in self._check_line(size, note, witness, line))

    def _check_line(self, size: int, note: Note, witness: str, line: str) -> Iterator[Fault]:
        key = self._witnesses.get(witness)
        if key is None:
            self._unknown_witnesses.add(witness)
            return
        try:
            holds = cosigned_by(Note(note.text, read_signatures(line)), key) is not None
        except NoteMalformed:
            holds = False
        if not holds:
            yield checkpoint_fault(
                size, f"chữ ký của bên chứng {witness} không đúng", f"the cosignature of {witness} does not hold"
            )


_FORKED = "you kept one with another root: the ledger was rewritten since"
_SHRUNK = "you kept it, and the ledger is shorter now"


def _unchained(size: int, head: Checkpoint, found: int | None) -> Fault:
    vi, en = f"ký sau điểm chốt {head.previous}, nhưng ở đó là {found}", f"it was signed after {head.previous}"
    return checkpoint_fault(size, vi, f"{en}, but {found} stands there: one is missing or does not belong")
