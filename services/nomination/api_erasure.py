"""Erasing a person over HTTP: asked by one, confirmed or declined by another.

Owns: the views. Promises: an answer names no person. Leaves to others: what is done (`actions_erasure`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.nomination import actions_erasure, queries_erasure
from services.nomination.models_erasure import ErasureRequest
from services.nomination.permissions import PERMISSIONS
from services.nomination.schemas import ErasureFormSchema, ReasonSchema
from services.nomination.schemas_answers import ErasureSchema, pages_of
from shared.permissions import authorize
from shared.web.commands import actor, command, desk, query, tx, work
from shared.web.paging import PageQuery

blueprint = Blueprint("erasures", __name__, url_prefix="/erasures", description="Xóa dữ liệu cá nhân")


@blueprint.get("")
@query
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, pages_of(ErasureSchema))
def list_erasures(asked: dict[str, Any]) -> Any:
    """Requests, the newest first."""
    authorize(PERMISSIONS, "read_erasures", actor())
    return queries_erasure.list_erasures(tx(), **asked)


@blueprint.post("")
@command("ask_erasure")
@blueprint.arguments(ErasureFormSchema)
@blueprint.response(201, ErasureSchema)
def ask_erasure(given: dict[str, Any]) -> ErasureRequest:
    """Ask; nothing is erased until somebody else confirms."""
    return actions_erasure.ask_erasure(desk(), work(), **given)


@blueprint.post("/<erasure_id>/confirm")
@command("confirm_erasure")
@blueprint.response(200, ErasureSchema)
def confirm_erasure(erasure_id: str) -> ErasureRequest:
    """Agree; the data goes and does not come back."""
    return actions_erasure.confirm_erasure(desk(), work(), erasure_id)


@blueprint.post("/<erasure_id>/decline")
@command("decline_erasure")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, ErasureSchema)
def decline_erasure(given: dict[str, Any], erasure_id: str) -> ErasureRequest:
    return actions_erasure.decline_erasure(desk(), work(), erasure_id, **given)
