"""Conflicts of interest and mandates over HTTP.

Owns: paths and frames. Promises: every view is one action or one read. Leaves to others: acting (`declarations`,
`mandates`), what a mandate lets its delegate do (`api`, `api_council`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.review import concern_schemas as schemas
from services.review import declarations
from shared.web.commands import actor, command, query, tx, work

concerns = Blueprint("concerns", __name__, description="Khai báo quan hệ, xung đột lợi ích / relations declared")

BLUEPRINTS = (concerns,)


@concerns.post("/declarations")
@command("declare_relation")
@concerns.arguments(schemas.DeclareSchema)
@concerns.response(201, schemas.DeclarationSchema)
def declare_relation(payload: dict[str, Any]) -> Any:
    """Declare a relation; the cases it concerns are gone from one's sight at once."""
    return declarations.declare_relation(work(), **payload)


@concerns.get("/declarations")
@query
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
