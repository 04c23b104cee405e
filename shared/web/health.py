"""Is this process alive, is it ready and if not why, and its metrics.

Owns: `/healthz`, `/readyz`, `/metrics` of a process. Promises: readiness names every reason in words an operator can
act on; liveness does not depend on database or broker. Leaves to others: alerts (`deploy/`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.wrappers import Request, Response

Check = Callable[[], str | None]  # None when ready, else the reason


class Health:
    """A small WSGI application beside the services of a process."""

    def __init__(self, checks: Sequence[tuple[str, Check]], before_scrape: Iterable[Callable[[], None]]) -> None:
        self._checks = checks
        self._before_scrape = tuple(before_scrape)

    def answer(self, request: Request) -> Response | None:
        """The response, or None when the path is somebody else's."""
        if request.path == "/healthz":
            return _json({"status": "alive"}, 200)
        if request.path == "/readyz":
            reasons = {name: reason for name, check in self._checks if (reason := check()) is not None}
            return _json({"status": "not ready" if reasons else "ready", "reasons": reasons}, 503 if reasons else 200)
        if request.path == "/metrics":
            for refresh in self._before_scrape:
                refresh()
            return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
        return None


def _json(body: object, status: int) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
