"""Conflicts of interest and mandates over HTTP.

Owns: paths and frames. Promises: every view is one action or one read. Leaves to others: acting (`declarations`,
`mandates`), what a mandate lets its delegate do (`api`, `api_council`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.review import concern_schemas as schemas
from services.review import declarations
from services.review.mandates import give_mandate, list_mandates, revoke_mandate, under_mandate
from shared.events.terms import Shown
from shared.web.bodies import read_header
from shared.web.commands import actor, command, desk, query, showing, tx, work
from shared.work import Work

concerns = Blueprint("concerns", __name__, description="Khai báo quan hệ, xung đột lợi ích / relations declared")

mandates = Blueprint("mandates", __name__, description="Ủy quyền / acting for another")

BLUEPRINTS = (concerns, mandates)


def acting() -> Work:
    """The work of the caller, or of whom they act for: the header `Acting-For` names the mandate."""
    mandate = read_header("Acting-For", most=120)
    return work() if mandate is None else under_mandate(work(), mandate)


@concerns.post("/declarations")
@command("declare_relation")
@concerns.arguments(schemas.DeclareSchema)
@concerns.response(201, schemas.DeclarationSchema)
def declare_relation(payload: dict[str, Any]) -> Any:
    """Declare a relation; the cases it concerns are gone from one's sight at once."""
    return declarations.declare_relation(work(), **payload)


@concerns.get("/declarations")
@showing(Shown.PERSONAL_DATA)
@concerns.response(200, schemas.DeclarationsSchema)
def list_declarations() -> Any:
    """One's own declarations; auditors and administrators see all."""
    return {"items": declarations.list_declarations(tx(), actor())}


@concerns.post("/declarations/<declaration_id>/withdrawal")
@command("withdraw_declaration")
@concerns.response(200, schemas.DeclarationSchema)
def withdraw_declaration(declaration_id: str) -> Any:
    """Take back what was declared in error; never one's own."""
    return declarations.withdraw_declaration(work(), declaration_id)


@mandates.post("/mandates")
@command("give_mandate")
@mandates.arguments(schemas.GiveMandateSchema)
@mandates.response(201, schemas.MandateSchema)
def give(payload: dict[str, Any]) -> Any:
    """Let somebody act for the caller, for a time, by a paper; nobody hands on what they hold."""
    return give_mandate(desk(), acting(), **payload)


@mandates.get("/mandates")
@query
@mandates.response(200, schemas.MandatesSchema)
def show_mandates() -> Any:
    """Those the caller gave or holds."""
    return {"items": list_mandates(tx(), actor())}


@mandates.post("/mandates/<mandate_id>/revocation")
@command("revoke_mandate")
@mandates.arguments(schemas.RevokeMandateSchema)
@mandates.response(200, schemas.MandateSchema)
def revoke(payload: dict[str, Any], mandate_id: str) -> Any:
    """Take a mandate back; from now on nothing is done under it."""
    return revoke_mandate(work(), mandate_id, **payload)
