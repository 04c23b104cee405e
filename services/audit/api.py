"""Asking the witness over HTTP.

Owns: its views. Promises: read-only; whoever may not ask is refused and that is recorded.
Leaves to others: finding and telling (`queries_trace`, `queries`).
"""

from __future__ import annotations

from flask_smorest import Blueprint

from services.audit import queries, queries_proofs, queries_trace
from services.audit.permissions import PERMISSIONS
from services.audit.schemas import (
    ConsistencyQuery,
    ConsistencySchema,
    HeadSchema,
    InclusionQuery,
    InclusionSchema,
    StorySchema,
)
from shared.events.terms import Shown
from shared.permissions import authorize
from shared.web.commands import actor, query, showing, tx

blueprint = Blueprint("audit", __name__, description="The witness: stories of cases, the ledger and its proofs")


@blueprint.get("/cases/<case_id>/trace")
@showing(Shown.DOSSIER)
@blueprint.response(200, StorySchema)
def trace(case_id: str) -> queries_trace.Story:
    """The whole story of a case, in order."""
    authorize(PERMISSIONS, "trace", actor())
    return queries_trace.trace_case(tx(), case_id)


@blueprint.get("/tree")
@query
@blueprint.response(200, HeadSchema)
def head() -> queries.Head:
    """The newest tree head."""
    authorize(PERMISSIONS, "read_head", actor())
    return queries.read_head(tx())


@blueprint.get("/tree/inclusion/<event_id>")
@query
@blueprint.arguments(InclusionQuery, location="query")
@blueprint.response(200, InclusionSchema)
def inclusion(asked: dict[str, int | None], event_id: str) -> queries_proofs.Inclusion:
    """Proof that an event stands in the ledger (RFC 6962 §2.1.1), in the tree of any size that holds it."""
    authorize(PERMISSIONS, "prove", actor())
    return queries_proofs.prove_inclusion(tx(), event_id, asked["size"])


@blueprint.get("/tree/consistency")
@query
@blueprint.arguments(ConsistencyQuery, location="query")
@blueprint.response(200, ConsistencySchema)
def consistency(asked: dict[str, int | None]) -> queries_proofs.Consistency:
    """Proof that the ledger only grew between two sizes (RFC 6962 §2.1.2)."""
    authorize(PERMISSIONS, "prove", actor())
    return queries_proofs.prove_consistency(tx(), asked["earlier"] or 0, asked["later"])
