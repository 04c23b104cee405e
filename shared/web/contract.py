"""The published contract: what it says beside the schemas, and the older form the page to browse it can draw.

Owns: the form of problems, headers and refusals of commands and queries, files of uploads in OpenAPI; rewriting 3.1 as
3.0. Promises: whoever tries a command on the page of a service finds every part it takes, and who makes a client of the
contract can read every refusal. Leaves to others: routes and schemas (flask-smorest), writing problems (`problems`).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from apispec import APISpec, BasePlugin
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from shared.web.bodies import FORM
from shared.web.reading_views import Traits, traits_of

_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]+$"},
    "description": "Gửi lại với cùng khóa trong 30 ngày: cùng câu trả lời. "
    "The same key again gets the same answer, for 30 days; after that it is a new command.",
}
_SEEN: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Phiên bản đã xem (ETag). The version you saw.",
}
_ETAG: dict[str, Any] = {
    "ETag": {"schema": {"type": "string"}, "description": "Phiên bản của hồ sơ. The version of the record."}
}
_REPLAYED: dict[str, Any] = {
    "Idempotent-Replay": {
        "schema": {"type": "string", "enum": ["true"]},
        "description": "Câu trả lời đã có của khóa này. The answer this key was given before.",
    }
}
_ACTING_FOR: dict[str, Any] = {
    "name": "Acting-For",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Mã ủy quyền, khi làm thay người khác. The mandate under which one acts for another.",
}
FILE = {"type": "string", "format": "binary"}
"""Of a file that is sent or answered."""
_NULL = {"type": "null"}
_JSON, PROBLEM = "application/json", "application/problem+json"


class ProblemPlaceSchema(Schema):
    """Where the offence stands, and what is wrong there; `code`: of the rule that said so."""

    at = fields.String(required=True)
    message = fields.String(required=True)
    vi = fields.String(required=True)
    en = fields.String(required=True)
    code = fields.String()


class ProblemSchema(Schema):
    """A refusal (RFC 9457): `code` is stable, `detail` in the reader's language, `correlation` stands in the log."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    detail_vi = fields.String(required=True)
    detail_en = fields.String(required=True)
    correlation = fields.String(required=True)
    places = fields.List(fields.Nested(ProblemPlaceSchema))


class Commands(BasePlugin):
    """Runs after the schemas have found their places. `views` are those of the application, by endpoint."""

    def __init__(self, views: Mapping[str, Callable[..., Any]]) -> None:
        self._views = views

    def init_spec(self, spec: APISpec) -> None:
        self._spec = spec

    def response_helper(self, response: dict[str, Any], **_: Any) -> None:
        """Responses that have a name of their own are the refusals."""
        content = response.get("content", {})
        if _JSON in content:
            content[PROBLEM] = content.pop(_JSON)

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **told_with: Any
    ) -> None:
        rule: Rule = told_with["rule"]
        traits = traits_of(self._views[rule.endpoint])
        for told in (operations or {}).values():
            told["parameters"] = [*told.get("parameters", ()), *_headers(traits)]
            if traits.is_public:
                told["security"] = []
            self._tell_answers(told["responses"], traits, has_places=bool(rule.arguments))
            if FORM in (content := told.get("requestBody", {}).get("content", {})):
                self._ask_for_file(content[FORM]["schema"]["$ref"].rpartition("/")[2])

    def _tell_answers(self, responses: dict[Any, Any], traits: Traits, *, has_places: bool) -> None:
        headers = _ETAG if traits.tells_version else {}
        if traits.acts:
            headers = headers | _REPLAYED
        for status, told in responses.items():
            if str(status).startswith("2") and headers:
                told["headers"] = copy.deepcopy(headers)
        for status in _refusals(traits, has_places=has_places):
            responses.setdefault(status.value, status.name)

    def _ask_for_file(self, form: str) -> None:
        found = self._spec.components.schemas[form]
        found["properties"]["file"] = dict(FILE)
        found["required"] = sorted({*found.get("required", ()), "file"})


def _headers(traits: Traits) -> list[dict[str, Any]]:
    """What a view reads of the headers."""
    seen = _SEEN | ({"required": True} if traits.has_to_see else {})
    found = [(True, _KEY), (traits.may_see, seen), (traits.acts_for, _ACTING_FOR)]
    return [dict(header) for is_read, header in found if traits.acts and is_read]


def _refusals(traits: Traits, *, has_places: bool) -> list[HTTPStatus]:
    """With which statuses a view refuses, beside those anything may end with."""
    found = [
        (True, HTTPStatus.BAD_REQUEST), (not traits.is_public, HTTPStatus.UNAUTHORIZED),
        (not traits.is_public, HTTPStatus.FORBIDDEN), (has_places, HTTPStatus.NOT_FOUND),
        (traits.acts, HTTPStatus.CONFLICT), (traits.acts and traits.may_see, HTTPStatus.PRECONDITION_FAILED),
        (True, HTTPStatus.UNPROCESSABLE_ENTITY),
        (traits.acts and traits.may_see, HTTPStatus.PRECONDITION_REQUIRED),
    ]  # fmt: skip
    return [status for is_possible, status in found if is_possible]


def as_3_0(document: dict[str, Any]) -> dict[str, Any]:
    """The same contract as OpenAPI 3.0: the page that comes with our packages draws no later one."""
    rewritten: dict[str, Any] = _rewritten(document)
    return rewritten | {"openapi": "3.0.3"}


def _rewritten(told: Any) -> Any:
    if isinstance(told, list):
        return [_rewritten(one) for one in told]
    if not isinstance(told, dict):
        return told
    made = {name: _rewritten(inner) for name, inner in told.items()}
    if isinstance(kinds := made.get("type"), list):
        [made["type"]] = [kind for kind in kinds if kind != "null"]
        made |= {"nullable": True} if "null" in kinds else {}
    for several in ("anyOf", "oneOf"):
        if isinstance(made.get(several), list) and _NULL in made[several]:
            made[several] = [one for one in made[several] if one != _NULL]
            made["nullable"] = True
    if len(made) > 1 and isinstance(ref := made.get("$ref"), str):
        made.pop("$ref")
        made["allOf"] = [{"$ref": ref}]
    return made
