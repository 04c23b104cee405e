"""Handing out evidence packs over HTTP.

Owns: its view. Promises: only auditors; whoever is handed a pack stands in the ledger before the bytes go out.
Leaves to others: making packs (`actions_pack`).
"""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from services.audit.actions_pack import make_pack, record_pack
from services.audit.permissions import PERMISSIONS
from services.audit.schemas import PackQuery
from shared.permissions import authorize
from shared.web.commands import actor, desk, query, trace, tx
from shared.web.contract import FILE
from shared.web.downloads import attachment

blueprint = Blueprint("packs", __name__, description="Evidence packs: a case, a decision or a period, with proofs")


@blueprint.get("/packs/<subject>")
@query
@blueprint.arguments(PackQuery, location="query")
@blueprint.response(200, FILE, content_type="application/zip", description="The archive; SHA-256: `Content-SHA256`.")
def pack(asked: dict[str, list[int]], subject: str) -> Response:
    """The evidence pack of a case (id, receipt), a decision (id) or a period (2026, 2026-08, A..B)."""
    authorize(PERMISSIONS, "pack", actor())
    made = make_pack(desk(), tx(), subject, asked["since"])
    came_in = trace()
    with desk().working(actor(), via=came_in.via, trace=came_in) as work:
        record_pack(work, made)
    answer = attachment(made.archive, name=made.file_name, media_type="application/zip")
    answer.headers["Content-SHA256"] = made.sha256
    return answer
