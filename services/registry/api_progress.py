"""A plan's progress for officers: initiatives and reports.

Owns: the views. Promises: a unit reads its own entries, those who oversee read all. Leaves to others: what is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from services.registry import actions_progress, actions_taking_back, queries_progress
from services.registry.actions_progress import Made
from services.registry.models_progress import Initiative
from services.registry.permissions import PERMISSIONS
from services.registry.queries_progress import Receipt, ReportStanding
from services.registry.rules.progress import said_of_receipt
from services.registry.schemas_after import ReasonSchema
from services.registry.schemas_progress import (
    EnterElsewhereSchema,
    InitiativePage,
    InitiativeQuery,
    InitiativeSchema,
    ReceiptSchema,
    ReceiveReportSchema,
    RecordInitiativeSchema,
    ReportStandingSchema,
)
from shared.events.terms import Shown
from shared.permissions import authorize
from shared.web.commands import actor, answer_version, command, desk, query, seen_version, showing, tx, work
from shared.web.paging import Page

blueprint = Blueprint("progress", __name__, description="Initiatives and reports under a plan")


@blueprint.post("/plans/<plan>/initiatives")
@command("record_initiative")
@blueprint.arguments(RecordInitiativeSchema)
@blueprint.response(201, InitiativeSchema)
def record(made: Made, plan: str) -> Initiative:
    """Enter a recognised initiative with everybody who made it."""
    return _shown(actions_progress.record_initiative(desk(), work(), plan, made))


@blueprint.post("/initiatives/<initiative>/external-entry")
@command("record_initiative")
@blueprint.arguments(EnterElsewhereSchema)
@blueprint.response(200, InitiativeSchema)
def enter_elsewhere(payload: dict[str, Any], initiative: str) -> Initiative:
    """Record its entry in a register of somebody else."""
    return _shown(actions_progress.enter_elsewhere(desk(), work(), initiative, seen=seen_version(), **payload))


@blueprint.get("/plans/<plan>/initiatives")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(InitiativeQuery, location="query")
@blueprint.response(200, InitiativePage)
def initiatives(asked: dict[str, Any], plan: str) -> Page[Initiative]:
    """Initiatives in the order of entry; a unit asks for its own."""
    if asked["unit"] is not None and asked["unit"] == actor().unit:
        authorize(PERMISSIONS, "read_figures_of_own_unit", actor(), own_unit=asked["unit"])
    else:
        authorize(PERMISSIONS, "read_figures", actor())
    return queries_progress.page_of_initiatives(tx(), plan, asked["unit"], asked["cursor"], asked["limit"])


@blueprint.post("/plans/<plan>/reports/<report>/receipts")
@command("receive_report")
@blueprint.arguments(ReceiveReportSchema)
@blueprint.response(201, ReceiptSchema)
def receive(payload: dict[str, Any], plan: str, report: str) -> Receipt:
    """Enter that a unit's report came in; the answer says whether it is late, in the plan's own words."""
    row = actions_progress.receive_report(desk(), work(), plan, report, **payload)
    owed = next(one for one in desk().policies.policies.plan(plan).reports if one.id == report)
    return Receipt(row, said_of_receipt(owed, row.received_on))


@blueprint.post("/initiatives/<initiative>/withdrawal")
@command("record_initiative")
@blueprint.arguments(ReasonSchema)
@blueprint.response(204)
def withdraw(payload: dict[str, Any], initiative: str) -> None:
    """Take back an initiative that was entered in error."""
    actions_taking_back.withdraw_initiative(work(), initiative, seen=seen_version(), **payload)


@blueprint.post("/receipts/<receipt>/withdrawal")
@command("receive_report")
@blueprint.arguments(ReasonSchema)
@blueprint.response(204)
def withdraw_receipt(payload: dict[str, Any], receipt: str) -> None:
    """Take back that a report came in, entered in error: it is owed again."""
    actions_taking_back.withdraw_report(work(), receipt, **payload)


@blueprint.get("/plans/<plan>/reports")
@query
@blueprint.response(200, ReportStandingSchema(many=True))
def reports(plan: str) -> Sequence[ReportStanding]:
    """Every report the plan asks for and who sent it, when."""
    authorize(PERMISSIONS, "read_targets", actor())
    return queries_progress.reports_of(tx(), desk().policies.policies.plan(plan))


def _shown(row: Initiative) -> Initiative:
    answer_version(row.version)
    return row
