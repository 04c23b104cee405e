"""Launched movements and registered plans over HTTP.

Owns: the views. Promises: what a union launched is no secret: everybody signed in reads it, with why it was let pass.
Leaves to others: what is done (`actions_launches`, `actions_unit_plans`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from services.nomination import (
    actions_launches,
    actions_unit_plans,
    queries_launches,
    queries_registrations,
    queries_units,
)
from services.nomination.models_launches import Launch, Registration
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_policies import in_force
from services.nomination.schemas_answers import pages_of
from services.nomination.schemas_launches import (
    EndLaunchSchema,
    LaunchFormSchema,
    LaunchQuery,
    LaunchSchema,
    RegisterPlanSchema,
    RegistrationSchema,
    StandingQuery,
    UnionStandingSchema,
    WithdrawLaunchSchema,
)
from shared.clock import office_day
from shared.permissions import authorize
from shared.web.commands import actor, command, desk, query, tx, work
from shared.web.paging import Page

blueprint = Blueprint("launches", __name__, description="Phát động phong trào, đăng ký kế hoạch thi đua")


@blueprint.post("/launches")
@command("launch_movement")
@blueprint.arguments(LaunchFormSchema)
@blueprint.response(201, LaunchSchema)
def launch_movement(given: dict[str, Any]) -> Launch:
    """Launch a movement of the plan, or one of the union's own; `checks` say what is warned about."""
    return actions_launches.launch_movement(desk(), work(), given["plan"], given["unit_id"], given["form"])


@blueprint.get("/launches")
@query
@blueprint.arguments(LaunchQuery, location="query")
@blueprint.response(200, pages_of(LaunchSchema))
def list_launches(asked: dict[str, Any]) -> Page[Launch]:
    """Newest first; withdrawn ones say so."""
    authorize(PERMISSIONS, "read_launches", actor())
    return queries_launches.list_launches(tx(), **asked)


@blueprint.get("/launches/<launch_id>")
@query
@blueprint.response(200, LaunchSchema)
def read_launch(launch_id: str) -> Launch:
    """One launch with the rule and the clauses it was asked by, their facts and sources."""
    authorize(PERMISSIONS, "read_launches", actor())
    return queries_launches.get_launch(tx(), launch_id)


@blueprint.post("/launches/<launch_id>/end")
@command("end_launch")
@blueprint.arguments(EndLaunchSchema)
@blueprint.response(200, LaunchSchema)
def end_launch(given: dict[str, Any], launch_id: str) -> Launch:
    """The movement is over before its last day; that it was launched stays."""
    return actions_launches.end_launch(desk(), work(), launch_id, **given)


@blueprint.post("/launches/<launch_id>/withdrawal")
@command("withdraw_launch")
@blueprint.arguments(WithdrawLaunchSchema)
@blueprint.response(200, LaunchSchema)
def withdraw_launch(given: dict[str, Any], launch_id: str) -> Launch:
    """Launched in error: from now on it counts for nothing."""
    return actions_launches.withdraw_launch(desk(), work(), launch_id, **given)


@blueprint.post("/unit-plans")
@command("register_plan")
@blueprint.arguments(RegisterPlanSchema)
@blueprint.response(201, RegistrationSchema)
def register_plan(given: dict[str, Any]) -> Registration:
    """Register the unit's plan and its characteristic contents, or its pledge; a later one takes the place of this."""
    return actions_unit_plans.register_plan(desk(), work(), **given)


@blueprint.get("/unit-plans/<plan>/<unit_id>")
@query
@blueprint.response(200, RegistrationSchema(many=True))
def read_registrations(plan: str, unit_id: str) -> Sequence[Registration]:
    """Every registration of a unit and of the unions it follows, oldest first; the last one of each and of
    a kind stands, until whoever follows registers anew."""
    authorize(PERMISSIONS, "read_launches", actor())
    return queries_registrations.registrations_of(tx(), plan, unit_id)


@blueprint.get("/launch-standings")
@query
@blueprint.arguments(StandingQuery, location="query")
@blueprint.response(200, pages_of(UnionStandingSchema))
def list_standings(asked: dict[str, Any]) -> Page[queries_launches.UnionStanding]:
    """Unit by unit right under a body: what it launched and registered, and which duties that leaves open."""
    authorize(PERMISSIONS, "read_launches", actor())
    day = office_day(desk().clock.now())
    policy = in_force(desk().policies, tx(), asked["plan"], day)
    page = queries_units.list_units(
        tx(), cursor=asked["cursor"], limit=asked["limit"], search=None, kind=None, parent=asked["under"], day=day
    )
    return Page(queries_launches.standings_of(tx(), policy, page.items), page.next)
