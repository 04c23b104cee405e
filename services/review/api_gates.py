"""What a case waits for before the council, over HTTP: its public notice with objections, consultations.

Owns: paths and frames. Promises: every view is one action or one read. Leaves to others: publishing (`api_council`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.review import consultations, gate_schemas, objections, queries_gates
from services.review.models_clocks import Consultation, Objection
from shared.events.terms import Shown
from shared.web.commands import actor, command, desk, seen_version, showing, tx, work

gates = Blueprint("gates", __name__, description="Công khai lấy ý kiến, hiệp y / notices and consultations")

BLUEPRINTS = (gates,)


@gates.get("/cases/<case_id>/notice")
@showing(Shown.PERSONAL_DATA)
@gates.response(200, gate_schemas.PublishedSchema)
def show_notice(case_id: str) -> queries_gates.Published:
    """Where and until when the name is published, with the objections and what was found."""
    return queries_gates.notice_for(tx(), actor(), case_id)


@gates.post("/cases/<case_id>/objections")
@command("lodge_objection")
@gates.arguments(gate_schemas.LodgeSchema)
@gates.response(201, gate_schemas.ObjectionSchema)
def lodge_objection(payload: dict[str, Any], case_id: str) -> Objection:
    """Object to a published name; `document` for an objection that came on paper."""
    return objections.lodge_objection(desk(), work(), case_id, **payload)


@gates.post("/cases/<case_id>/objections/<objection_id>/settlement")
@command("settle_objection")
@gates.arguments(gate_schemas.SettleSchema)
@gates.response(200, gate_schemas.ObjectionSchema)
def settle_objection(payload: dict[str, Any], case_id: str, objection_id: str) -> Objection:
    """Record the finding; after the last one the full period runs again."""
    return objections.settle_objection(desk(), work(), case_id, objection_id, seen=seen_version(), **payload)


@gates.get("/cases/<case_id>/consultations")
@showing(Shown.PERSONAL_DATA)
@gates.response(200, gate_schemas.ConsultationsSchema)
def list_consultations(case_id: str) -> dict[str, Any]:
    """Who was asked, until when, and what they answered; and who has to be asked before the council meets."""
    items = queries_gates.consultations_for(tx(), actor(), case_id)
    return {"items": items, "must_be_heard": queries_gates.must_be_heard(desk().policies, tx(), case_id)}


@gates.post("/cases/<case_id>/consultations")
@command("ask_opinion")
@gates.arguments(gate_schemas.AskSchema)
@gates.response(201, gate_schemas.ConsultationSchema)
def ask_opinion(payload: dict[str, Any], case_id: str) -> Consultation:
    """Ask a body for its opinion (hiệp y)."""
    return consultations.ask_opinion(desk(), work(), case_id, seen=seen_version(), **payload)


@gates.post("/cases/<case_id>/consultations/<int(max=999999):number>/answer")
@command("record_opinion")
@gates.arguments(gate_schemas.RecordSchema)
@gates.response(200, gate_schemas.ConsultationSchema)
def record_opinion(payload: dict[str, Any], case_id: str, number: int) -> Consultation:
    """Record what the body answered."""
    return consultations.record_opinion(work(), case_id, number, seen=seen_version(), **payload)
