"""What an embedded start offers again: the memory transport forgets on a stop what was published and not yet heard.

Owns: comparing a service's log with the inboxes of those who hear it. Promises: whatever a consumer hears and has not
stored is offered again, in whatever order it came before. Leaves to others: publishing (`shared.relay`), dropping what
was seen (`shared.inbox`); a broker that remembers needs none of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.clock import wall_now
from shared.db import Database
from shared.outbox_rows import ask_again, published_to
from shared.tables import inbox, outbox
from shared.topology import consumers_of_source, names_heard

# So many parameters of one statement every SQLite takes.
_AT_A_TIME = 5_000
_READ_TOGETHER = 10_000


def offer_unheard(source: str, databases: Mapping[str, Database]) -> int:
    """Note what some consumer among `databases` has not stored of the log of `source`; returns how many events."""
    with databases[source].reading() as tx:
        published = published_to(tx)
    has_stored = {
        name: _stored(databases[name], source, published) for name in consumers_of_source(source) if name in databases
    }
    with databases[source].transaction() as tx:
        unheard = list(_unheard(tx, source, published, has_stored))
        now = wall_now()
        for start in range(0, len(unheard), _AT_A_TIME):
            ask_again(tx, outbox.c.position.in_(unheard[start : start + _AT_A_TIME]), now)
    return len(unheard)


def _stored(database: Database, source: str, published: int) -> bytearray:
    """For each position up to `published` whether a receipt bears it.

    The last one stored would not do: what is new may go out between two parts of what is offered again, and a stop then
    leaves a gap before it.
    """
    found = bytearray(published + 1)
    with database.reading() as tx:
        for position in tx.scalars(select(inbox.c.position).where(inbox.c.source == source)).yield_per(_READ_TOGETHER):
            if position <= published:
                found[position] = True
    return found


def _unheard(tx: Session, source: str, published: int, has_stored: Mapping[str, bytearray]) -> Iterator[int]:
    """The positions some consumer hears and has not stored. The log is read once for all, without its bodies."""
    heard = [(found, frozenset(names_heard(name, source))) for name, found in has_stored.items()]
    log = select(outbox.c.position, outbox.c.type).where(outbox.c.position <= published).order_by(outbox.c.position)
    for position, name in tx.execute(log).yield_per(_READ_TOGETHER):
        if any(name in names and not found[position] for found, names in heard):
            yield position
