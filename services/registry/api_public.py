"""What anybody may look up, without signing in.

Owns: the public views. Promises: name, unit, award, decision number and date, and nothing else of a person.
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.registry import queries
from services.registry.schemas import AwardQuery, PublicAwardPage, PublicAwardSchema, PublicDecisionSchema
from shared.web.commands import public, tx
from shared.web.paging import Page

blueprint = Blueprint("public", __name__, url_prefix="/public", description="The public register")

_OPEN: dict[str, Any] = {"security": []}


@blueprint.get("/awards")
@public
@blueprint.doc(**_OPEN)
@blueprint.arguments(AwardQuery, location="query")
@blueprint.response(200, PublicAwardPage)
def awards(asked: dict[str, Any]) -> Page[queries.PublicAward]:
    """Awards by name (with or without marks), unit, award, year or decision, in Vietnamese order."""
    cursor, limit = asked.pop("cursor"), asked.pop("limit")
    return queries.look_up_public(tx(), queries.Sought(**asked), cursor=cursor, limit=limit)


@blueprint.get("/awards/<award_id>")
@public
@blueprint.doc(**_OPEN)
@blueprint.response(200, PublicAwardSchema)
def award(award_id: str) -> queries.PublicAward:
    """One award."""
    return queries.get_public_award(tx(), award_id)


@blueprint.get("/decisions/<path:number>")
@public
@blueprint.doc(**_OPEN)
@blueprint.response(200, PublicDecisionSchema(many=True))
def decisions(number: str) -> list[queries.PublicDecision]:
    """The decisions with a number (05/QĐ-LĐLĐ), each with its list."""
    return queries.find_public_decisions(tx(), number)
