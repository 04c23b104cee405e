"""The oracle's questions about the ledger: it holds every event anybody said, word for word, and nothing else.

Owns: comparing leaves with the logs of their sources. Promises: read-only; recomputes the whole tree.
Leaves to others: everything that is not the witness's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from services.audit.models import Leaf
from services.audit.queries_verification import verify
from shared.clock import wall_now
from shared.db import Database
from shared.keys import say_rows
from shared.tables import outbox
from shared.topology import emitters


def violations(databases: Mapping[str, Database]) -> Iterator[str]:
    said: dict[str, tuple[str, int, str, str]] = {}
    for source in emitters():
        with databases[source].reading() as tx:
            rows = tx.execute(select(outbox.c.event_id, outbox.c.position, outbox.c.chain, outbox.c.body))
            bodies = say_rows(tx, rows, lambda row: row.body)
            said.update({row.event_id: (source, row.position, row.chain, body) for row, body in bodies})
    with databases["audit"].only_reading() as tx:
        leaves = tx.execute(select(Leaf.event_id, Leaf.source, Leaf.position, Leaf.chain, Leaf.body))
        heard = {row[0]: (*row[1:4], body) for row, body in say_rows(tx, leaves, lambda row: row.body)}
        found = verify(tx, now=wall_now())
    lacking, foreign = sorted(said.keys() - heard.keys()), sorted(heard.keys() - said.keys())
    yield from (f"the ledger lacks {said[event][:2]}" for event in lacking)
    yield from (f"the ledger has an event nobody said: {heard[event][:2]}" for event in foreign)
    for event in sorted(said.keys() & heard.keys()):
        if said[event] != heard[event]:
            yield f"the ledger says {heard[event]} where the log says {said[event]}"
    yield from (f"the ledger is not intact at leaf {fault.leaf}: {fault.words.en}" for fault in found.faults)
    yield from (f"the ledger has a gap: {gap}" for gap in found.gaps)
