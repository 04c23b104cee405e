"""The register for officers.

Owns: the views of awards, presentation, figures and targets. Promises: no birth in any answer.
Leaves to others: what is done (`actions`), reading (`queries`, `queries_targets`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_smorest import Blueprint

from services.registry import actions, queries, queries_targets
from services.registry.models import Award, Figures
from services.registry.permissions import PERMISSIONS
from services.registry.schemas import (
    AwardPage,
    AwardQuery,
    AwardSchema,
    FiguresSchema,
    PeriodQuery,
    PlanStandingSchema,
    PresentSchema,
    StateFiguresSchema,
)
from shared.clock import office_day
from shared.events.terms import Shown
from shared.permissions import authorize
from shared.web.commands import actor, answer_version, command, desk, query, seen_version, showing, tx, work
from shared.web.paging import Page

blueprint = Blueprint("registry", __name__, description="Awards, presentation, figures and targets")


@blueprint.get("/awards")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(AwardQuery, location="query")
@blueprint.response(200, AwardPage)
def awards(asked: dict[str, Any]) -> Page[Award]:
    """Awards in Vietnamese order."""
    authorize(PERMISSIONS, "read_award", actor())
    cursor, limit = asked.pop("cursor"), asked.pop("limit")
    return queries.look_up(tx(), queries.Sought(**asked), cursor=cursor, limit=limit)


@blueprint.get("/awards/<award_id>")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, AwardSchema)
def award(award_id: str) -> Award:
    """One award, with its version."""
    authorize(PERMISSIONS, "read_award", actor())
    found = queries.get_award(tx(), award_id)
    answer_version(found.version)
    return found


@blueprint.post("/awards/<award_id>/present")
@command("present")
@blueprint.arguments(PresentSchema)
@blueprint.response(200, AwardSchema)
def present(payload: dict[str, Any], award_id: str) -> Award:
    """Record that the award was handed over."""
    presented = actions.present(desk(), work(), award_id, seen=seen_version(), **payload)
    answer_version(presented.version)
    return presented


@blueprint.get("/plans/<plan>/targets")
@query
@blueprint.arguments(PeriodQuery, location="query")
@blueprint.response(200, PlanStandingSchema)
def targets(asked: dict[str, Any], plan: str) -> queries_targets.PlanStanding:
    """Every target of a plan over one period: numerator, denominator, met or not, or not computable and why."""
    authorize(PERMISSIONS, "read_targets", actor())
    return queries_targets.standing_of(tx(), desk().policies.policies.plan(plan), _day_asked(asked))


@blueprint.get("/plans/<plan>/figures")
@query
@blueprint.arguments(PeriodQuery, location="query")
@blueprint.response(200, FiguresSchema(many=True))
def all_figures(asked: dict[str, Any], plan: str) -> Sequence[Figures]:
    """What the units stated for one period of the plan."""
    authorize(PERMISSIONS, "read_figures", actor())
    return queries_targets.figures_of(tx(), desk().policies.policies.plan(plan), _day_asked(asked))


@blueprint.put("/plans/<plan>/figures/<unit>")
@command("enter_figures")
@blueprint.arguments(StateFiguresSchema)
@blueprint.response(200, FiguresSchema)
def enter_figures(payload: dict[str, Any], plan: str, unit: str) -> Figures:
    """State a unit's figures for a plan; correcting them needs If-Match."""
    seen = seen_version() if "If-Match" in request.headers else None
    figures = actions.enter_figures(desk(), work(), plan, unit, seen=seen, stated=actions.Stated(**payload))
    answer_version(figures.version)
    return figures


def _day_asked(asked: dict[str, Any]) -> date:
    return asked["on"] or office_day(desk().clock.now())
