"""The page of a service draws OpenAPI 3.0 only: what it is given says the same as the contract, in that form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from deploy.services import definition_of
from tests.support.desks import client_of, make_desk


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
    ("method", "path"),
    [
        ("post", "/nominations"),
        ("put", "/nominations/{nomination_id}"),
        ("post", "/nominations/{nomination_id}/submit"),
    ],
)
def test_a_command_can_be_tried_with_key_and_version(drawn: dict[str, Any], method: str, path: str) -> None:
    asked = drawn["paths"][f"/api/nomination/v1{path}"][method]["parameters"]
    assert {one["name"] for one in asked if one["in"] == "header"} == {"Idempotency-Key", "If-Match"}


@pytest.mark.parametrize("path", ["/lists", "/lists/{list_id}/papers", "/nominations/{nomination_id}/papers"])
def test_a_file_can_be_sent_from_the_page(drawn: dict[str, Any], path: str) -> None:
    content = drawn["paths"][f"/api/nomination/v1{path}"]["post"]["requestBody"]["content"]
    assert list(content) == ["multipart/form-data"]
    name = content["multipart/form-data"]["schema"]["$ref"].rpartition("/")[2]
    form = drawn["components"]["schemas"][name]
    assert form["properties"]["file"] == {"type": "string", "format": "binary"}
    assert "file" in form["required"]
