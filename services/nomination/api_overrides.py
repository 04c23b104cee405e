"""Overrides of closed chains over HTTP.

Owns: paths and frames. Promises: every view is one action or one read. Leaves to others: what is done
(`actions_overrides`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.nomination import actions_overrides, queries_overrides
from services.nomination.models_overrides import Override
from services.nomination.permissions import PERMISSIONS
from services.nomination.schemas_answers import pages_of
from services.nomination.schemas_units import OverrideFormSchema, OverrideQuery, OverrideSchema, TakeBackSchema
from shared.permissions import authorize
from shared.web.commands import actor, command, desk, query, tx, work

overrides = Blueprint(
    "overrides", __name__, url_prefix="/chain-overrides", description="Cho đi tuyến đã đóng / closed chains"
)


@overrides.get("")
@query
@overrides.arguments(OverrideQuery, location="query")
@overrides.response(200, pages_of(OverrideSchema))
def list_overrides(asked: dict[str, Any]) -> Any:
    """Which closed chains units may still go, by which document."""
    authorize(PERMISSIONS, "read_overrides", actor())
    return queries_overrides.list_overrides(tx(), **asked)


@overrides.post("")
@command("override_chain")
@overrides.arguments(OverrideFormSchema)
@overrides.response(201, OverrideSchema)
def override_chain(given: dict[str, Any]) -> Override:
    """Keep a chain that has closed open to one unit, on a document."""
    return actions_overrides.override_chain(desk(), work(), **given)


@overrides.post("/<override_id>/retraction")
@command("take_back_override")
@overrides.arguments(TakeBackSchema)
@overrides.response(200, OverrideSchema)
def take_back_override(given: dict[str, Any], override_id: str) -> Override:
    """Close the chain to the unit again before its last day, on a document."""
    return actions_overrides.take_back_override(work(), override_id, **given)
