"""The page of a service draws OpenAPI 3.0 only: what it is given says the same as the contract, in that form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from deploy.services import definition_of
from shared.events.terms import Role
from shared.topology import SERVICES
from tests.support.desks import bearer, client_of, make_desk
from tests.support.published import Published
from tests.support.strange import Contract


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    directory: Path = tmp_path_factory.mktemp("contract")
    return client_of(make_desk(definition_of("nomination"), directory))


@pytest.fixture(scope="module")
def drawn(visitor: FlaskClient) -> dict[str, Any]:
    page = visitor.get("/api/nomination/docs")
    opened = visitor.get(re.findall(r'src="(.*?open\.js)"', page.text)[0])
    [address] = re.findall(r'url: "(.*?)"', opened.text)
    found: dict[str, Any] = visitor.get(address).get_json()
    return found


def _schemas(told: Any) -> Iterator[dict[str, Any]]:
    if isinstance(told, dict):
        yield told
        for inner in told.values():
            yield from _schemas(inner)
    elif isinstance(told, list):
        for inner in told:
            yield from _schemas(inner)


@pytest.mark.parametrize("service", SERVICES)
def test_every_way_in_says_what_it_does(service: str, tmp_path: Path) -> None:
    """Who opens the page reads acts of an office, not paths."""
    told = client_of(make_desk(definition_of(service), tmp_path)).get(f"/api/{service}/openapi.json").get_json()
    silent = [
        f"{method} {path}"
        for path, ways in told["paths"].items() for method, way in ways.items()
        if method != "parameters" and not way.get("summary")
    ]  # fmt: skip
    assert silent == []
    assert told["paths"]


def test_the_page_gets_a_contract_it_can_draw(visitor: FlaskClient, drawn: dict[str, Any]) -> None:
    whole = visitor.get("/api/nomination/openapi.json").get_json()

    assert drawn["openapi"].startswith("3.0.")
    assert drawn["paths"].keys() == whole["paths"].keys()
    assert drawn["components"]["schemas"].keys() == whole["components"]["schemas"].keys()
    for schema in _schemas(drawn):
        assert not isinstance(schema.get("type"), list)
        assert schema.get("type") != "null"
        assert "$ref" not in schema or len(schema) == 1


def test_what_may_be_empty_may_be_so_on_the_page(drawn: dict[str, Any]) -> None:
    form = drawn["components"]["schemas"]["Draft"]["properties"]

    assert (form["for_phase"]["type"], form["for_phase"]["nullable"]) == ("string", True)
    assert form["minutes"]["nullable"]
    assert "nullable" not in form["year"]


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("post", "/nominations", {"Idempotency-Key": False}),
        ("put", "/nominations/{nomination_id}", {"Idempotency-Key": False, "If-Match": True}),
        ("post", "/nominations/{nomination_id}/submit", {"Idempotency-Key": False, "If-Match": True}),
        ("post", "/nominations/{nomination_id}/check", {}),
        ("get", "/nominations/{nomination_id}", {}),
    ],
)
def test_a_command_can_be_tried_with_what_it_reads(
    drawn: dict[str, Any], method: str, path: str, headers: dict[str, bool]
) -> None:
    asked = drawn["paths"][f"/api/nomination/v1{path}"][method].get("parameters", ())
    assert {one["name"]: one.get("required", False) for one in asked if one["in"] == "header"} == headers


@pytest.mark.parametrize("path", ["/lists", "/lists/{list_id}/papers", "/nominations/{nomination_id}/papers"])
def test_a_file_can_be_sent_from_the_page(drawn: dict[str, Any], path: str) -> None:
    content = drawn["paths"][f"/api/nomination/v1{path}"]["post"]["requestBody"]["content"]
    assert list(content) == ["multipart/form-data"]
    name = content["multipart/form-data"]["schema"]["$ref"].rpartition("/")[2]
    form = drawn["components"]["schemas"][name]
    assert form["properties"]["file"] == {"type": "string", "format": "binary"}
    assert "file" in form["required"]


def _contract(directory: Path, service: str) -> dict[str, Any]:
    found: dict[str, Any] = client_of(make_desk(definition_of(service), directory)).get(
        f"/api/{service}/openapi.json"
    ).get_json()
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_a_refusal_is_as_published(tmp_path: Path, service: str) -> None:
    """One nobody signed in for, one of an unknown parameter, one of a body that is none."""
    desk = make_desk(definition_of(service), tmp_path)
    client, document = client_of(desk), _contract(tmp_path, service)
    contract = Published(document)
    heads = bearer(tmp_path, "auditor", Role.AUDITOR, "union")
    for operation in contract.operations():
        method, path = operation.split()
        at = re.sub(r"\{(number|level|version)\}", "1", path)
        at = re.sub(r"\{\w+\}", "x", at)
        for given, asked in (({}, at), (heads, f"{at}?zzz=1"), (heads, at)):
            answer = client.open(asked, method=method, headers=given, data=b"{", content_type="application/json")
            if answer.status_code >= 400:
                assert answer.mimetype == "application/problem+json"
                assert contract.faults(operation, answer.status_code, answer.headers, answer.get_json()) == []
                assert str(answer.status_code) in document["paths"][path][method.lower()]["responses"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_version_is_asked_for_where_the_contract_says_so(tmp_path: Path, service: str) -> None:
    """Whoever sends none is told 428 by these commands, unless refused before, and by no others."""
    client = client_of(make_desk(definition_of(service), tmp_path))
    document = _contract(tmp_path, service)
    contract = Published(document)
    asked_for: list[str] = []
    for role in (Role.GRASSROOTS_HEAD, Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR):
        heads = bearer(tmp_path, "x", role, "x")
        for sound, _ in Contract(document, {"number": 1, "index": 0}, "versions").routes():
            if sound.method == "GET":
                continue
            answer = client.open(
                sound.path, method=sound.method, data=sound.content, headers=heads, content_type="application/json"
            )
            path = str(contract.operation_of(sound.method, sound.path)).split()[1]
            headers = {one["name"]: one for one in document["paths"][path][sound.method.lower()]["parameters"]}
            if answer.status_code == 428:
                assert headers["If-Match"]["required"] is True, sound
                asked_for.append(sound.path)
            elif headers.get("If-Match", {}).get("required"):
                assert answer.status_code in (400, 401, 403, 404, 409, 415, 422), sound
    assert asked_for or service in ("audit", "notification")


def test_who_acts_for_another_finds_the_header_and_who_need_not_sign_in_is_told(tmp_path: Path) -> None:
    paths = _contract(tmp_path, "review")["paths"]
    received = {one["name"] for one in paths["/api/review/v1/cases/{case_id}/receive"]["post"]["parameters"]}
    archived = {one["name"] for one in paths["/api/review/v1/cases/{case_id}/archive"]["post"]["parameters"]}
    assert {"Acting-For", "If-Match"} <= received
    assert "Acting-For" not in archived
    assert paths["/api/review/v1/receipts/{receipt}"]["get"]["security"] == []
    told = paths["/api/review/v1/cases/{case_id}/receive"]["post"]["responses"]
    assert told.keys() >= {"401", "403", "404", "409", "412", "428"}
    assert told["200"]["headers"].keys() == {"ETag", "Idempotent-Replay"}


def test_downloads_and_lists_known_before_are_told_of(drawn: dict[str, Any]) -> None:
    paths = {path.removeprefix("/api/nomination/v1"): told for path, told in drawn["paths"].items()}
    assert "*/*" in paths["/nominations/{nomination_id}/papers/{paper_id}"]["get"]["responses"]["200"]["content"]
    [template] = paths["/lists/template.xlsx"]["get"]["responses"]["200"]["content"].values()
    assert template["schema"] == {"type": "string", "format": "binary"}
    assert paths["/lists"]["post"]["responses"].keys() >= {"200", "201"}
