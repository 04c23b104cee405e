"""The contract of every service as it is served: sound OpenAPI, and nothing without a token but what is public."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from shared.topology import SERVICES
from tests.support.homes import House
from tests.support.people import exchange
from tests.support.processes import ServiceProcess
from tests.support.waiting import wait_until

METHODS = {"get", "put", "post", "delete", "patch"}

SOMEBODY = "018f0000-0000-7000-8000-000000000000"


def document(house: House, service: str) -> dict[str, Any]:
    answer = exchange(house, "GET", f"/api/{service}/openapi.json")
    assert answer.status == 200
    assert isinstance(answer.body, dict)
    return answer.body


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in contract["paths"].items():
        for method in METHODS & item.keys():
            yield path, method, item[method]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


@pytest.mark.parametrize("service", SERVICES)
def test_the_contract_is_sound(home: House, service: str) -> None:
    contract = document(home, service)
    assert contract["openapi"].startswith("3.1")
    assert contract["info"]["title"]
    assert contract["paths"]
    for reference in _references(contract):
        found: Any = contract
        for step in reference.removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
    seen = set()
    for path, method, operation in operations(contract):
        assert path.startswith(f"/api/{service}/v1/"), path
        named = {p["name"] for p in [*operation.get("parameters", []), *contract["paths"][path].get("parameters", [])]
                 if p["in"] == "path"}  # fmt: skip
        assert named == set(re.findall(r"{(\w+)}", path)), f"{method} {path} declares {named}"
        assert any(status[0] in "2d" for status in operation["responses"]), f"{method} {path} never succeeds"
        seen.add(operation.get("operationId", f"{method} {path}"))
    assert len(seen) == len(list(operations(contract)))
    assert json.loads(json.dumps(contract)) == contract


# Whoever holds a receipt may ask for it, anybody may count a box again, and witnesses and tools read the log.
OPEN_TO_ANYBODY = {
    "/api/review/v1/receipts/{receipt}", "/api/review/v1/sessions/{session_id}/box", "/api/audit/v1/checkpoint",
    "/api/audit/v1/tile/{level}/{path}",
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_asks_for_a_token_unless_it_says_it_is_public(home: House, service: str) -> None:
    contract = document(home, service)
    assert contract["security"] == [{"bearer": []}]
    asked = 0
    for path, method, operation in operations(contract):
        declared = [*operation.get("parameters", []), *contract["paths"][path].get("parameters", [])]
        wanted = {one["name"]: "1" if one["schema"].get("type") == "integer" else SOMEBODY for one in declared}
        filled = path.format_map(wanted)
        body = b"{}" if method in ("post", "put", "patch") else None
        answer = exchange(home, method.upper(), filled, body, {"Content-Type": "application/json"} if body else {})
        if operation.get("security") == []:
            assert "/public/" in path or path in OPEN_TO_ANYBODY
            assert answer.status in (200, 400, 404), f"{method} {path} → {answer}"
        else:
            assert answer.status == 401, f"{method} {path} → {answer}"
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        asked += 1
    assert asked == len(list(operations(contract)))


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_to_browse_the_contract_fetches_nothing_from_elsewhere(home: House, service: str) -> None:
    page = exchange(home, "GET", f"/api/{service}/docs")
    assert page.status == 200
    assert "://" not in page.body
    for linked in re.findall(r'(?:src|href)="([^"]+)"', page.body):
        assert exchange(home, "GET", linked).status == 200


def answered(process: ServiceProcess, path: str) -> str:
    status, text = process.probe(path)
    return text if status == 200 else ""


def test_every_process_says_whether_it_is_ready_and_how_it_fares(home: House) -> None:
    for process in home.all_processes():
        for path, word in (("/healthz", "alive"), ("/readyz", "ready"), ("/metrics", "# TYPE")):
            # On a busy machine one may have to find its broker again, says so, and is ready a moment later.
            text = wait_until(partial(answered, process, path), f"{process.name} {path}", evidence=process.log_tail)
            assert word in text
