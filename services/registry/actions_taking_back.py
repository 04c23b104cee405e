"""Taking back what was entered in error under a plan: an initiative, the receipt of a report.

Owns: both acts. Promises: who may enter it may take it back, with a reason that the event tells; nothing of it is left
here, so that the right one can be entered and who owes a report owes it again. Leaves to others: entering
(`actions_progress`), what rests on it elsewhere (who hears the event).
"""

from __future__ import annotations

from sqlalchemy import delete

from services.registry.actions_progress import authorize_entry
from services.registry.models_progress import Initiative, InitiativeAuthor, ReportReceived
from services.registry.permissions import PERMISSIONS
from services.registry.queries_progress import get_initiative, get_receipt
from shared.events.registry_progress import InitiativeWithdrawn, ReportWithdrawn
from shared.permissions import authorize
from shared.versions import refuse_stale
from shared.work import Work


def withdraw_initiative(work: Work, initiative: str, *, seen: int, reason: str) -> None:
    """It was entered for another unit or plan, twice, or never was one."""
    row = get_initiative(work.tx, initiative)
    authorize_entry(work, row.unit)
    refuse_stale(row, seen)
    said = InitiativeWithdrawn(initiative=row.id, plan=row.plan, unit=row.unit, reason=reason)
    work.tx.execute(delete(InitiativeAuthor).where(InitiativeAuthor.initiative == row.id))
    work.tx.execute(delete(Initiative).where(Initiative.id == row.id))
    work.emit(initiative, said)


def withdraw_report(work: Work, receipt: str, *, reason: str) -> None:
    """It was another unit's or period's, or never came."""
    authorize(PERMISSIONS, "receive_report", work.actor)
    row = get_receipt(work.tx, receipt)
    said = ReportWithdrawn(
        receipt=row.id, plan=row.plan, report=row.report, unit=row.unit, period=row.period, reason=reason
    )
    work.tx.execute(delete(ReportReceived).where(ReportReceived.id == row.id))
    work.emit(receipt, said)
