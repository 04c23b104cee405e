"""Lists over HTTP: take in a workbook, share papers and the meeting, send all of it up.

Owns: the views. Promises: a workbook is read, and each row submitted, outside the transaction of the answer.
Leaves to others: what is done (`actions_lists`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError

from services.nomination import actions_lists, queries
from services.nomination.api_nominations import kept_upload, kind_of_upload
from services.nomination.errors import PaperMissing
from services.nomination.intake import MOST_PACKED, ReadList, award_names, read_list
from services.nomination.intake_template import template
from services.nomination.intake_words import year_outside
from services.nomination.models import NominationList, StoredPaper
from services.nomination.paper_store import KeptFile
from services.nomination.permissions import PERMISSIONS
from services.nomination.scanning import at_the_door_of_lists
from services.nomination.schemas import ListFormSchema, MeetingSchema, PaperFormSchema
from services.nomination.schemas_answers import (
    ListSchema,
    ListSubmissionSchema,
    PaperSchema,
    WholeListSchema,
    pages_of,
)
from shared.clock import office_day
from shared.errors import Forbidden, InvalidInput, Place
from shared.events.codec import places_of
from shared.events.terms import Shown, Via
from shared.permissions import authorize
from shared.web.bodies import FORM
from shared.web.commands import (
    actor,
    answer_version,
    command,
    desk,
    prepared,
    query,
    seen_version,
    showing,
    trace,
    tx,
    work,
)
from shared.web.contract import FILE
from shared.web.downloads import attachment
from shared.web.paging import PageQuery

blueprint = Blueprint("lists", __name__, url_prefix="/lists", description="Danh sách Excel")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def uploaded_list() -> ReadList | None:
    """The workbook of this request, read in a child process; None for who may not send one."""
    if actor().role not in PERMISSIONS["import_list"].roles:
        return None
    try:
        form = ListFormSchema().load(request.form.to_dict())
    except ValidationError as error:
        raise InvalidInput(places=places_of(error.messages)) from error
    sent = request.files.get("file")
    if sent is None:
        raise PaperMissing()
    data = sent.read(MOST_PACKED + 1)
    sent.seek(0)
    today = office_day(desk().clock.now())
    policy = desk().policies.current(form["plan"], today)
    years = policy.plan.window.first.year, policy.plan.window.last.year
    year, scan = form["year"] or years[0], at_the_door_of_lists(desk())
    if (stray := year_outside(year, years)) is not None:
        raise InvalidInput(places=[Place("year", stray)])
    return read_list(data, awards=award_names(policy), year=year, on=today, years=years, scan=scan)


@blueprint.post("")
@command("import_list", prepare=uploaded_list, takes_form=True)
@blueprint.arguments(ListFormSchema, location="form", content_type=FORM)
@blueprint.response(201, WholeListSchema)
@blueprint.alt_response(200, schema=WholeListSchema, description="This file was taken in before.", success=True)
def import_list(form: dict[str, Any]) -> Any:
    """`multipart/form-data`: `file` (.xlsx), `plan`, optionally `year`. 200 when this file was taken in before.

    409 (`list.other_year`) when it was taken in for another year. 422 (`list.nobody`) where nobody stands under its
    header. `report` has the rows refused, and with the header's row each filled column nobody reads (`column.unread`).
    """
    read = prepared()
    if read is None:
        authorize(PERMISSIONS, "import_list", actor())
    name = request.files["file"].filename or ""
    kept, is_new = actions_lists.import_list(desk(), work(), plan=form["plan"], file_name=name, read=read)
    return _shown(kept), 201 if is_new else 200


@blueprint.get("")
@query
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, pages_of(ListSchema))
def list_lists(asked: dict[str, Any]) -> Any:
    """The lists a unit has uploaded."""
    everywhere = actor().role in PERMISSIONS["read_all"].roles
    if not everywhere:
        authorize(PERMISSIONS, "read_own", actor(), own_unit=actor().unit)
    return queries.list_lists(tx(), unit=None if everywhere else actor().unit, **asked)


@blueprint.get("/template.xlsx")
@query
@blueprint.response(200, FILE, content_type=_XLSX)
def read_template() -> Response:
    """An empty list with every column the intake understands."""
    return attachment(template(), name="mau-danh-sach.xlsx", media_type=_XLSX)


@blueprint.get("/<list_id>")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, WholeListSchema)
def read(list_id: str) -> dict[str, Any]:
    """The list with its row report and its nominations."""
    return _shown(_readable(list_id))


def uploaded_paper() -> KeptFile:
    """Nothing is kept of what would be refused; the act asks again, since others act meanwhile."""
    kind = kind_of_upload()
    with desk().database.reading() as session:
        unit = queries.get_list(session, (request.view_args or {})["list_id"]).answering
    authorize(PERMISSIONS, "attach_list_paper", actor(), own_unit=unit)
    return kept_upload(kind)


@blueprint.post("/<list_id>/papers")
@command("attach_list_paper", prepare=uploaded_paper, takes_form=True)
@blueprint.arguments(PaperFormSchema, location="form", content_type=FORM)
@blueprint.response(201, PaperSchema)
def attach_paper(form: dict[str, Any], list_id: str) -> StoredPaper:
    """`multipart/form-data`: `file` and `kind`; shared by every row of the list."""
    paper = actions_lists.attach_list_paper(desk(), work(), list_id, kept=prepared(), **form)
    answer_version(tx().get_one(NominationList, list_id).version)
    return paper


@blueprint.delete("/<list_id>/papers/<paper_id>")
@command("remove_list_paper")
@blueprint.response(200, WholeListSchema)
def remove_paper(list_id: str, paper_id: str) -> dict[str, Any]:
    """409 (`list.paper_sent`) where cases under way were sent with it and were not returned for it."""
    return _shown(actions_lists.remove_list_paper(desk(), work(), list_id, paper_id, seen=seen_version()))


@blueprint.post("/<list_id>/meeting")
@command("record_meeting")
@blueprint.arguments(MeetingSchema)
@blueprint.response(200, WholeListSchema)
def record_meeting(given: dict[str, Any], list_id: str) -> dict[str, Any]:
    """State the meeting whose minutes the list rests on, for every row (cuộc họp xét)."""
    given["names_differ"] = tuple(given["names_differ"])
    return _shown(actions_lists.record_meeting(desk(), work(), list_id, seen=seen_version(), **given))


def submitted_rows() -> list[actions_lists.RowOutcome] | None:
    """Every draft of the list sent up, a group in each transaction; None for who may not."""
    list_id = (request.view_args or {})["list_id"]
    with desk().database.reading() as session:
        unit = queries.get_list(session, list_id).answering
    try:
        authorize(PERMISSIONS, "submit_list", actor(), own_unit=unit)
    except Forbidden:
        return None  # the view refuses, inside the frame that records refusals
    as_list = replace(trace(), via=Via.LIST)
    return list(
        actions_lists.submit_rows(desk(), list_id, lambda: desk().working(actor(), via=Via.LIST, trace=as_list))
    )


@blueprint.post("/<list_id>/submit")
@command("submit_list", prepare=submitted_rows)
@blueprint.response(200, ListSubmissionSchema)
def submit_list(list_id: str) -> dict[str, Any]:
    """Row by row: submitted with a receipt, refused with the rules' findings, or skipped as sent before."""
    found = queries.get_list(tx(), list_id)
    authorize(PERMISSIONS, "submit_list", actor(), own_unit=found.answering)
    rows: list[actions_lists.RowOutcome] = prepared()
    counted = Counter(row.outcome for row in rows)
    return {
        "list": list_id,
        "submitted": counted["submitted"],
        "refused": counted["refused"],
        "skipped": counted["skipped"],
        "rows": rows,
    }


def _readable(list_id: str) -> NominationList:
    found = queries.get_list(tx(), list_id)
    action = "read_all" if actor().role in PERMISSIONS["read_all"].roles else "read_own"
    authorize(PERMISSIONS, action, actor(), own_unit=found.answering)
    return found


def _shown(found: NominationList) -> dict[str, Any]:
    answer_version(found.version)
    columns = {attribute.key: getattr(found, attribute.key) for attribute in NominationList.__mapper__.column_attrs}
    papers = queries.papers_of_list(tx(), found.id)
    return columns | {"papers": papers, "nominations": queries.drafts_of_list(tx(), found.id)}
