"""What a request left behind: the number of rows in every table of every service.

Owns: counting. Promises: every table counts but those that timers write. Leaves to others: making the
house quiet first (`House.rest`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import func, select, text

from deploy.services import definition_of
from shared.tables import HOUSE, outbox
from shared.topology import SERVICES, emitters
from tests.support.homes import House

# Timers write them: leases, and checkpoints of what was heard before. Looks lie there until they are said, and a relay
# keeps its mark from the first event of its service on.
_BY_THEMSELVES = {"lease", "checkpoints", "cosignatures", "looked", "outbox_mark"}


def footprint(house: House) -> dict[str, int]:
    """Rows by `service.table`."""
    counted = {}
    for service in SERVICES:
        tables = {**HOUSE.tables, **definition_of(service).metadata.tables}.keys() - _BY_THEMSELVES
        # One statement of a service: asked of each table alone, most of the time would go into asking.
        told = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(tables))
        with house.databases[service].reading() as tx:
            counted.update({f"{service}.{name}": count for name, count in tx.execute(text(told))})
    return counted


@contextmanager
def leaves_nothing(house: House, *, but: Collection[str] = ()) -> Iterator[None]:
    """The block adds no row and no event anywhere, `but` in these tables."""
    grown: dict[str, int] = {}
    with _growing(house, grown):
        yield
    left = {name: count for name, count in grown.items() if name not in but}
    assert not left, f"rows were left behind: {left}"


@contextmanager
def leaves_only_a_refusal(house: House, service: str) -> Iterator[None]:
    """The block adds nothing but one `command_refused` of a service, heard by the witness."""
    grown: dict[str, int] = {}
    with _growing(house, grown):
        yield
    said = (grown.pop(f"{service}.outbox", 0), grown.pop("audit.leaves", 0))
    assert said == (1, 1), f"not one refusal, heard once, but {said}; beside it: {grown}"
    assert not grown.keys() - _HEARD, f"more than a refusal was left behind: {grown}"


@contextmanager
def leaves_at_most_a_refusal(house: House) -> Iterator[None]:
    """The block adds nothing, or one `command_refused` of some service if it reached a command."""
    grown: dict[str, int] = {}
    with _growing(house, grown):
        yield
    leaves = grown.pop("audit.leaves", 0)
    said = [grown.pop(name) for name in tuple(grown) if name.endswith(".outbox")]
    assert (leaves, said) in ((0, []), (1, [1])), f"not one event, heard once: {leaves} {said}; beside it: {grown}"
    assert not grown.keys() - _HEARD, f"more than a refusal was left behind: {grown}"


_HEARD = {"audit.inbox", "audit.inbox_cursor", "audit.tree_heads", "audit.tile_hashes"} | {
    "audit.leaf_cases", "audit.leaf_marks",
}  # fmt: skip


@contextmanager
def _growing(house: House, grown: dict[str, int]) -> Iterator[None]:
    house.rest()
    before, summed_before = _while_quiet(house)
    yield
    after, summed_after = _while_quiet(house)
    summed = summed_after - summed_before
    more = Counter(after)
    more.subtract(before)
    # A flood of an earlier test is summed up a minute later, by the service itself: nobody's request of this block.
    for service, times in summed.items():
        more[f"{service}.outbox"] -= times
        more["audit.leaves"] -= times
    grown.update({name: count for name, count in more.items() if count and not (summed and name in _HEARD)})


def _while_quiet(house: House) -> tuple[Counter[str], Counter[str]]:
    """The footprint, and the floods in it. What a service sums up while table after table is counted would stand in its
    log and not yet in the ledger: so they are counted until two counts agree.
    """
    house.settle()
    found = footprint(house), _summed(house)
    while True:
        house.settle()
        again = footprint(house), _summed(house)
        if again == found:
            return found
        found = again


def _summed(house: House) -> Counter[str]:
    """How many floods of refusals each service has summed up."""
    of_timer = outbox.c.body.like('%"via":"timer"%')
    counted: Counter[str] = Counter()
    for service in emitters():
        said = select(func.count()).where(outbox.c.type == f"{service}.command_refused", of_timer)
        with house.databases[service].reading() as tx:
            counted[service] = tx.scalar(said) or 0
    return counted
