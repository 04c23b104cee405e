"""The published contract: what it says beside the schemas, and the older form the page to browse it can draw.

Owns: headers of commands and files of uploads in OpenAPI; rewriting 3.1 as 3.0. Promises: whoever tries a command on
the page of a service finds every part it takes. Leaves to others: routes and schemas (flask-smorest).
"""

from __future__ import annotations

from typing import Any

from apispec import APISpec, BasePlugin

from shared.web.bodies import FORM

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 120},
    "description": "Gửi lại với cùng khóa trong 30 ngày: cùng câu trả lời. "
    "The same key again gets the same answer, for 30 days; after that it is a new command.",
}
_SEEN = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Phiên bản đã xem (ETag), nếu hồ sơ có. The version you saw, where the record has one.",
}
_FILE = {"type": "string", "format": "binary"}
_NULL = {"type": "null"}


class Commands(BasePlugin):
    """Runs after the schemas have found their places."""

    def init_spec(self, spec: APISpec) -> None:
        self._spec = spec

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **_: Any
    ) -> None:
        for method, told in (operations or {}).items():
            if method == "get":
                continue
            told["parameters"] = [*told.get("parameters", ()), dict(_KEY), dict(_SEEN)]
            if FORM in (content := told.get("requestBody", {}).get("content", {})):
                self._ask_for_file(content[FORM]["schema"]["$ref"].rpartition("/")[2])

    def _ask_for_file(self, form: str) -> None:
        found = self._spec.components.schemas[form]
        found["properties"]["file"] = dict(_FILE)
        found["required"] = sorted({*found.get("required", ()), "file"})


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
