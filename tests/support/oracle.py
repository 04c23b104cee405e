"""The oracle: what must hold between the rows of all services and the events they said, whatever happened.

Owns: comparing every service's database with every other's, from the outside. Promises: read-only; one line per
violation, naming what differs; asked of a house at rest. Leaves to others: what is under way (`unsettled`), bringing
the house into a state worth asking about (tests), each service's own `invariants`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from deploy.services import definition_of
from shared import outbox_rows
from shared.db import Database
from shared.inbox_rows import Status
from shared.tables import inbox, inbox_cursor, outbox
from shared.topology import SERVICES, SUBSCRIPTIONS, emitters, names_heard
from tests.support import (
    oracle_of_ballots,
    oracle_of_cases,
    oracle_of_explanations,
    oracle_of_rows,
    oracle_of_standings,
    oracle_of_witness,
)
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from tests.support.homes import House

Databases = Mapping[str, Database]


class OracleError(AssertionError):
    """The house contradicts itself."""


def check(house: House, *, dead: int = 0, timeout: float = PATIENCE) -> None:
    """Raises OracleError with everything that does not hold in the house once it is at rest.

    `dead` is how many dead events the test itself has caused, over all consumers.
    """
    _refuse(_found(house, lambda: violations(house.databases, dead=dead), timeout))


def check_between(house: House, *, timeout: float = PATIENCE) -> None:
    """As `check`, for a house that other tests go on using and whose end is checked.

    Only there each case is told again, each reason asked and each row worked out again: that takes as long as all
    that has happened.
    """
    _refuse(_found(house, lambda: _at_any_time(house.databases, dead=0), timeout))


def _found(house: House, asked: Callable[[], Iterator[str]], timeout: float) -> list[str]:
    """What does not hold while nobody says anything.

    A service sums up a flood of refusals a minute after it: said between two looks, it would stand in one place only.
    Between the end of the rest and the first look, too.
    """
    while True:
        before = _reached(house.databases)
        house.rest(timeout)
        found = [*asked()]
        if not found or _reached(house.databases) == before:
            return found


def _reached(databases: Databases) -> dict[str, int]:
    """By source how far its log goes."""
    reached = {}
    for source in emitters():
        with databases[source].reading() as tx:
            reached[source] = tx.scalar(select(func.max(outbox.c.id))) or 0
    return reached


def _refuse(found: list[str]) -> None:
    if found:
        shown = "\n".join(found[:60])
        raise OracleError(f"{len(found)} things do not hold:\n{shown}")


def violations(databases: Databases, *, dead: int = 0) -> Iterator[str]:
    yield from _at_any_time(databases, dead)
    yield from oracle_of_explanations.violations(databases)
    yield from oracle_of_standings.violations(databases)
    yield from oracle_of_rows.violations(databases)


def _at_any_time(databases: Databases, dead: int) -> Iterator[str]:
    for source in emitters():
        yield from _log_is_whole(databases[source], source)
        for consumer, sources in SUBSCRIPTIONS.items():
            if source in sources:
                yield from _accounted(databases, source, consumer)
    yield from _waiting(databases, dead)
    for name in SERVICES:
        yield from _own_invariants(databases[name], name)
    yield from oracle_of_cases.violations(databases)
    yield from oracle_of_ballots.violations(databases)
    yield from oracle_of_witness.violations(databases)


def _log_is_whole(database: Database, source: str) -> Iterator[str]:
    """Positions without gap, hashes chained, sequence numbers of each subject from 1 without gap."""
    with database.reading() as tx:
        for position in outbox_rows.broken_links(tx):
            yield f"{source}: the chain of the log is broken at position {position}"
        grouped = select(outbox.c.subject, func.count(), func.min(outbox.c.sequence), func.max(outbox.c.sequence))
        for subject, count, first, last in tx.execute(grouped.group_by(outbox.c.subject)):
            if first != 1 or last != count:
                yield f"{source}: {count} events of {subject} are numbered {first} to {last}"


def _accounted(databases: Databases, source: str, consumer: str) -> Iterator[str]:
    """Emitted = applied + waiting + dead; one receipt per event; the cursor stands at the last one applied."""
    wanted = names_heard(consumer, source)
    about = (outbox.c.event_id, outbox.c.type, outbox.c.subject, outbox.c.sequence, outbox.c.position)
    with databases[source].reading() as tx:
        said = {row[0]: tuple(row[1:]) for row in tx.execute(select(*about).where(outbox.c.type.in_(wanted)))}
    noted = (inbox.c.event_id, inbox.c.type, inbox.c.subject, inbox.c.sequence, inbox.c.position)
    with databases[consumer].reading() as tx:
        heard = {row[0]: tuple(row[1:]) for row in tx.execute(select(*noted).where(inbox.c.source == source))}
        applied = select(inbox.c.subject, func.count(), func.max(inbox.c.sequence))
        applied = applied.where(inbox.c.source == source, inbox.c.status == Status.DONE).group_by(inbox.c.subject)
        done = {subject: (count, last) for subject, count, last in tx.execute(applied)}
        standing = select(inbox_cursor.c.subject, inbox_cursor.c.sequence).where(inbox_cursor.c.source == source)
        cursors = dict(tx.execute(standing).all())
    for event in sorted(said.keys() - heard.keys()):
        yield f"{consumer} has no receipt of {source}'s {said[event]}"
    for event in sorted(heard.keys() - said.keys()):
        yield f"{consumer} has a receipt of an event {source} never said: {heard[event]}"
    for event in sorted(said.keys() & heard.keys()):
        if said[event] != heard[event]:
            yield f"{consumer} noted {heard[event]} for what {source} said as {said[event]}"
    for subject, (count, last) in done.items():
        if count != last or cursors.get(subject) != last:
            yield (
                f"{consumer} applied {count} events of {source}'s {subject} up to number {last},"
                f" its cursor is {cursors.get(subject)}"
            )


def _waiting(databases: Databases, dead: int) -> Iterator[str]:
    """A settled house has no retries and nothing parked, and only the dead events the test has made.

    What nobody said and a person let rest is nothing of the house.
    """
    found = []
    strange = and_(inbox.c.status == Status.SETTLED, inbox.c.source == "")
    for consumer in SUBSCRIPTIONS:
        with databases[consumer].reading() as tx:
            columns = (inbox.c.status, inbox.c.type, inbox.c.subject, inbox.c.error_code, inbox.c.error)
            for row in tx.execute(select(*columns).where(inbox.c.status != Status.DONE, ~strange)):
                found.append((row.status, f"{consumer}: {row.status} {row.type} of {row.subject}: {row.error}"))
    yield from (line for status, line in found if status != Status.DEAD)
    lines = [line for status, line in found if status == Status.DEAD]
    if len(lines) != dead:
        yield f"{len(lines)} dead events where {dead} were expected: {lines[:5]}"


def _own_invariants(database: Database, name: str) -> Iterator[str]:
    for invariant in definition_of(name).invariants:
        with database.reading() as tx:
            yield from (f"{invariant.name}: {line}" for line in invariant.violations(tx))
