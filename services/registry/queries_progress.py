"""Reading a plan's progress: initiatives as targets see them, reports owed and received.

Owns: the statements. Promises: lists are in the order of entry; a page never repeats. Leaves to others: counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.registry.errors import NoSuchInitiative, NoSuchReceipt
from services.registry.models_progress import Initiative, InitiativeAuthor, ReportReceived
from services.registry.rules.progress import Recognised, said_of_receipt
from shared.events.terms import Block, InitiativeScope
from shared.holding import held
from shared.policy.plan_items import Report
from shared.policy.plans import Plan
from shared.web.paging import Page, page_of, read_cursor
from shared.words import Words


@dataclass(frozen=True, slots=True)
class Receipt:
    row: ReportReceived
    words: Words


@dataclass(frozen=True, slots=True)
class ReportStanding:
    """A report the plan asks for and who sent it."""

    report: Report
    receipts: tuple[Receipt, ...]


def initiatives_of(tx: Session, plan: str, blocks: Sequence[Block]) -> list[Recognised]:
    """What units of the blocks entered; no blocks named means all."""
    wanted = [Initiative.block.in_([block.value for block in blocks])] if blocks else []
    found = tx.execute(
        select(InitiativeAuthor.key, Initiative.recognised_on, Initiative.scope, Initiative.external_registry)
        .join(Initiative, Initiative.id == InitiativeAuthor.initiative)
        .where(Initiative.plan == plan, *wanted)
        .order_by(Initiative.id, InitiativeAuthor.place)
    )
    return [
        Recognised(person=key, recognised_on=day, scope=InitiativeScope(scope), registry=registry)
        for key, day, scope, registry in found
    ]


def page_of_initiatives(tx: Session, plan: str, unit: str | None, cursor: str | None, limit: int) -> Page[Initiative]:
    asked = select(Initiative).where(Initiative.plan == plan).options(selectinload(Initiative.authors))
    if unit is not None:
        asked = asked.where(Initiative.unit == unit)
    after = read_cursor(cursor, (str,))
    if after is not None:
        asked = asked.where(Initiative.id > after[0])
    return page_of(tx.scalars(asked.order_by(Initiative.id).limit(limit + 1)).all(), limit, lambda row: (row.id,))


def get_initiative(tx: Session, initiative: str) -> Initiative:
    """The row, held until the end of the transaction; `NoSuchInitiative`."""
    found = tx.scalar(held(select(Initiative).where(Initiative.id == initiative)))
    if found is None:
        raise NoSuchInitiative()
    return found


def get_receipt(tx: Session, receipt: str) -> ReportReceived:
    """The row, held until the end of the transaction; `NoSuchReceipt`."""
    found = tx.scalar(held(select(ReportReceived).where(ReportReceived.id == receipt)))
    if found is None:
        raise NoSuchReceipt()
    return found


def reports_of(tx: Session, plan: Plan) -> list[ReportStanding]:
    rows = tx.scalars(
        select(ReportReceived).where(ReportReceived.plan == plan.id)
        .order_by(ReportReceived.received_on, ReportReceived.id)
    ).all()  # fmt: skip
    return [
        ReportStanding(
            report,
            tuple(Receipt(row, said_of_receipt(report, row.received_on)) for row in rows if row.report == report.id),
        )
        for report in plan.reports
    ]
