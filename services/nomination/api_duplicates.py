"""Alike nominations over HTTP: what is alike and why, and a person's ruling on it.

Owns: the views. Promises: whoever may read a nomination sees its duplicates, without the birth of anybody else; holds
that may mean the nominee sees who may rule on them from above, and nobody of the union that proposes.
Leaves to others: comparing (`rules.likeness`), ruling (`actions_identity`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.nomination import actions_identity
from services.nomination.api_nominations import readable
from services.nomination.models import IdentityRuling
from services.nomination.permissions import PERMISSIONS
from services.nomination.schemas import ReasonSchema
from services.nomination.schemas_duplicates import DuplicatesSchema, RulingSchema
from shared.clock import office_day
from shared.discretion import may_know_why
from shared.events.terms import Shown
from shared.web.commands import actor, command, desk, showing, tx, work

blueprint = Blueprint("duplicates", __name__, url_prefix="/nominations", description="Hồ sơ trùng hoặc gần giống")


@blueprint.get("/<nomination_id>/duplicates")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, DuplicatesSchema)
def list_duplicates(nomination_id: str) -> dict[str, Any]:
    """Cases under way or awarded of the same or a like subject for this award and year, the likeliest first; and open
    holds that may mean the nominee, for a body above that may say whom they mean (null for everybody else).
    """
    today, nomination = office_day(desk().clock.now()), readable(nomination_id)
    told = {"items": actions_identity.duplicates_of(desk(), tx(), nomination, today), "holds": None}
    is_above = actor().role in PERMISSIONS["rule_on_likeness_from_above"].roles
    if is_above and may_know_why(actor(), nomination.unit_id, nomination.successor_id):
        told["holds"] = actions_identity.holds_beside(tx(), nomination, today)
    return told


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
