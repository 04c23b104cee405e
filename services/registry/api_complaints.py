"""Complaints about decisions, for units and officers.

Owns: the views. Promises: who complained is shown to those who deal with it and to auditors only.
Leaves to others: what is done (`actions_complaints`), reading (`queries_after`, `queries_readers`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.registry import actions_complaints, queries_after
from services.registry.models_after import Complaint
from services.registry.queries_readers import read_one, rows_to_read
from services.registry.schemas_after import (
    AcceptSchema,
    ComplaintPage,
    ComplaintQuery,
    ComplaintSchema,
    LodgeSchema,
    ReasonSchema,
    SettleSchema,
)
from shared.events.terms import Shown
from shared.web.commands import actor, answer_version, command, desk, seen_version, showing, tx, work
from shared.web.paging import Page

blueprint = Blueprint("complaints", __name__, description="Complaints and their time limits")


@blueprint.post("/complaints")
@command("lodge_complaint")
@blueprint.arguments(LodgeSchema)
@blueprint.response(201, ComplaintSchema)
def lodge(payload: dict[str, Any]) -> Complaint:
    """Enter a complaint; the answer says whether it is late and which day was the last."""
    return _shown(actions_complaints.lodge(desk(), work(), actions_complaints.Grievance(**payload)))


@blueprint.get("/complaints")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(ComplaintQuery, location="query")
@blueprint.response(200, ComplaintPage)
def complaints(asked: dict[str, Any]) -> Page[Complaint]:
    """Complaints, oldest first."""
    return queries_after.page(tx(), Complaint, rows_to_read(tx(), actor(), Complaint), **asked)


@blueprint.get("/complaints/<complaint_id>")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, ComplaintSchema)
def complaint(complaint_id: str) -> Complaint:
    """One complaint, with its version."""
    return _shown(read_one(tx(), actor(), Complaint, queries_after.get_complaint, complaint_id))


@blueprint.post("/complaints/<complaint_id>/acceptance")
@command("accept_complaint")
@blueprint.arguments(AcceptSchema)
@blueprint.response(200, ComplaintSchema)
def accept(payload: dict[str, Any], complaint_id: str) -> Complaint:
    """Take it up; the days to settle it begin."""
    return _shown(actions_complaints.accept(desk(), work(), complaint_id, seen=seen_version(), **payload))


@blueprint.post("/complaints/<complaint_id>/rejection")
@command("reject_complaint")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, ComplaintSchema)
def reject(payload: dict[str, Any], complaint_id: str) -> Complaint:
    """Do not take it up, and say why."""
    return _shown(actions_complaints.reject(work(), complaint_id, seen=seen_version(), **payload))


@blueprint.post("/complaints/<complaint_id>/settlement")
@command("settle_complaint")
@blueprint.arguments(SettleSchema)
@blueprint.response(200, ComplaintSchema)
def settle(payload: dict[str, Any], complaint_id: str) -> Complaint:
    """Settle it: the decision is kept, or has to be corrected or cancelled by a new one."""
    settlement = actions_complaints.Settlement(**payload)
    return _shown(actions_complaints.settle(work(), complaint_id, seen=seen_version(), settlement=settlement))


def _shown(row: Complaint) -> Complaint:
    answer_version(row.version)
    return row
