"""Refusals over HTTP: problem details (RFC 9457) with a stable code, in the reader's language.

Owns: the one mapping from errors to answers. Promises: never a 500 with the exception's text; every 500 has an id
that stands in the log. Leaves to others: the errors (`shared.errors`).
"""

from __future__ import annotations

import json
from typing import Any

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from shared.db import cause_of, is_contention, is_outage
from shared.errors import (
    Conflict,
    InvalidInput,
    MalformedBody,
    Place,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedType,
    VinhDanhError,
)
from shared.events.codec import places_of
from shared.words import Language, Words, language_of

log = structlog.get_logger(__name__)

_BY_STATUS: dict[int, type[VinhDanhError]] = {
    400: MalformedBody,
    401: Unauthenticated,
    409: Conflict,
    413: TooLarge,
    415: UnsupportedType,
    422: InvalidInput,
}

_WRONG_WAY = Words("Đường dẫn hoặc cách gọi không đúng.", "The path or the way of asking is wrong.")


def language() -> Language:
    return language_of(request.headers.get("Accept-Language"))


def problem(error: VinhDanhError, *, reference: str | None = None) -> Response:
    """The answer for an error of the house."""
    body: dict[str, Any] = {
        "type": f"urn:vinhdanh:problem:{error.code}",
        "title": error.words.in_language(language()),
        "status": error.status,
        "code": error.code,
        "detail": error.said.in_language(language()),
        "detail_vi": error.said.vi,
        "detail_en": error.said.en,
        "correlation": reference or g.get("correlation"),
    }
    if error.places:
        body["places"] = [_place(place) for place in error.places]
    answer = Response(json.dumps(body, ensure_ascii=False), status=error.status, mimetype="application/problem+json")
    if error.status in (429, 503):
        answer.headers["Retry-After"] = "5"
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _place(place: Place) -> dict[str, str]:
    shown = {"at": place.at, "message": place.words.in_language(language()), "vi": place.words.vi, "en": place.words.en}
    return shown | ({"code": place.code} if place.code else {})


def answer_problems(app: Flask) -> None:
    """Make every error of an app a problem."""

    @app.errorhandler(VinhDanhError)
    def refused(error: VinhDanhError) -> Response:
        return problem(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        answer = problem(of_http(error))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        if is_outage(error):
            log.warning("database_away", path=request.path, error=cause_of(error))
            return problem(Unavailable())
        if is_contention(error):
            return problem(Unavailable("Nhiều người cùng sửa hồ sơ, xin thử lại.", "others are at it, try again"))
        log.exception("request_failed", path=request.path, method=request.method)
        return problem(VinhDanhError())


def of_http(error: HTTPException) -> VinhDanhError:
    """The error of the house that says what an HTTP error of the framework says."""
    status = error.code or 500
    kind = _BY_STATUS.get(status, VinhDanhError)
    messages = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    places = places_of(_below_location(messages)) if messages else ()
    made = TooLarge.over(request.max_content_length) if kind is TooLarge else kind(places=places)
    if kind is VinhDanhError:
        made.status = status  # type: ignore[misc]  # 404 of an unknown path, 405 …: the class has no such status
        made.code = f"http.{status}"  # type: ignore[misc]  # as above
        made.words = _WRONG_WAY  # type: ignore[misc]  # as above
        made.said = Words(_WRONG_WAY.vi, error.description or error.name)
    return made


def _below_location(messages: Any) -> Any:
    """webargs puts `json`, `query` … on top of the field names; people only need the field."""
    if isinstance(messages, dict) and set(messages) <= {"json", "query", "path", "form", "files", "headers"}:
        return {name: text for inner in messages.values() if isinstance(inner, dict) for name, text in inner.items()}
    return messages
