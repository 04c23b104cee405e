"""Signing what the ledger is: after a decision in the very transaction, otherwise on a timer.

Owns: when a checkpoint is signed. Promises: none is signed that does not contain the one before; what was signed leaves
the process only after its commit; without a key, or with a tree that did not only grow, events are kept all the same.
Leaves to others: the key (`signing`), the text (`rules.checkpoints`), asking witnesses (`witnessing`).
"""

from __future__ import annotations

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.errors import KeyUnusable, LedgerBroken, NoSuchTree
from services.audit.metrics import NOT_SIGNED
from services.audit.models import THE_TIP, Checkpoint, Tip
from services.audit.queries import Head, read_head
from services.audit.queries_checkpoints import find_newest
from services.audit.queries_proofs import prove_consistency
from services.audit.rules import checkpoints
from services.audit.signing import PrivateKey, keys_of_witnesses, make_key, read_key
from shared import faults
from shared.config import Home
from shared.desk import Desk
from shared.rows import insert_rows

log = structlog.get_logger(__name__)

ORIGIN = "vinhdanh.local/ledger"


def provide_keys(desk: Desk) -> None:
    """At start: the embedded home makes its own key; elsewhere an operator does (`vinhdanh audit keygen`).

    `SettingsInvalid` where the key of a witness is none: the timers would find out, where nobody looks.
    """
    keys_of_witnesses(desk.settings)
    file = desk.settings.ledger_key
    if not file.exists() and desk.settings.home is Home.EMBEDDED:
        make_key(file, ORIGIN, is_witness=False)


def key_of(desk: Desk) -> PrivateKey | None:
    """The key of this ledger, None where there is none; `KeyUnusable` when the file is no key."""
    if not desk.settings.ledger_key.exists():
        log.warning("ledger_has_no_key", file=desk.settings.ledger_key.name)
        return None
    return read_key(desk.settings.ledger_key)


def sign_decided(desk: Desk, tx: Session) -> None:
    """Sign the head that holds a decision. The caller holds the lock of the tip.

    The key is read now: it may have been made or changed since this process started, and of a decision that stands
    unsigned between signed heads everybody would have to think that its checkpoint was taken away.
    """
    try:
        key = key_of(desk)
    except (KeyUnusable, OSError) as error:
        # What happened is kept, signed or not.
        said = error.said.en if isinstance(error, KeyUnusable) else error.strerror
        log.error("ledger_key_unusable", file=desk.settings.ledger_key.name, error=said)
        return
    if key is not None:
        sign_head(tx, key)


def sign_newest(desk: Desk) -> None:
    """Sign the newest head if it is not signed yet."""
    key = key_of(desk)
    if key is None:
        return
    with desk.database.transaction() as tx:
        # Nobody appends or signs meanwhile: each checkpoint names the one before it.
        tx.execute(select(Tip.id).where(Tip.id == THE_TIP).with_for_update())
        sign_head(tx, key)
        faults.point("checkpoint.before_commit")
    faults.point("checkpoint.after_commit")


def sign_head(tx: Session, key: PrivateKey) -> None:
    """Store a signed checkpoint of the newest head, unless it has one or contradicts the one before.

    The caller holds the lock of the tip.
    """
    head, last = read_head(tx), find_newest(tx)
    if head.size == 0 or (last is not None and last.head.size == head.size and last.head.root.hex() == head.root):
        return
    if last is not None and not _contains(tx, head, last.head):
        NOT_SIGNED.inc()
        log.error("checkpoint_refused", size=head.size, signed_size=last.head.size)
        return
    before = last.head.size if last else None
    note = key.sign(checkpoints.Checkpoint(key.public.name, head.size, bytes.fromhex(head.root), before))
    insert_rows(tx, Checkpoint.__table__, [{"size": head.size, "note": note.written()}])


def _contains(tx: Session, head: Head, last: checkpoints.Checkpoint) -> bool:
    """Whether the tree under `head` only added to what was signed last."""
    try:
        shown = prove_consistency(tx, last.size, head.size)
    except (LedgerBroken, NoSuchTree):
        return False
    return (shown.earlier_root, shown.later_root) == (last.root.hex(), head.root)
