"""The signed checkpoint and the tiles below it, over HTTP, in the layout of C2SP tlog-tiles.

Owns: its views. Promises: checkpoint and hashes are anybody's, since they tell of nobody; entries, which tell what kind
of thing happened when, are for auditors. What never changes may be kept by caches for ever.
Leaves to others: reading (`queries_tiles`, `queries_checkpoints`).
"""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from services.audit import queries_checkpoints, queries_tiles
from services.audit.errors import NoSuchTile
from services.audit.permissions import PERMISSIONS
from services.audit.rules.tile_paths import MOST_LEVELS, read_path
from shared.permissions import authorize
from shared.web.commands import actor, public, query, tx
from shared.web.contract import FILE

blueprint = Blueprint("tiles", __name__, description="The ledger as other people's tools read it (C2SP tlog-tiles)")

_OPEN: dict[str, Any] = {"security": []}
_FOR_EVER = "max-age=31536000, immutable"


@blueprint.get("/checkpoint")
@public
@blueprint.doc(**_OPEN)
@blueprint.response(200, {"type": "string"}, content_type="text/plain")
def checkpoint() -> Response:
    """The newest signed checkpoint with its cosignatures (C2SP tlog-checkpoint)."""
    answer = Response(queries_checkpoints.read_published(tx()), content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=2"
    return answer


@blueprint.get("/tile/entries/<path:path>")
@query
@blueprint.response(200, FILE, content_type="application/octet-stream")
def entries(path: str) -> Response:
    """Up to 256 entries, each after its length; `path` is `N` or `N.p/W`."""
    authorize(PERMISSIONS, "read_entries", actor())
    return _piece(queries_tiles.bundle_of(tx(), *_read(path)), f"private, {_FOR_EVER}")


@blueprint.get("/tile/<int:level>/<path:path>")
@public
@blueprint.doc(**_OPEN)
@blueprint.response(200, FILE, content_type="application/octet-stream")
def tile(level: int, path: str) -> Response:
    """Up to 256 hashes of a level; `path` is `N` or `N.p/W`."""
    if level >= MOST_LEVELS:
        raise NoSuchTile()
    return _piece(queries_tiles.tile_of(tx(), level, *_read(path)), f"public, {_FOR_EVER}")


def _read(path: str) -> tuple[int, int]:
    try:
        return read_path(path)
    except ValueError as error:
        raise NoSuchTile() from error


def _piece(content: bytes, caching: str) -> Response:
    answer = Response(content, content_type="application/octet-stream")
    answer.headers["Cache-Control"] = caching
    return answer
