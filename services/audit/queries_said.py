"""What a leaf says: its body in the shape of today, or what an erasure left of it.

Owns: reading leaves with their bodies for whoever tells of them. Promises: a leaf is read as it was said, through the
keys of those it tells of, or not at all; a type this release does not know is taken as it stands; what
makes no sense or was erased is None and never an error. Leaves to others: telling it (`queries_trace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from services.audit.models import Leaf
from shared.errors import InvalidInput
from shared.events.catalog import CATALOG, UnknownEvent, read
from shared.events.codec import to_plain
from shared.events.envelope import decode
from shared.keys import say_bodies


def told_leaves(tx: Session, wanted: Select[Leaf]) -> list[Leaf]:
    """Leaves, each `body` as it was said. They are apart from the session, so that none goes back into its row so."""
    leaves = list(tx.scalars(wanted))
    for leaf, said in zip(leaves, say_bodies(tx, [leaf.body for leaf in leaves]), strict=True):
        tx.expunge(leaf)
        leaf.body = said
    return leaves


def find_left(leaf: Leaf) -> Mapping[str, Any] | None:
    """What stands where an erased person was told of, in the shape it was sent in: where a case went names nobody."""
    event = decode(leaf.body.encode())
    return event.data if event.is_partly_erased else None


def find_data(leaf: Leaf) -> Mapping[str, Any] | None:
    """What was said, in the shape of today; a type this release does not know is taken as it stands."""
    if leaf.type not in CATALOG:
        data: Mapping[str, Any] = decode(leaf.body.encode()).data
        return data
    try:
        plain: Mapping[str, Any] = to_plain(read(decode(leaf.body.encode())))
    except (InvalidInput, UnknownEvent):
        # The witness keeps what it heard even where it makes no sense; the story says so and goes on.
        return None
    return plain
