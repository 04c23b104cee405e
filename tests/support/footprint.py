"""What a request left behind: the number of rows in every table of every service.

Owns: counting. Promises: leases apart, which move by themselves, every table counts. Leaves to others: making the
house quiet first (`House.settle`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from deploy.services import definition_of
from shared.tables import HOUSE
from shared.topology import SERVICES
from tests.support.homes import House


def footprint(house: House) -> dict[str, int]:
    """Rows by `service.table`."""
    counted = {}
    for service in SERVICES:
        tables = {**HOUSE.tables, **definition_of(service).metadata.tables}
        with house.databases[service].reading() as tx:
            for name, table in tables.items():
                if name != "lease":
                    counted[f"{service}.{name}"] = tx.scalar(select(func.count()).select_from(table)) or 0
    return counted


@contextmanager
def leaves_nothing(house: House, *, but: Collection[str] = ()) -> Iterator[None]:
    """The block adds no row and no event anywhere, `but` in these tables."""
    house.settle()
    before = footprint(house)
    yield
    house.settle()
    after = footprint(house)
    grown = {name: f"{before[name]} → {after[name]}" for name in after if after[name] != before[name]}
    grown = {name: told for name, told in grown.items() if name not in but}
    assert not grown, f"rows were left behind: {grown}"


@contextmanager
def leaves_only_a_refusal(house: House, service: str) -> Iterator[None]:
    """The block adds nothing but one `command_refused` of a service, heard by the witness."""
    house.settle()
    before = footprint(house)
    yield
    house.settle()
    after = footprint(house)
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown.pop(f"{service}.outbox") == 1
    heard = {"audit.inbox", "audit.inbox_cursor", "audit.leaves", "audit.leaf_cases", "audit.tree_heads", "audit.heard"}
    assert not {name for name in grown if name not in heard}, f"more than a refusal was left behind: {grown}"
    assert grown["audit.leaves"] == 1
