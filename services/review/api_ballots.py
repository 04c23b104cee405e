"""The box over HTTP: a receipt checked and a box read without signing in, papers opened for whoever may read them.

Owns: paths and frames. Promises: the public views know no person and look at no token, so that nobody's receipt is
tied to anybody by asking. Leaves to others: what is shown (`ballot_views`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.review import ballot_schemas as schemas
from services.review import ballot_views, council_queries, council_views
from services.review.blindness import hidden_among
from shared.web.commands import actor, public, query, tx

ballots = Blueprint("ballots", __name__, description="Thùng phiếu và biên nhận")

BLUEPRINTS = (ballots,)

_OPEN: dict[str, Any] = {"security": []}


@ballots.get("/receipts/<receipt>")
@public
@ballots.doc(**_OPEN)
@ballots.response(200, schemas.ReceiptSchema)
def check_receipt(receipt: str) -> Any:
    """Whether the paper of a receipt was counted. Who would not show us what they look for reads the whole box."""
    return ballot_views.receipt_view(tx(), receipt)


@ballots.get("/sessions/<session_id>/box")
@public
@ballots.doc(**_OPEN)
@ballots.response(200, schemas.BoxSchema)
def show_box(session_id: str) -> Any:
    """Every receipt of a closed secret session, and how to count them."""
    return ballot_views.box_view(tx(), session_id)


@ballots.get("/sessions/<session_id>/papers")
@query
@ballots.response(200, schemas.PapersSchema)
def show_papers(session_id: str) -> Any:
    """The papers of each case, opened: enough to count the session again."""
    session = council_queries.get_session(tx(), session_id)
    council_views.authorize_reading(actor(), session.body)
    cases = [item.case_id for item in council_queries.agenda_of(tx(), session_id)]
    return ballot_views.papers_view(tx(), session_id, frozenset(hidden_among(tx(), actor(), cases)))
