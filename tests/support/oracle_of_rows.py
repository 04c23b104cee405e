"""The oracle's question about what `vinhdanh audit verify` says of a house nobody tampered with: nothing is wrong.

Owns: asking the product. Promises: read-only. Leaves to others: the comparison itself (`shared.accounting`), which the
tests of tampering try; the oracle's other rooms compare rows and events without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from sqlalchemy import text

from deploy.services import definition_of
from shared.accounting import RowsCompared, compare_rows
from shared.db import Database
from shared.topology import SERVICES, SUBSCRIPTIONS


def violations(databases: Mapping[str, Database]) -> Iterator[str]:
    for service in SERVICES:
        for fault in rows_of(databases, service).faults:
            yield f"{service}: {fault.words.en}"


def rows_of(databases: Mapping[str, Database], service: str) -> RowsCompared:
    """A service's rows beside what was said."""
    definition = definition_of(service)
    with ExitStack() as opened:
        tx = opened.enter_context(databases[service].only_reading())
        tx.execute(text("SELECT count(*) FROM lease"))
        logs = {source: opened.enter_context(databases[source].only_reading()) for source in SUBSCRIPTIONS[service]}
        return compare_rows(tx, service, definition.metadata.tables, definition.told, logs)
