"""Units and holds over HTTP.

Owns: the views. Promises: everybody signed in may read the tree; only administrators change it.
Leaves to others: what is done (`actions_units`, `actions_holds`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.nomination import actions_holds, actions_successions, actions_units, queries, queries_holds, queries_units
from services.nomination.models import Hold, Unit
from services.nomination.permissions import PERMISSIONS
from services.nomination.schemas import DayQuery, HoldFormSchema, HoldQuery, LiftSchema
from services.nomination.schemas_answers import EnteredHoldSchema, HoldSchema, UnitSchema, WholeUnitSchema, pages_of
from services.nomination.schemas_units import (
    CloseSchema,
    MergeSchema,
    MoveSchema,
    SplitSchema,
    TakeBackSchema,
    UnitIdSchema,
    UnitQuery,
)
from shared.clock import office_day
from shared.events.terms import Shown, SubjectKind
from shared.permissions import authorize
from shared.web.commands import actor, answer_version, command, desk, query, seen_version, showing, tx, work

units = Blueprint("units", __name__, url_prefix="/units", description="Cây đơn vị công đoàn")
holds = Blueprint("holds", __name__, url_prefix="/holds", description="Tạm dừng xét (ND152 Art 4(4))")


@units.get("")
@query
@units.arguments(UnitQuery, location="query")
@units.response(200, pages_of(UnitSchema))
def list_units(asked: dict[str, Any]) -> Any:
    """The units as they were on a day (default: today)."""
    authorize(PERMISSIONS, "read_units", actor())
    day = asked.pop("on") or office_day(desk().clock.now())
    return queries_units.list_units(tx(), day=day, **asked)


@units.post("")
@command("register_unit")
@units.arguments(UnitIdSchema)
@units.response(201, WholeUnitSchema)
def register_unit(given: dict[str, Any]) -> dict[str, Any]:
    """Enter a unit below its parent, parents first (thêm đơn vị)."""
    return _shown(actions_units.register_unit(desk(), work(), **given))


@units.get("/<unit_id>")
@query
@units.response(200, WholeUnitSchema)
def read_unit(unit_id: str) -> dict[str, Any]:
    """One unit, with every parent it had and what it was followed by."""
    authorize(PERMISSIONS, "read_units", actor())
    return _shown(queries_units.get_unit(tx(), unit_id))


@units.get("/<unit_id>/parent")
@query
@units.arguments(DayQuery, location="query")
@units.response(200, UnitSchema)
def read_parent(asked: dict[str, Any], unit_id: str) -> Any:
    """The body above on a day (default: today); an empty object for a root."""
    authorize(PERMISSIONS, "read_units", actor())
    queries_units.get_unit(tx(), unit_id)
    day = asked["on"] or office_day(desk().clock.now())
    return queries_units.find_parent(tx(), unit_id, day) or {}


@units.post("/<unit_id>/move")
@command("move_unit")
@units.arguments(MoveSchema)
@units.response(200, WholeUnitSchema)
def move_unit(given: dict[str, Any], unit_id: str) -> dict[str, Any]:
    """Put the unit under another parent from a day on (chuyển đơn vị cấp trên)."""
    return _shown(actions_units.move_unit(desk(), work(), unit_id, seen=seen_version(), **given))


@units.post("/<unit_id>/close")
@command("close_unit")
@units.arguments(CloseSchema)
@units.response(200, WholeUnitSchema)
def close_unit(given: dict[str, Any], unit_id: str) -> dict[str, Any]:
    """The unit ends on a day and nobody follows it (giải thể)."""
    return _shown(actions_units.close_unit(desk(), work(), unit_id, seen=seen_version(), **given))


@units.post("/<unit_id>/merge")
@command("merge_unit")
@units.arguments(MergeSchema)
@units.response(200, WholeUnitSchema)
def merge_unit(given: dict[str, Any], unit_id: str) -> dict[str, Any]:
    """The unit ends on a day and another goes on with it (sáp nhập)."""
    return _shown(actions_units.merge_unit(desk(), work(), unit_id, seen=seen_version(), **given))


@units.post("/<unit_id>/split")
@command("split_unit")
@units.arguments(SplitSchema)
@units.response(200, WholeUnitSchema)
def split_unit(given: dict[str, Any], unit_id: str) -> dict[str, Any]:
    """The unit ends on a day and several go on with it (chia, tách)."""
    return _shown(actions_units.split_unit(desk(), work(), unit_id, seen=seen_version(), **given))


@units.post("/<unit_id>/succession/retraction")
@command("take_back_succession")
@units.arguments(TakeBackSchema)
@units.response(200, WholeUnitSchema)
def take_back_succession(given: dict[str, Any], unit_id: str) -> dict[str, Any]:
    """A merger or split entered in error; the entry stays on record beside what takes it back."""
    return _shown(actions_successions.take_back_succession(desk(), work(), unit_id, seen=seen_version(), **given))


@holds.get("")
@showing(Shown.PERSONAL_DATA)
@holds.arguments(HoldQuery, location="query")
@holds.response(200, pages_of(HoldSchema))
def list_holds(asked: dict[str, Any]) -> Any:
    """What is being verified of whom: complaints, denunciations, inspections."""
    authorize(PERMISSIONS, "read_holds", actor())
    return queries.list_holds(tx(), **asked)


@holds.post("")
@command("enter_hold")
@holds.arguments(HoldFormSchema)
@holds.response(201, EnteredHoldSchema)
def enter_hold(given: dict[str, Any]) -> dict[str, Any]:
    """Kept for whatever is sent from now on; `under_way` are the cases each body has to hold at its own stage. A person
    is told by name and birth, a collective by name and union (else 422).
    """
    hold = actions_holds.enter_hold(desk(), work(), **given)
    columns = {attribute.key: getattr(hold, attribute.key) for attribute in Hold.__mapper__.column_attrs}
    birth = given["birth"] if given["nominee_kind"] is SubjectKind.INDIVIDUAL else None
    return columns | {"names_nobody": False, "under_way": queries_holds.under_way(tx(), hold, birth)}


@holds.post("/<hold_id>/lift")
@command("lift_hold")
@holds.arguments(LiftSchema)
@holds.response(200, HoldSchema)
def lift_hold(given: dict[str, Any], hold_id: str) -> Hold:
    """Verified; what follows for cases under way each body decides (kết luận)."""
    return actions_holds.lift_hold(desk(), work(), hold_id, **given)


def _shown(unit: Unit) -> dict[str, Any]:
    answer_version(unit.version)
    columns = {attribute.key: getattr(unit, attribute.key) for attribute in Unit.__mapper__.column_attrs}
    successions = queries_units.successions_of(tx(), unit.id)
    return columns | {"parents": queries_units.parents_of(tx(), unit.id), "successions": successions}
