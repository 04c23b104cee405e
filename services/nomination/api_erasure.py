"""Erasing a person over HTTP: asked by one, confirmed or declined by another, or taken back.

Owns: the views. Promises: whoever asks or looks a request up is shown whose records would go; no other answer names a
person. Leaves to others: what is done (`actions_erasure`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.nomination import actions_erasure, queries_erasure
from services.nomination.models_erasure import ErasureRequest
from services.nomination.schemas import ReasonSchema
from services.nomination.schemas_answers import pages_of
from services.nomination.schemas_erasure import ErasureFormSchema, ErasureSchema, WholeErasureSchema
from shared.events.terms import Shown
from shared.web.commands import actor, command, desk, query, showing, tx, work
from shared.web.paging import PageQuery

blueprint = Blueprint("erasures", __name__, url_prefix="/erasures", description="Xóa dữ liệu cá nhân")


@blueprint.get("")
@query
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, pages_of(ErasureSchema))
def list_erasures(asked: dict[str, Any]) -> Any:
    """Requests, the newest first; for who may only ask, their own."""
    return queries_erasure.list_erasures(tx(), **asked, asked_by=actions_erasure.whose("read_erasures", actor()))


@blueprint.get("/<erasure_id>")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, WholeErasureSchema)
def read_erasure(erasure_id: str) -> dict[str, Any]:
    """A request with the records it takes and those it leaves, as they are written: to be looked at before it is
    confirmed."""
    asked_by = actions_erasure.whose("read_erasures", actor())
    return shown_erasure(queries_erasure.get_erasure(tx(), erasure_id, asked_by=asked_by))


@blueprint.post("")
@command("ask_erasure")
@blueprint.arguments(ErasureFormSchema)
@blueprint.response(201, WholeErasureSchema)
def ask_erasure(given: dict[str, Any]) -> dict[str, Any]:
    """Ask; nothing is erased until somebody else confirms.

    409 (`erasure.several_people`) with every record where they may be of several people: name those meant in `cases`.
    """
    return shown_erasure(actions_erasure.ask_erasure(desk(), work(), **given))


@blueprint.post("/<erasure_id>/confirm")
@command("confirm_erasure")
@blueprint.response(200, ErasureSchema)
def confirm_erasure(erasure_id: str) -> ErasureRequest:
    """Agree; the data of the records asked for goes and does not come back."""
    return actions_erasure.confirm_erasure(desk(), work(), erasure_id)


@blueprint.post("/<erasure_id>/decline")
@command("decline_erasure")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, ErasureSchema)
def decline_erasure(given: dict[str, Any], erasure_id: str) -> ErasureRequest:
    """Take the request back; nothing of the person is touched (không đồng ý xóa)."""
    return actions_erasure.decline_erasure(desk(), work(), erasure_id, **given)


def shown_erasure(request: ErasureRequest) -> dict[str, Any]:
    columns = {attribute.key: getattr(request, attribute.key) for attribute in ErasureRequest.__mapper__.column_attrs}
    return columns | queries_erasure.records_of(tx(), request)
