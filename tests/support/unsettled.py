"""What is still under way in a house: said and not published, published and not applied, applied only after a retry.

Owns: asking every service's database, many times a second. Promises: read-only; one statement for what a service said
and one for what it heard; of every log only what came after `house.settled_at`, where all was quiet before. Leaves to
others: asking until nothing is (`House.settle`), what must hold then (`oracle`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CompoundSelect, and_, bindparam, func, literal, or_, select, text, union_all

from shared.db import Database
from shared.inbox_rows import Status
from shared.tables import inbox, looked, outbox, outbox_again, outbox_mark
from shared.topology import SERVICES, SUBSCRIPTIONS, emitters, names_heard

if TYPE_CHECKING:
    from tests.support.homes import House

_MARK = func.coalesce(select(outbox_mark.c.position).scalar_subquery(), 0)
_AGAIN = outbox.c.position.in_(select(outbox_again.c.position).where(outbox_again.c.position <= _MARK))
# Said literally, or the index over what is not settled would not be used.
_TRIED = text("inbox.status <> 'done'")


def unsettled(house: House) -> Iterator[str]:
    """One line for whatever is under way.

    Whoever only wants to know whether anything is takes the first and asks no further.
    """
    is_quiet = True
    said: dict[str, dict[str, int]] = {}
    reached: dict[str, int] = {}
    for source in emitters():
        after = house.settled_at.get(source, 0)
        told = _ask(house.databases[source], _saying(), {"after": after})
        unpublished = sum(count for what, _, count, _ in told if what == "unpublished")
        new = [(name, count, last) for what, name, count, last in told if what == "said"]
        said[source] = {name: count for name, count, _ in new}
        reached[source] = max((last for _, _, last in new), default=after)
        if unpublished:
            is_quiet = False
            yield f"{source}: {unpublished} events wait to be published"
    for service in SERVICES:
        values = {f"after_{source}": house.settled_at.get(source, 0) for source in SUBSCRIPTIONS[service]}
        told = _ask(house.databases[service], _hearing(service), {**values, "now": house.clock.now()})
        due = {
            source: sum(count for name, count in said[source].items() if name in names_heard(service, source))
            for source in SUBSCRIPTIONS[service]
        }
        for waits in _waiting(service, due, told):
            is_quiet = False
            yield waits
    if is_quiet:
        house.settled_at.update(reached)


def _waiting(service: str, due: Mapping[str, int], told: Sequence[Any]) -> Iterator[str]:
    """What one service has not settled of its sources, and looks it is to say by now.

    `due` is how many new events of each source it is to hear.
    """
    settled: Counter[str] = Counter()
    waits: dict[str, dict[str, int]] = {source: {} for source in due}
    for what, source, status, count in told:
        if what == "looks":
            yield f"{service}: looks wait to be said"
        elif what == "tried":
            waits[source][status] = count
        elif status in (Status.DONE, Status.DEAD, Status.SETTLED):
            settled[source] += count
    for source, wanted in due.items():
        if settled[source] < wanted or waits[source]:
            yield f"{service}: {settled[source]} of {wanted} new events of {source} settled, waiting {waits[source]}"


@cache
def _saying() -> CompoundSelect[Any]:
    """Rows `what, type, count, last position`: what waits to be published, and all that was said after `after`."""
    # One kind at a time: each has its index, all in one would read the whole log.
    unpublished = (outbox.c.position.is_(None), outbox.c.position > _MARK, _AGAIN)
    nothing = literal(0, BigInteger)
    counted = (select(literal("unpublished"), literal(""), func.count(), nothing).where(one) for one in unpublished)
    new = outbox.c.position > bindparam("after", type_=BigInteger)
    said = select(literal("said"), outbox.c.type, func.count(), func.max(outbox.c.position)).where(new)
    return union_all(*(one.select_from(outbox) for one in counted), said.group_by(outbox.c.type))


@cache
def _hearing(service: str) -> CompoundSelect[Any]:
    """Rows `what, source, status, count`: of each source what came after `after_<source>`, all tried, looks."""
    is_new = or_(
        *(
            and_(inbox.c.source == source, inbox.c.position > bindparam(f"after_{source}", type_=BigInteger))
            for source in SUBSCRIPTIONS[service]
        )
    )
    columns, kinds = (inbox.c.source, inbox.c.status, func.count()), (inbox.c.source, inbox.c.status)
    new = select(literal("new"), *columns).where(is_new).group_by(*kinds)
    tried = select(literal("tried"), *columns).where(_TRIED, inbox.c.status.in_((Status.RETRY, Status.PARKED)))
    is_due = looked.c.due <= bindparam("now", type_=looked.c.due.type)
    looks = select(literal("looks"), literal(""), literal(""), func.count()).select_from(looked).where(is_due)
    return union_all(new, tried.group_by(*kinds), looks.having(func.count() > 0))


def _ask(database: Database, wanted: CompoundSelect[Any], values: Mapping[str, Any]) -> Sequence[Any]:
    # A single statement sees one moment without a transaction, which would cost two more ways to the server and back.
    alone = {} if database.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
    with database.engine.connect().execution_options(**alone) as connection:
        return connection.execute(wanted, values).all()
