"""The HTTP application of one service: Flask with flask-smorest, OpenAPI 3.1, problems, correlation.

Owns: building it from a desk. Promises: `/api/<service>/v1/…`, the contract at `/api/<service>/openapi.json`, a page to
browse it at `/api/<service>/docs`, without anything fetched from elsewhere. Leaves to others: the views.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask import Flask, Response, g, request, send_from_directory
from flask_smorest import Api
from swagger_ui_bundle import swagger_ui_path

from shared.desk import Desk
from shared.metrics import REQUEST_SECONDS
from shared.web.contract import Commands, ProblemSchema, as_3_0
from shared.web.problems import answer_problems

# Any word may stand there, also without a token; each would be a series of metrics kept until the process ends.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Api(Api):  # type: ignore[misc]  # flask-smorest has no types
    ERROR_SCHEMA = ProblemSchema


def build_app(desk: Desk) -> Flask:
    """The WSGI application of a service."""
    app = Flask(f"vinhdanh.{desk.service}", static_folder=None)
    prefix = f"/api/{desk.service}"
    app.config.update(
        DESK=desk,
        MAX_CONTENT_LENGTH=desk.settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=50,
        API_TITLE=f"Vinh Danh: {desk.service}",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=prefix,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": "Every command takes `Idempotency-Key`; problems follow RFC 9457."},
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
            "security": [{"bearer": []}],
        },
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    api = _Api(app, spec_kwargs={"extra_plugins": [Commands(app.view_functions)]})
    for blueprint in desk.definition.blueprints:
        api.register_blueprint(blueprint, url_prefix=f"{prefix}/v1{blueprint.url_prefix or ''}")
    answer_problems(app)
    _correlate(app, desk.service)
    _browse(app, prefix, api)
    return app


def _correlate(app: Flask, service: str) -> None:
    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Correlation-Id", "")
        is_sound = 8 <= len(given) <= 64 and given.isascii() and given.replace("-", "").isalnum()
        g.correlation = given if is_sound else app.config["DESK"].new_id()
        g.started = time.monotonic()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(service=service, correlation=g.correlation)

    @app.after_request
    def finish(answer: Response) -> Response:
        answer.headers["X-Correlation-Id"] = g.get("correlation", "")
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        seconds = time.monotonic() - g.get("started", time.monotonic())
        method = request.method if request.method in _METHODS else "other"
        REQUEST_SECONDS.labels(service, method, f"{answer.status_code // 100}xx").observe(seconds)
        return answer


_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="{prefix}/docs/swagger-ui.css"></head><body><div id="page"></div>
<script src="{prefix}/docs/swagger-ui-bundle.js"></script>
<script src="{prefix}/docs/open.js"></script></body></html>"""
_OPEN = 'SwaggerUIBundle({{url: "{prefix}/docs/openapi.json", dom_id: "#page", persistAuthorization: false}});'


def _browse(app: Flask, prefix: str, api: Api) -> None:
    """A page to read and try the contract; its scripts come from an installed package."""

    @app.get(f"{prefix}/docs")
    def docs() -> str:
        return _PAGE.format(title=app.config["API_TITLE"], prefix=prefix)

    @app.get(f"{prefix}/docs/open.js")
    def opening() -> Response:
        return Response(_OPEN.format(prefix=prefix), mimetype="text/javascript")

    @app.get(f"{prefix}/docs/openapi.json")
    def drawn() -> dict[str, Any]:
        return as_3_0(api.spec.to_dict())

    @app.get(f"{prefix}/docs/<path:name>")
    def asset(name: str) -> Response:
        return send_from_directory(swagger_ui_path, name)
