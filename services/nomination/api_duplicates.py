"""Alike nominations over HTTP: what is alike and why, and a person's ruling on it.

Owns: the views. Promises: whoever may read a nomination sees its duplicates, without the birth of anybody else.
Leaves to others: comparing (`rules.likeness`), ruling (`actions_identity`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.nomination import actions_identity
from services.nomination.api_nominations import readable
from services.nomination.models import IdentityRuling
from services.nomination.schemas import ReasonSchema
from services.nomination.schemas_answers import DuplicatesSchema, RulingSchema
from shared.clock import office_day
from shared.events.terms import Shown
from shared.web.commands import command, desk, showing, tx, work

blueprint = Blueprint("duplicates", __name__, url_prefix="/nominations", description="Hồ sơ trùng hoặc gần giống")


@blueprint.get("/<nomination_id>/duplicates")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, DuplicatesSchema)
def list_duplicates(nomination_id: str) -> dict[str, Any]:
    """Cases under way or awarded of the same or a like subject for this award and year, the likeliest first."""
    today = office_day(desk().clock.now())
    return {"items": actions_identity.duplicates_of(desk(), tx(), readable(nomination_id), today)}


@blueprint.post("/<nomination_id>/duplicates/<other_id>/same-person")
@command("rule_on_likeness")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, RulingSchema)
def same_person(given: dict[str, Any], nomination_id: str, other_id: str) -> IdentityRuling:
    """From now on the two count as one subject."""
    return actions_identity.rule_on_likeness(desk(), work(), nomination_id, other_id, are_same=True, **given)


@blueprint.post("/<nomination_id>/duplicates/<other_id>/different-people")
@command("rule_on_likeness")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, RulingSchema)
def different_people(given: dict[str, Any], nomination_id: str, other_id: str) -> IdentityRuling:
    """From now on nobody is asked about these two again."""
    return actions_identity.rule_on_likeness(desk(), work(), nomination_id, other_id, are_same=False, **given)
