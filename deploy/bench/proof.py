"""Was the work really done: every award, every notice, every leaf, nothing waiting, nothing dead.

Owns: counting rows against each other. Promises: read-only; says in words what does not hold. Leaves to others: time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from services.audit.models import Leaf
from services.notification.models import Notice
from services.registry.models import Award
from services.review.models import Case
from shared.db import Database
from shared.events.terms import CaseState
from shared.inbox_rows import Status
from shared.outbox_rows import backlog
from shared.tables import inbox, outbox
from shared.topology import SERVICES, consumers_of


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands in the databases. `messages` are events times those who hear them."""

    awarded: int
    awards: int
    notices: int
    leaves: int
    events: int
    messages: int
    unpublished: int
    unsettled: int
    dead: int


def count(databases: Mapping[str, Database]) -> Counts:
    events = messages = unpublished = unsettled = dead = 0
    for name in SERVICES:
        with databases[name].reading() as tx:
            for event_type, number in tx.execute(select(outbox.c.type, func.count()).group_by(outbox.c.type)):
                events += number
                messages += number * len(consumers_of(event_type))
            unpublished += backlog(tx)[0]
            for status, number in tx.execute(
                select(inbox.c.status, func.count()).where(inbox.c.status != Status.DONE).group_by(inbox.c.status)
            ):
                unsettled += number
                dead += number if status == Status.DEAD else 0
    with databases["review"].reading() as tx:
        awarded = tx.scalar(select(func.count()).select_from(Case).where(Case.state == CaseState.AWARDED.value)) or 0
    with databases["registry"].reading() as tx:
        awards = tx.scalar(select(func.count()).select_from(Award)) or 0
    with databases["notification"].reading() as tx:
        told = select(func.count(Notice.case_id.distinct())).where(Notice.template == "awarded")
        notices = tx.scalar(told) or 0
    with databases["audit"].reading() as tx:
        leaves = tx.scalar(select(func.count()).select_from(Leaf)) or 0
    return Counts(awarded, awards, notices, leaves, events, messages, unpublished, unsettled, dead)


def is_settled(databases: Mapping[str, Database], awards: int) -> bool:
    """Cheap to ask often: every award is in the register and told of, every event published and witnessed."""
    with databases["registry"].reading() as tx:
        if tx.scalar(select(func.count()).select_from(Award)) != awards:
            return False
    found = count(databases)
    return found.notices == awards and found.leaves == found.events and not found.unpublished


def complaints(found: Counts, *, nominations: int) -> list[str]:
    """What does not hold; empty when all was done."""
    told = {
        f"{found.awarded} of {nominations} cases are awarded": found.awarded == nominations,
        f"{found.awards} awards in the register for {nominations} nominations": found.awards == nominations,
        f"{found.notices} of {nominations} awards were told of": found.notices == nominations,
        f"{found.leaves} audit leaves for {found.events} events": found.leaves == found.events,
        f"{found.unpublished} events are not published": not found.unpublished,
        f"{found.unsettled} events wait in an inbox, {found.dead} of them dead": not found.unsettled,
    }
    return [words for words, is_so in told.items() if not is_so]
