"""Signed checkpoints against the tree, and signatures against keys.

Owns: what may be asked of checkpoints and cosignatures. Promises: read-only; a thousand are in memory at a time, since
a long ledger has as many as it had busy moments; a signature nobody here has the key for is named as unknown and never
taken for good. Leaves to others: the tree (`queries_verification`), reading them (`queries_checkpoints`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.audit.queries_checkpoints import Kept, kept_checkpoints
from services.audit.rules.checkpoints import Checkpoint, cosigned_by, read_checkpoint, signed_checkpoint
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
    """The checkpoints of a ledger, asked one by one in the order of size while its tree grows again.

    `asked`: sizes at which something is to be asked of the tree, as far as they are known yet. `count`, and `newest`,
    the size of the last, are those of all once nothing is `left_over`.
    """

    def __init__(self, tx: Session, trusted: Trusted) -> None:
        self._keys, self._witnesses = trusted.keys, {key.name: key for key in trusted.witnesses}
        self._names = {key.name for key in trusted.keys}
        self._kept: dict[int, set[bytes]] = {}
        for one in trusted.kept:
            self._kept.setdefault(one.size, set()).add(one.root)
        self.asked, self._decided = set(self._kept), set[int]()
        self._unknown_witnesses, self._of_nothing, self._alone = set[str](), list[int](), list[int]()
        self._rows, self._next = kept_checkpoints(tx), Kept(0, None, ())
        self.count, self.newest = 0, 0
        self._before: int | None = None
        self._take_next()
        self._first = self._next.size if self.count else None
        while self._next.note is not None and self._next.size < 1:
            self._pass_over()

    def is_signed(self, size: int) -> bool:
        return self._next.note is not None and self._next.size == size

    def expect_signed(self, size: int) -> None:
        """The head of this size holds a decision: it is under a checkpoint."""
        self._decided.add(size)
        self.asked.add(size)

    def contradicted_by(self, tree: Frontier) -> Iterator[Fault]:
        """What a tree of one of the sizes `asked` says otherwise."""
        self.asked.discard(tree.size)
        if self._kept.pop(tree.size, {tree.root()}) != {tree.root()}:
            yield checkpoint_fault(tree.size, "SỔ BỊ VIẾT LẠI sau khi bạn giữ điểm chốt này", _FORKED)
        if self.is_signed(tree.size):
            signed, before = self._next, self._before
            self._take_next()
            yield from self._check(signed, before, tree.root())
        elif tree.size in self._decided and self._first is not None and self._first < tree.size:
            yield checkpoint_fault(tree.size, "thiếu, dù có quyết định", "missing, although a decision was signed")
        self._decided.discard(tree.size)

    def left_over(self) -> Iterator[Fault]:
        """Checkpoints beyond the tree, cosignatures of none, and what was kept of a longer ledger."""
        for size in sorted(size for size in self._kept if size):
            yield checkpoint_fault(size, "SỔ BỊ CẮT NGẮN: bạn giữ điểm chốt dài hơn", _SHRUNK)
        while self._next.note is not None:
            self._pass_over()
        for size in self._of_nothing:
            yield checkpoint_fault(size, "không có cây nào lớn như vậy", "there is no tree of that size")
        for size in sorted(self._alone):
            yield checkpoint_fault(size, "có chữ ký chứng mà không có điểm chốt", "it was cosigned but is not there")

    def unknown(self) -> tuple[Words, ...]:
        """Signatures nobody here has the key for."""
        found = []
        if self.count and not self._keys:
            found.append(Words("Chưa kiểm chữ ký điểm chốt: không có khóa công khai của sổ chứng.",
                               "Checkpoints' signatures were not checked: no key of the ledger here."))  # fmt: skip
        for name in sorted(self._unknown_witnesses):
            found.append(Words(f"Chưa kiểm chữ ký của bên chứng {name}: không có khóa.",
                               f"Cosignatures of {name} were not checked: no key of it here."))  # fmt: skip
        return tuple(found)

    def _take_next(self) -> None:
        """The next checkpoint there is; none is left where it has no note."""
        self._before = self._next.size if self.count else None
        self._next = next(self._rows, _NONE)
        while self._next.note is None and self._next is not _NONE:
            self._alone.append(self._next.size)
            self._next = next(self._rows, _NONE)
        if self._next.note is not None:
            self.count, self.newest = self.count + 1, self._next.size
            self.asked.add(self._next.size)

    def _pass_over(self) -> None:
        self._of_nothing.append(self._next.size)
        if self._next.lines:
            self._alone.append(self._next.size)
        self._take_next()

    def _check(self, kept: Kept, before: int | None, root: bytes) -> Iterator[Fault]:
        size = kept.size
        try:
            note = read_note((kept.note or "").encode())
            head = read_checkpoint(note.text)
            is_signed = not self._keys or signed_checkpoint(note, self._keys) is not None
        except NoteMalformed as error:
            yield checkpoint_fault(size, f"không đọc được ({error})", f"it cannot be read ({error})")
            return
        if (head.size, head.root) != (size, root):
            yield checkpoint_fault(size, "không khớp các lá", "it does not follow from the leaves")
        if head.previous != before:
            yield _unchained(size, head, before)
        if not is_signed or (self._keys and head.origin not in self._names):
            yield checkpoint_fault(size, "không do khóa của sổ chứng ký", "no key of the ledger signed it")
        yield from (found for witness, line in kept.lines for found in self._check_line(size, note, witness, line))

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


_NONE = Kept(0, None, ())
_FORKED = "you kept one with another root: the ledger was rewritten since"
_SHRUNK = "you kept it, and the ledger is shorter now"


def _unchained(size: int, head: Checkpoint, found: int | None) -> Fault:
    vi, en = f"ký sau điểm chốt {head.previous}, nhưng ở đó là {found}", f"it was signed after {head.previous}"
    return checkpoint_fault(size, vi, f"{en}, but {found} stands there: one is missing or does not belong")
