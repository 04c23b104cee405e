"""What remains of every limit of a unit, over HTTP.

Owns: the view. Promises: the counts are those a submission would meet. Leaves to others: counting (`ledger`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.nomination import judging_quotas, queries_units
from services.nomination.api_nominations import shown_standing
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_policies import in_force
from services.nomination.schemas import QuotaQuery
from services.nomination.schemas_answers import QuotasSchema
from shared.clock import office_day
from shared.permissions import authorize
from shared.web.commands import actor, desk, query, tx

blueprint = Blueprint("quotas", __name__, url_prefix="/units", description="Chỉ tiêu còn lại của đơn vị")


@blueprint.get("/<unit_id>/quotas")
@query
@blueprint.arguments(QuotaQuery, location="query")
@blueprint.response(200, QuotasSchema)
def read_quotas(asked: dict[str, Any], unit_id: str) -> dict[str, Any]:
    """Every limit on the unit's proposals under a plan in a year: places reserved, used and left."""
    authorize(PERMISSIONS, "read_units", actor())
    queries_units.get_unit(tx(), unit_id)
    today = office_day(desk().clock.now())
    policy = in_force(desk().policies, tx(), asked["plan"], today)
    period = f"{asked['year']}/{asked['phase']}" if asked["phase"] else str(asked["year"])
    path = queries_units.path_up(tx(), unit_id, today)
    standings = judging_quotas.standings_of(tx(), policy, unit_id, path, period)
    return {
        "unit": unit_id, "plan": asked["plan"], "period": period, "policy": policy.hash,
        "quotas": [shown_standing(standing) for standing in standings],
    }  # fmt: skip
