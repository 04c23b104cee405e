"""Tracing over HTTP: leaves by every way an auditor asks, persons, origins of awards, cases at a moment.

Owns: its views. Promises: read-only, for auditors; whoever may not ask is refused and that is recorded.
Leaves to others: finding (`queries_tracing`, `queries_records`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.audit import queries_tracing
from services.audit import schemas_tracing as schemas
from services.audit.permissions import PERMISSIONS
from services.audit.queries_records import RecordPage, page_of_records
from services.audit.rules.origin import Origin
from shared.events.terms import Shown
from shared.permissions import authorize
from shared.web.commands import actor, query, showing, shows, tx
from shared.web.paging import Page

# An origin is a whole story; a page of them is kept short.
_MOST_ORIGINS = 20

blueprint = Blueprint("tracing", __name__, description="From awards to what they rest on, from persons to nominations")


@blueprint.get("/records")
@query
@blueprint.arguments(schemas.RecordsQuery, location="query")
@blueprint.response(200, schemas.RecordPageSchema)
def records(given: dict[str, Any]) -> RecordPage:
    """Leaves by actor, unit, case, person, rule, award, decision or period; every page of a walk tells one tree."""
    authorize(PERMISSIONS, "read_records", actor())
    page = page_of_records(tx(), schemas.RecordsQuery.asked(given), cursor=given["cursor"], limit=given["limit"])
    if given["person"] is not None:
        shows(one.case_id for one in page.items if one.case_id is not None)
    return page


@blueprint.get("/cases/<case_id>/state")
@showing(Shown.DOSSIER)
@blueprint.arguments(schemas.MomentQuery, location="query")
@blueprint.response(200, schemas.StoodSchema)
def state(given: dict[str, Any], case_id: str) -> queries_tracing.Stood:
    """How the case stood at a moment, by events alone."""
    authorize(PERMISSIONS, "trace", actor())
    return queries_tracing.case_at(tx(), case_id, given["at"])


@blueprint.get("/cases/<case_id>/differences")
@showing(Shown.DOSSIER)
@blueprint.arguments(schemas.MomentsQuery, location="query")
@blueprint.response(200, schemas.ComparedSchema)
def differences(given: dict[str, Any], case_id: str) -> queries_tracing.Compared:
    """What became different between two moments, and by which events."""
    authorize(PERMISSIONS, "trace", actor())
    return queries_tracing.compare_moments(tx(), case_id, given["earlier"], given["later"])


@blueprint.get("/cases/<case_id>/origin")
@showing(Shown.DOSSIER)
@blueprint.response(200, schemas.OriginSchema)
def origin(case_id: str) -> Origin:
    """Register, decision, session and ratio, letters, versions and rule evaluations of a case."""
    authorize(PERMISSIONS, "trace", actor())
    return queries_tracing.origin_of_case(tx(), case_id)


@blueprint.get("/origin")
@showing(Shown.DOSSIER)
@blueprint.arguments(schemas.AwardQuery, location="query")
@blueprint.response(200, schemas.OriginSchema)
def origin_of_award(given: dict[str, Any]) -> Origin:
    """The same from an entry of the register."""
    authorize(PERMISSIONS, "trace", actor())
    found = queries_tracing.origin_of_case(tx(), queries_tracing.case_of_award(tx(), given["award"]))
    shows([found.case_id])
    return found


@blueprint.get("/origins")
@showing(Shown.DOSSIER)
@blueprint.arguments(schemas.DecisionQuery, location="query")
@blueprint.response(200, schemas.OriginPageSchema)
def origins_of_decision(given: dict[str, Any]) -> Page[Origin]:
    """The same for every line of a decision, at most twenty at a time."""
    authorize(PERMISSIONS, "trace", actor())
    limit = min(given["limit"], _MOST_ORIGINS)
    page = queries_tracing.origins_of_decision(tx(), given["decision"], cursor=given["cursor"], limit=limit)
    shows(one.case_id for one in page.items)
    return page


@blueprint.get("/persons/<nominee_key>")
@showing(Shown.DOSSIER)
@blueprint.response(200, schemas.PersonSchema)
def person(nominee_key: str) -> queries_tracing.Person:
    """Every nomination of a person, refused and withdrawn ones too; the key stands in every version of a dossier."""
    authorize(PERMISSIONS, "trace_person", actor())
    found = queries_tracing.nominations_of(tx(), nominee_key)
    shows(one.case_id for one in found.nominations)
    return found
